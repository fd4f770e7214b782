// The page in the frame of the console's editors.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import { after, test } from 'node:test';
import { email, go, title, words } from './offer-page.mjs';
import { browser, until } from './support.mjs';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(fs.readFileSync(new URL('manifest.json', dist), 'utf8'));
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' https: data: blob:; require-trusted-types-for 'script'; trusted-types 'none'";
const attribute = (value) => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll("'", '&#39;');
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://console');
  if (pathname.startsWith('/w/')) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(fs.readFileSync(new URL(pathname.slice(3), dist)));
  const html = { 'content-type': 'text/html; charset=utf-8' };
  if (pathname == '/preview') {
    const site = { name: 'A shop', ground: '#0f766e', ink: '#fff', lang: 'de' };
    return response
      .writeHead(200, { ...html, 'content-security-policy': policy })
      .end(`<!doctype html><title>Preview</title><body data-show='${attribute(manifest.show)}' data-site='${attribute(site)}'><script type="module" src="/w/${manifest.console.preview}"></script>`);
  }
  response.writeHead(200, html).end(`<!doctype html><title>Editor</title><script>told = []; addEventListener('message', (e) => told.push(e.data))</script><input id="words"><iframe src="/preview" width="900" height="700"></iframe>`);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
after(() => server.close());
const base = `http://127.0.0.1:${server.address().port}`;

async function editor() {
  const page = await (await browser.newContext({ viewport: { width: 1000, height: 760 } })).newPage();
  page.setDefaultTimeout(8_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() == 'error' && !/favicon/.test(message.location().url) && errors.push(message.text()));
  await page.goto(base);
  await page.waitForFunction(() => told.some((one) => one.preview == 'ready'));
  const box = page.frameLocator('iframe').locator('leadbell-offer .o');
  return { page, box, errors, send: (more, to = base) => page.evaluate(([message, target]) => frames[0].postMessage(message, target), [{ preview: 'look', ...more }, to]) };
}

test('the preview draws what the editor sends, in the site’s colour and language, light and dark, and draws it anew', async () => {
  const { page, box, errors, send } = await editor();
  await send({ look: { shape: 'modal', blocks: [title, { is: 'countdown', minutes: 5 }, { is: 'form', form: 'e1' }, go] }, forms: { e1: { rev: 1, ...email } } });
  await box.getByText(title.text).waitFor();
  assert.match(await box.innerText(), /Minuten/);
  assert.equal(await box.locator('.main').first().evaluate((el) => getComputedStyle(el).backgroundColor), 'rgb(15, 118, 110)');
  assert.equal(await box.evaluate((el) => el.matches('.dark')), false);
  await send({ dark: true, look: { shape: 'slide', side: 'left', blocks: [{ ...title, text: 'Another' }, words] } });
  await box.getByText('Another').waitFor();
  await until(async () => assert.equal(await box.count(), 1));
  assert.equal(await box.evaluate((el) => el.matches('.dark')), true);
  await send({ lang: 'ru', look: { shape: 'wheel', segments: [{ label: 'A' }, { label: 'B' }], blocks: [title] } });
  await box.getByText('Крутить колесо').click();
  await until(async () => assert.match(await box.innerText(), /Вы выиграли/));
  assert.ok((await page.evaluate(() => told)).some((one) => one.preview == 'act' && one.what == 'spin'));
  await send({ look: { shape: 'inline', blocks: [title, words] } });
  await until(async () => assert.ok(await box.isVisible()));
  await send({ look: { shape: 'lock', blocks: [title, { is: 'form', form: '' }] } });
  await box.getByLabel('Telefon').waitFor();
  assert.deepEqual(errors, []);
  await page.context().close();
});

test('the preview leaves the focus to who is typing in the editor', async () => {
  const { page, box, send } = await editor();
  await page.locator('#words').focus();
  for (const shape of ['modal', 'wheel', 'full', 'slide']) {
    await send({ look: { shape, segments: [{ label: 'A' }, { label: 'B' }], blocks: [{ ...title, text: shape }, { is: 'form', form: '' }] } });
    await box.getByRole('heading', { name: shape }).waitFor();
    await page.keyboard.type(shape[0]);
  }
  assert.equal(await page.locator('#words').inputValue(), 'mwfs');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'words');
  await page.context().close();
});

test('the preview shows a form at a step, and what follows when it is sent', async () => {
  const { page, box, errors, send } = await editor();
  const form = { id: 'f', rev: 1, steps: [{ fields: [{ key: 'a', kind: 'text', label: 'First' }] }, { fields: [{ key: 'b', kind: 'text', label: 'Second' }] }] };
  await send({ form, step: 1, lang: 'en', after: { title: 'All yours', link: 'https://shop.example/x' } });
  await box.getByLabel('Second').waitFor();
  assert.match(await box.innerText(), /Step 2 of 2/);
  await box.locator('[type=submit]').click();
  await box.getByText('All yours').waitFor();
  await box.getByText('Open').click();
  assert.equal(page.context().pages().length, 1, 'links lead nowhere from here');
  assert.ok((await page.evaluate(() => told)).some((one) => one.preview == 'height' && one.height > 100));
  assert.deepEqual(errors, []);
  await page.context().close();
});

test('the preview listens to its own console alone', async () => {
  const { page, box } = await editor();
  const other = await page.context().newPage();
  await other.setContent(`<iframe src="${base}/preview"></iframe>`);
  const inside = other.frameLocator('iframe').locator('body');
  await inside.waitFor({ state: 'attached' });
  await other.waitForTimeout(300);
  await other.evaluate((look) => frames[0].postMessage({ preview: 'look', look }, '*'), { shape: 'modal', blocks: [title] });
  await other.waitForTimeout(500);
  assert.equal(await other.frameLocator('iframe').locator('leadbell-offer').count(), 0);
  assert.equal(await box.count(), 0);
  await page.context().close();
});
