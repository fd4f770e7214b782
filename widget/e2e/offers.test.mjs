// When offers show, and when not: the engine on pages of hosts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, leaves, modal, offersSite, rule } from './offers-page.mjs';
import { document, launcher, openPanel, origin, tag, until } from './support.mjs';

const body = `<main><h1>A shop</h1><a id="link" href="#part">A link</a> <a id="away" href="/away">Away</a> <button id="buy">Buy</button>
<form id="f"><input name="email" type="email"><select id="s"><option>1</option><option>2</option></select></form>
<iframe srcdoc="<p>framed</p>" style="position:absolute;top:0;right:0;width:300px;height:120px"></iframe>
${'<p>Words of the page that are read. '.repeat(60)}<div id="box" style="height:300px">Box</div>${'<p>More words. '.repeat(60)}</main>`;
const html = document(body + tag());
const exit = rule({ on: 'exit' });
const armed = 3_200;
const asked = (site) => site.asked.map((one) => `${one.offer} ${one.trigger}`);
const quiet = async (page, site, ms = 700) => {
  await page.waitForTimeout(ms);
  assert.deepEqual(asked(site), []);
};

test('one request more, after the page has loaded; what draws comes with the first offer', async () => {
  const site = await offersSite({ rules: [exit] });
  const page = await site.open(html);
  assert.deepEqual(site.loaded, ['o/site/1.js']);
  const [loaded, began] = await page.evaluate(() => [performance.getEntriesByType('navigation')[0].loadEventStart, performance.getEntriesByType('resource').find((one) => one.name.includes('/w/o/')).startTime]);
  assert.ok(began > loaded);
  await page.waitForTimeout(armed);
  await leaves(page);
  await box(page).waitFor();
  assert.ok(site.loaded.some((name) => name.startsWith('offer-show-')) && site.loaded.some((name) => /^offer-\w{8}/.test(name)));
  assert.match(await box(page).innerText(), /10 % off/);
  const [{ key, token, site: key2, page: at, ...sent }] = site.asked;
  assert.deepEqual(sent, { offer: 'a', trigger: 'exit', lang: 'en' });
  assert.ok(/^[0-9a-f-]{36}$/.test(key) && token && key2 && at.url);
  await box(page).getByText('No, thanks').click();
  await until(() => assert.ok(site.acts.some((act) => act.what == 'seen' && act.show == key)));
  await until(async () => assert.equal(await box(page).count(), 0));
  await leaves(page);
  await page.waitForTimeout(500);
  assert.equal(site.asked.length, 1, 'once');
  assert.ok((await page.evaluate(() => told)).includes('seen'));
  await site.context.close();
});

test('nobody leaves by a link, a list, a frame, a field, or the side', async () => {
  const site = await offersSite({ rules: [exit] });
  const page = await site.open(html);
  await leaves(page);
  await quiet(page, site);
  await page.waitForTimeout(armed);
  await page.mouse.move(500, 300);
  await page.mouse.move(2, 300);
  await page.mouse.move(-2, 300);
  await quiet(page, site, 300);
  await page.mouse.move(900, 60);
  await page.mouse.move(900, -1);
  await quiet(page, site, 300);
  await page.locator('#s').focus();
  await leaves(page);
  await quiet(page, site, 300);
  await page.locator('[name=email]').fill('ada@example.org');
  await leaves(page);
  await page.evaluate(() => document.activeElement.blur());
  await leaves(page);
  await quiet(page, site, 300);
  await page.locator('[name=email]').fill('');
  await page.evaluate(() => document.activeElement.blur());
  await page.locator('#link').click();
  await leaves(page);
  await quiet(page, site, 300);
  await page.waitForTimeout(5_000);
  await leaves(page);
  await until(() => assert.deepEqual(asked(site), ['a exit']));
  await site.context.close();
});

test('nothing comes over the chat, nor over a dialog of the page', async () => {
  const site = await offersSite({ rules: [rule({ on: 'time', seconds: 1 })] });
  const page = await site.visit(document(`<dialog id="d"><p>A dialog</p></dialog><script>d.showModal()</script>${body}${tag()}`));
  await launcher(page).waitFor();
  await quiet(page, site, 3_500);
  await page.evaluate(() => d.close());
  await until(() => assert.deepEqual(asked(site), ['a time']));
  await site.context.close();
  const other = await offersSite({ rules: [rule({ on: 'call' })] });
  const chat = await other.open(html);
  await openPanel(chat);
  await chat.evaluate(() => leadbell('offer', 'a'));
  await quiet(chat, other, 1_500);
  await other.context.close();
});

