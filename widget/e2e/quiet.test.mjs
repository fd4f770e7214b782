// What is fetched, stored and sent, and when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overflow, violations } from './console-support.mjs';
import { alone, bubbles, document, field, launcher, openPanel, panel, paths, tag, until, views, visit, write } from './support.mjs';

const stored = (page) => page.evaluate(() => Object.keys(localStorage).length + Object.keys(sessionStorage).length + document.cookie.length);

for (const [where, size] of [['a desktop', {}], ['a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]]) {
  test(`hazard 15: on ${where} where consent is asked for, nothing is stored or sent before it`, async () => {
    const init = () => {
      window.dataLayer = [];
    };
    const page = await visit(document('<main><h1>A shop</h1></main>' + tag()), { config: { consent: true, bubble: true, privacy_url: 'https://shop.example/privacy' }, init, ...size });
    await launcher(page).hover();
    await page.evaluate(() => history.pushState({}, '', '/elsewhere'));
    await page.waitForTimeout(1_300);
    assert.deepEqual(paths(page).map((p) => p.replace(/\/s\/.*/, '/s/')), ['/w.js', '/s/']);
    await openPanel(page);
    await page.getByText('Before we start').waitFor();
    assert.equal(await field(page).isVisible(), false);
    assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
    await page.waitForTimeout(500);
    assert.deepEqual(paths(page).filter((p) => p.startsWith('/v1/')), []);
    assert.equal(await stored(page), 0);
    await page.getByText('No, thanks').click();
    await panel(page).waitFor({ state: 'hidden' });
    assert.equal(await stored(page), 0);
    await openPanel(page);
    await page.getByText('Agree and start').click();
    await field(page).waitFor();
    await write(page, 'Now we may talk');
    await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
    assert.equal(views(page).length, 1);
    // The message may stand in the welcome, a moment before its acknowledgement tells that a chat has begun.
    await until(async () => assert.equal(await page.evaluate(() => window.dataLayer.length), 1));
    await page.evaluate(() => leadbell('consent', false));
    assert.equal(await stored(page), 0);
    assert.equal(await bubbles(page).count(), 0);
    await page.context().close();
  });
}

test('hazard 15: consent given on one page holds on the next; the host may give it', async () => {
  const stub = `<script>window.leadbell = window.leadbell || function () { (leadbell.q = leadbell.q || []).push(arguments) }</script>`;
  const page = await visit({ '/': document(stub + tag()), '/next': document(tag()) }, { config: { consent: true } });
  await launcher(page).waitFor();
  assert.equal(views(page).length, 0);
  await page.evaluate(() => leadbell('consent', true));
  await until(() => assert.equal(views(page).length, 1));
  await until(async () => assert.match(await page.evaluate(() => Object.values(localStorage).join()), /"token"/));
  await page.goto(new URL('/next', page.url()).href);
  await until(() => assert.equal(views(page).length, 2));
  assert.equal(typeof views(page)[1].token, 'string');
  await page.evaluate(() => leadbell('reset'));
  await until(async () => assert.equal(await page.evaluate(() => Object.keys(JSON.parse(Object.values(localStorage)[0] ?? '{}')).includes('token')), false));
  await page.context().close();
});

test('hazard 15: a refusal on one page holds on the next, also where the site does not ask', async () => {
  const page = await visit({ '/': document(tag()), '/next': document(tag()) });
  await until(() => assert.equal(views(page).length, 1));
  await page.evaluate(() => leadbell('consent', false));
  assert.deepEqual(await page.evaluate(() => Object.values(localStorage).map((text) => JSON.parse(text))), [{ consent: false }]);
  await page.goto(new URL('/next', page.url()).href);
  await launcher(page).waitFor();
  await page.waitForTimeout(1_500);
  assert.equal(views(page).length, 1, 'nothing more is said');
  await page.evaluate(() => leadbell('consent', true));
  await until(() => assert.equal(views(page).length, 2));
  await page.context().close();
});

test('hazard 15: paths that no list of blocked words knows', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  await page.evaluate(() => leadbell('open', 'form'));
  await page.locator('leadbell-widget .card form').waitFor();
  for (const path of paths(page)) assert.doesNotMatch(path, /analytic|track|beacon|pixel|\bads?\b|chat|lead|stat|collect|metric|event|widget|banner|popup/i);
  await page.context().close();
});

test('an idle page asks for the loader and the settings, sends its view, and opens no socket', async () => {
  await alone();
  const page = await visit(document(tag()));
  let sockets = 0;
  page.on('websocket', () => sockets++);
  await until(() => assert.equal(views(page).length, 1));
  await page.waitForTimeout(600);
  assert.deepEqual(paths(page).map((p) => p.replace(/\/s\/.*/, '/s/')), ['/w.js', '/s/', '/v1/view']);
  assert.equal(sockets, 0);
  assert.deepEqual(await page.evaluate(() => performance.getEntriesByType('layout-shift').length), 0);
  await page.context().close();
});

test('hazard 14: settings and modules of a newer server do not trouble an older page', async () => {
  const page = await visit(document(tag()), {
    config: { later: { a: 1 }, texts: { title: 'New', later: 'x' }, form: { fields: ['phone', 'company'], consent_field: false, steps: [] } },
  });
  await page.evaluate(() => leadbell('open', 'form'));
  await page.locator('leadbell-widget #f-phone').waitFor();
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 14: a module that did not come is asked for again with the next click', async () => {
  const page = await visit(document(tag()));
  let broken = true;
  await page.route('**/w/panel-*', (route) => (broken ? route.abort() : route.continue()));
  await launcher(page).click();
  await until(() => assert.ok(page.told.console.some((line) => line.startsWith('Leadbell:'))));
  broken = false;
  await page.waitForTimeout(100);
  await openPanel(page);
  await page.context().close();
});
