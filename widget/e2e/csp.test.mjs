import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bubbles, document, field, form, launcher, openPanel, proxy, tag, until, visit, write } from './support.mjs';
import { connectTo, refusedTo, strictTheme, watchPolicy } from './theme.mjs';

const strict = (connect = connectTo(proxy.url)) => strictTheme(tag('nonce="abc"'), connect);

test('hazard 4: a theme’s page with a strict nonce policy and Trusted Types: chat and form work', async () => {
  const { pages, headers } = strict();
  const page = await visit(pages, { headers, init: watchPolicy });
  await openPanel(page);
  await write(page, 'Hello from a strict page');
  await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
  await page.locator('leadbell-widget header button').first().click();
  await form(page).waitFor();
  assert.deepEqual(await refusedTo(page, proxy.url), []);
  assert.ok(!page.told.console.some((line) => /leadbell/i.test(line)), page.told.console.join('\n'));
  assert.equal(await launcher(page).evaluate((el) => el.offsetWidth), 56);
  await page.context().close();
});

test('hazard 4: without connect-src, the console says once what the policy needs', async () => {
  const { pages, headers } = strict('');
  const page = await visit(pages, { headers, init: watchPolicy });
  await until(() => assert.ok(page.told.console.some((line) => line.startsWith('Leadbell:'))));
  await page.waitForTimeout(1_500);
  const said = page.told.console.filter((line) => line.startsWith('Leadbell:'));
  assert.deepEqual(said, [`Leadbell: connect-src needs ${proxy.url} ${proxy.url.replace('http', 'ws')}`]);
  await page.context().close();
});

test('hazard 4: no style attribute, no inline style, no frame in what we draw', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  const found = await page.evaluate(() => {
    const root = document.querySelector('leadbell-widget').shadowRoot;
    return root.querySelectorAll('style, iframe, link, script, img').length;
  });
  assert.equal(found, 0);
  await page.context().close();
});

test('hazard 17: markup in a message is text, and a javascript: link is no link', async () => {
  const page = await visit(document(tag()), { init: () => (window.hit = false) });
  await openPanel(page);
  const nasty = '<img src=x onerror="hit=true"><svg onload="hit=true"> javascript:hit=true https://example.com/a?b=<b>';
  await write(page, nasty);
  await until(async () => assert.equal(await bubbles(page).last().innerText(), nasty));
  assert.equal(await page.locator('leadbell-widget .b img, leadbell-widget .b svg').count(), 0);
  assert.deepEqual(await page.locator('leadbell-widget .b a').evaluateAll((all) => all.map((a) => a.href)), ['https://example.com/a?b=']);
  assert.equal(await page.evaluate(() => window.hit), false);
  assert.equal(await field(page).inputValue(), '');
  await page.context().close();
});