test('each trigger has its moment', async () => {
  const one = async (trigger, before, then, facts) => {
    const site = await offersSite({ rules: [rule(trigger)], facts });
    const page = await site.open(html);
    await before(page);
    await quiet(page, site, 600);
    await then(page);
    await until(() => assert.deepEqual(asked(site), [`a ${trigger.on}`]), 4_000);
    await box(page).waitFor();
    await site.context.close();
  };
  const nothing = () => {};
  await one({ on: 'time', seconds: 4 }, nothing, nothing);
  await one({ on: 'scroll', percent: 50 }, nothing, (page) => page.mouse.wheel(0, 3_000));
  await one({ on: 'idle', seconds: 3 }, (page) => page.mouse.move(10, 400), nothing);
  await one({ on: 'click', selector: '#buy' }, (page) => page.locator('#box').click(), (page) => page.locator('#buy').click());
  await one({ on: 'view', selector: '#box' }, (page) => page.evaluate(() => scrollTo(0, 0)), (page) => page.evaluate(() => document.querySelector('#box').scrollIntoView()));
  await one({ on: 'call' }, (page) => page.evaluate(() => leadbell('offer', 'Second')), (page) => page.evaluate(() => leadbell('offer', 'First')));
  await one({ on: 'cart', least: 80 }, (page) => page.evaluate(() => leadbell('cart', 79)), (page) => page.evaluate(() => leadbell('set', { cart: 81 })));
});

test('the n-th page and visit, and a return to the tab', async () => {
  for (const [trigger, facts] of [[{ on: 'pages', count: 3 }, { pages: 3 }], [{ on: 'visit', count: 2 }, { visit: 2 }]]) {
    const site = await offersSite({ rules: [rule(trigger)], facts });
    await site.open(html);
    await until(() => assert.deepEqual(asked(site), [`a ${trigger.on}`]));
    await site.context.close();
    const less = await offersSite({ rules: [rule(trigger)] });
    await quiet(await less.open(html), less, 1_200);
    await less.context.close();
  }
  const site = await offersSite({ rules: [rule({ on: 'back' })] });
  const page = await site.open(html, { init: () => Object.defineProperty(Document.prototype, 'hidden', { get: () => window.away, configurable: true }) });
  await quiet(page, site, 500);
  await page.evaluate(() => {
    window.away = true;
    window.document.dispatchEvent(new Event('visibilitychange'));
  });
  await quiet(page, site, 1_500);
  await page.evaluate(() => {
    window.away = false;
    window.document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(() => assert.deepEqual(asked(site), ['a back']));
  await site.context.close();
});

test('on a phone a throw to the top is leaving; a slow scroll, a tap and a link are not', async () => {
  const site = await offersSite({ rules: [exit], viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true });
  const page = await site.open(document(`<a id="link" href="#part">A link</a><main>${'<p>Words of a page. '.repeat(300)}</main>${tag()}`));
  const cdp = await site.context.newCDPSession(page);
  const swipe = async (from, to, steps, pause) => {
    const touch = (type, y) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: y ? [{ x: 150, y }] : [] });
    await touch('touchStart', from);
    for (let i = 1; i <= steps; i++) {
      await touch('touchMove', Math.round(from + ((to - from) * i) / steps));
      await page.waitForTimeout(pause);
    }
    await touch('touchEnd');
  };
  await page.evaluate(() => scrollTo(0, 6_000));
  await page.waitForTimeout(armed);
  await swipe(200, 600, 10, 60);
  await page.waitForTimeout(400);
  await swipe(200, 600, 10, 60);
  await quiet(page, site, 800);
  for (let i = 0; i < 3 && !site.asked.length; i++) {
    await swipe(100, 660, 4, 16);
    await page.waitForTimeout(900);
  }
  await until(() => assert.deepEqual(asked(site), ['a exit']));
  await box(page).waitFor();
  await site.context.close();
});

test('two tabs: what one has shown the other does not, and the control group sees nothing', async () => {
  const site = await offersSite({ rules: [rule({ on: 'time', seconds: 6 })] });
  const first = await site.open(html);
  const second = await site.open(html);
  await until(() => assert.equal(site.asked.length, 1), 8_000);
  await second.waitForTimeout(2_500);
  await first.waitForTimeout(2_500);
  assert.equal(site.asked.length, 1);
  await site.context.close();
  const control = await offersSite({ rules: [rule({ on: 'time', seconds: 1 })], answer: () => ({ control: true }) });
  const page = await control.open(html);
  await until(() => assert.equal(control.asked.length, 1));
  await page.goto(origin + '/');
  await page.waitForTimeout(3_000);
  assert.equal(await box(page).count(), 0);
  assert.equal(control.acts.length, 0);
  await control.context.close();
});

test('a route is a page, and so is one from the cache of the browser', async () => {
  const rules = [rule({ on: 'time', seconds: 2 }, { audience: { pages: [{ how: 'regex', value: 'fit' }] } }), rule({ on: 'time', seconds: 3 }, { id: 'b', audience: { pages: [{ how: 'glob', value: '/' }] } })];
  const site = await offersSite({ rules });
  const page = await site.open({ '/': html, '/away': document(`<h1>Away</h1>${tag()}`) });
  await page.evaluate(() => history.pushState(0, '', '/route/fit'));
  await until(() => assert.deepEqual(asked(site), ['a time']), 8_000);
  await box(page).getByText('No, thanks').click();
  await page.evaluate(() => history.pushState(0, '', '/other'));
  await page.waitForTimeout(1_500);
  await page.goto(origin + '/away');
  await page.evaluate(() => history.go(-3));
  await page.waitForURL(origin + '/');
  await until(() => assert.deepEqual(asked(site), ['a time', 'b time']), 9_000);
  await site.context.close();
});

