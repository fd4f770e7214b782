// The chat on a page of the server's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { browser, bubbles, field, operator, panel, server, until, write } from './support.mjs';

const address = `${server.base}/c/${server.key}`;

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|Leadbell:/i.test(message.text())) told.push(message.text());
  });
  const views = [];
  page.on('request', (request) => request.url().endsWith('/v1/view') && views.push(request.postDataJSON()));
  const answer = await page.goto(path);
  return Object.assign(page, { told, views, answer });
}

for (const [where, size] of [['a desktop', {}], ['a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]]) {
  test(`on ${where} the chat fills a page of its own, and works there under its strict policy`, async () => {
    const page = await open(address, size);
    const headers = page.answer.headers();
    assert.match(headers['x-robots-tag'], /noindex/);
    assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/);
    await panel(page).waitFor();
    await panel(page).evaluate((el) => Promise.all(el.getAnimations().map((one) => one.finished)));
    const box = await panel(page).boundingBox();
    assert.equal(box.height, page.viewportSize().height);
    assert.equal(box.width, Math.min(720, page.viewportSize().width));
    assert.equal(await page.locator('leadbell-widget .l').isVisible(), false);
    await page.keyboard.press('Escape');
    assert.equal(await panel(page).isVisible(), true);
    const text = `from the hosted page on ${where}`;
    await write(page, text);
    const ann = await operator();
    await ann.say(await ann.conversation(text), 'Welcome');
    await until(async () => assert.equal(await bubbles(page).last().innerText(), 'Welcome'));
    assert.equal(page.views.length, 1, 'a page view like any other');
    assert.equal(new URL(page.views[0].url).pathname, '/c/' + server.key);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(page.told, []);
    if (process.env.LEADBELL_E2E_SHOTS) await page.screenshot({ path: `${process.env.LEADBELL_E2E_SHOTS}/hosted-${page.viewportSize().width}.png` });
    await page.context().close();
  });
}

test('the hosted page speaks the reader’s language, or the one that is asked for', async () => {
  for (const [path, locale, lang, words] of [[address, 'fr-FR', 'fr', 'Écrivez'], [address + '?lang=ru', 'fr-FR', 'ru', 'Напишите']]) {
    const page = await open(path, { locale });
    await field(page).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    assert.ok((await field(page).getAttribute('placeholder')).startsWith(words), await field(page).getAttribute('placeholder'));
    await page.context().close();
  }
});

test('without script the hosted page says whose it is, and an unknown one is not there', async () => {
  const page = await open(address, { javaScriptEnabled: false });
  assert.match(await page.locator('main').innerText(), /Fernweh Coffee[\s\S]*needs JavaScript/);
  assert.equal((await page.goto(`${server.base}/c/nothing`)).status(), 404);
  await page.context().close();
});

test('the install page has the link, the secret and how to sign', async () => {
  const page = await consolePage('/console/settings');
  const href = await page.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
  await page.goto(`${server.base}${href}/install`);
  assert.equal((await page.locator('#page').innerText()).trim(), address);
  await page.locator('#identity form button').click();
  await page.locator('#secret').waitFor();
  await page.locator('#identity summary').first().click();
  assert.match(await page.locator('#node').innerText(), /createHmac/);
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await overflow(page), []);
  page.quiet();
  await page.close();
});