test('a server that fails is asked again later, and no error reaches the page', async () => {
  const site = await offersSite({ rules: [rule({ on: 'time', seconds: 1 })], answer: () => 503 });
  const page = await site.open(html);
  await until(() => assert.equal(site.asked.length, 1));
  await page.waitForTimeout(2_500);
  assert.equal(site.asked.length, 1);
  assert.deepEqual(page.told.errors, []);
  await site.context.close();
});

const forms = {
  e1: { id: 'e1', rev: 4, title: 'Write to us', steps: [{ fields: [{ key: 'f1', kind: 'email', required: true }] }], submit: 'Send' },
  c1: { id: 'c1', rev: 2, steps: [{ fields: [{ key: 'n', kind: 'name' }, { key: 'm', kind: 'email' }, { key: 'plan', kind: 'text' }, { key: 'w', kind: 'long' }, { key: 'z', kind: 'text' }] }] },
};

test('a form is embedded where the page says, now and later, and opens by a call', async () => {
  const site = await offersSite({ rules: [], forms });
  const page = await site.open(document(`<div data-leadbell-form="e1"></div><div id="later"></div>${tag()}`));
  await page.locator('[data-leadbell-form] leadbell-offer form').waitFor();
  await page.evaluate(() => (document.querySelector('#later').dataset.leadbellForm = 'e1'));
  await page.locator('#later leadbell-offer form').waitFor();
  assert.equal(await page.locator('leadbell-offer form').count(), 2);
  await page.evaluate(() => leadbell('form', 'e1'));
  await page.locator('leadbell-widget leadbell-offer dialog form, leadbell-widget dialog form').first().waitFor();
  await site.context.close();
});

const own = `<form data-leadbell-catch="c1" action="/thanks" method="get"><input type="hidden" name="form-name" value="contact">
<input name="your-name" autocomplete="name"><input name="x" type="email"><input name="plan"><textarea name="t"></textarea><input name="q" data-leadbell-field="z">
<input name="pw" type="password"><input name="card" autocomplete="cc-name"><button>Go</button></form>`;
const fill = async (page) => {
  for (const [name, value] of Object.entries({ 'your-name': 'Ada', x: 'ada@example.org', plan: 'Pro', t: 'Hello', q: 'Z', pw: 'secret', card: 'A D A' })) await page.locator(`[name=${name}]`).fill(value);
};

test('a form of the page’s own is handed in as well, and its own submit goes through', async () => {
  const site = await offersSite({ rules: [], forms });
  const page = await site.open({ '/': document(own + tag()), '/thanks': document('<h1>Thanks</h1>' + tag()) });
  await fill(page);
  await page.getByText('Go').click();
  await page.waitForURL('**/thanks?*');
  await until(() => assert.ok(site.submitted.length));
  const [{ site: key, token, key: id, page: at, ...sent }] = site.submitted;
  assert.ok(key && token && id && at.url);
  assert.deepEqual(sent, { form: 'c1', caught: true, rev: 2, answers: { n: 'Ada', m: 'ada@example.org', plan: 'Pro', w: 'Hello', z: 'Z' }, lang: 'en', form_token: 'token' });
  await site.context.close();
});

test('what is sent before it is known what the form asks goes out from the next page', async () => {
  const site = await offersSite({ rules: [], forms });
  let asked = 0;
  // The first page never gets an answer.
  await site.context.route('**/v1/form', (route) => (route.request().postDataJSON().form && !asked++ ? undefined : route.fallback()));
  const page = await site.open({ '/': document(own + tag()), '/thanks': document('<h1>Thanks</h1>' + tag()) });
  await fill(page);
  await until(() => assert.equal(asked, 1));
  await page.getByText('Go').click();
  await page.waitForURL('**/thanks?*');
  await until(() => assert.equal(site.submitted.length, 1), 10_000);
  assert.equal(site.submitted[0].answers.m, 'ada@example.org');
  assert.equal(new URL(site.submitted[0].page.url).pathname, '/');
  await site.context.close();
});

test('what the server has not taken goes out again from the next page, once', async () => {
  const site = await offersSite({ rules: [], forms, submit: (n) => (n == 1 ? 'fail' : undefined) });
  const page = await site.open({ '/': document(own + tag()), '/thanks': document('<h1>Thanks</h1>' + tag()) });
  await fill(page);
  await page.getByText('Go').click();
  await page.waitForURL('**/thanks?*');
  await until(() => assert.ok(site.submitted.length > 1), 10_000);
  assert.equal(new Set(site.submitted.map((one) => one.key)).size, 1);
  await page.waitForTimeout(3_000);
  assert.equal(await page.evaluate(() => Object.keys(Object.values(localStorage).map((one) => JSON.parse(one))[0].posts).length), 0);
  await site.context.close();
});
