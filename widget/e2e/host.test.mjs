import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, bubbles, document, field, form, launcher, openPanel, panel, tag, until, views, visit, write } from './support.mjs';

async function chats(page, text = 'Does it work?') {
  await openPanel(page);
  await write(page, text);
  await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
}

test('hazard 5: storage that throws: works for the page’s life', async () => {
  const page = await visit(document(tag()), {
    init: () => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      }
    },
  });
  await chats(page);
  await launcher(page).click();
  await launcher(page).click();
  assert.equal(await bubbles(page).count(), 1);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 5: storage that is full: works for the page’s life', async () => {
  const page = await visit(document(tag()), {
    init: () => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  });
  await chats(page);
  assert.equal(views(page).length, 1);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 5: plain HTTP, without crypto.randomUUID, crypto.subtle and locks', async () => {
  const page = await visit(document(tag()), {
    init: () => {
      delete Crypto.prototype.randomUUID;
      Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });
      Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });
    },
  });
  await chats(page);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 6: route changes of a single-page application count as page views, anchors do not', async () => {
  const page = await visit(document(tag()));
  await until(() => assert.equal(views(page).length, 1));
  await page.evaluate(() => {
    document.title = 'Second';
    history.pushState({}, '', '/second?utm_source=x');
  });
  await until(() => assert.equal(views(page).length, 2));
  await page.evaluate(() => (location.hash = 'prices'));
  await page.waitForTimeout(1_300);
  await page.evaluate(() => (location.hash = '#/third'));
  await until(() => assert.equal(views(page).length, 3));
  await page.goBack();
  await page.goBack();
  await until(() => assert.equal(views(page).length, 4));
  const [first, second, third] = views(page);
  assert.match(second.url, /\/second\?utm_source=x$/);
  assert.equal(second.title, 'Second');
  assert.equal(second.referrer, first.url);
  assert.match(third.url, /#\/third$/);
  assert.equal(typeof second.token, 'string');
  assert.equal(new Set(views(page).map((v) => v.view)).size, 4);
  await page.context().close();
});

test('hazard 6: a swap of the body loses neither the widget nor its state', async () => {
  const page = await visit(document('<p>One</p>' + tag()));
  await chats(page);
  await field(page).fill('half a thought');
  await page.evaluate(() => {
    document.body.innerHTML = '<p>Two</p>';
    document.documentElement.replaceChild(document.createElement('body'), document.body);
    for (const node of [...document.documentElement.children]) if (node.localName == 'leadbell-widget') node.remove();
  });
  await until(async () => assert.equal(await page.locator('leadbell-widget').count(), 1));
  assert.equal(await panel(page).isVisible(), true);
  assert.equal(await field(page).inputValue(), 'half a thought');
  assert.equal(await bubbles(page).count(), 1);
  await write(page, 'and the rest');
  await until(async () => assert.equal(await bubbles(page).count(), 2));
  await page.context().close();
});

test('hazard 6: patched history, fetch and Array.prototype, polluted prototypes', async () => {
  const page = await visit(document(tag()), {
    init: () => {
      const { pushState } = history;
      history.pushState = function () {
        throw new Error('patched');
      };
      window.restore = () => (history.pushState = pushState);
      const { fetch } = window;
      window.fetch = function (input, init) {
        window.fetched = (window.fetched || 0) + 1;
        return fetch.call(window, input, init);
      };
      Array.prototype.last = function () {};
      Object.prototype.extend = function () {};
      Array.from = () => [];
      Array.prototype.flat = Array.prototype.find = Array.prototype.at = () => 'patched';
      Function.prototype.bind = function () {
        return () => 'patched';
      };
      String.prototype.trimStart = () => 'patched';
      window.navigation = undefined;
      window.$ = window.h = window.t = 'taken';
    },
  });
  await chats(page);
  await page.locator('leadbell-widget header button').first().click();
  await form(page).waitFor();
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 6: an old library that spoils the JSON of arrays, reduce and Array.from, as Prototype 1.6 does', async () => {
  const init = () => {
    Array.prototype.toJSON = function () {
      return '[' + this.join() + ']';
    };
    Array.prototype.reduce = function () {
      return this.length > 1 ? this : this[0];
    };
    Array.from = (list) => [].slice.call(list);
    Element.prototype.update = Element.prototype.hide = function () {
      throw new Error('the host’s');
    };
  };
  const page = await visit(document(tag()), { init });
  await chats(page, 'with Prototype');
  await page.evaluate(() => {
    WebSocket.prototype.send = () => {};
  });
  await write(page, 'kept for the next page');
  await page.reload();
  await openPanel(page);
  await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
  assert.deepEqual(await bubbles(page).allInnerTexts(), ['with Prototype', 'kept for the next page']);
  await page.evaluate(() => leadbell('open', 'form'));
  await page.locator('leadbell-widget #f-email').fill('anna@gmial.com');
  await page.getByText('Did you mean anna@gmail.com?').waitFor();
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 6: names of the document clobbered by the host’s markup', async () => {
  const names = ['createElement', 'createElementNS', 'querySelector', 'querySelectorAll', 'documentElement', 'body', 'title', 'currentScript', 'addEventListener', 'dispatchEvent', 'hidden', 'referrer', 'prerendering', 'activeElement'];
  const markup = names.map((name) => `<img name="${name}" alt="">`).join('') + '<form id="leadbell"></form><form id="leadbellSite"></form>';
  const page = await visit(document(markup + tag()));
  await chats(page);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 7: back from another page, out of the back/forward cache, the chat goes on', async () => {
  const page = await visit({ '/': document(tag()), '/other': document('<p>Other</p>') });
  await chats(page, 'Before I leave');
  await page.evaluate(() => (window.kept = true));
  const before = views(page).length;
  await page.evaluate(() => (location.href = '/other'));
  await page.waitForURL('**/other');
  await page.goBack({ waitUntil: 'commit' });
  assert.equal(await page.evaluate(() => window.kept), true, 'the page came from the cache');
  await until(() => assert.equal(views(page).length, before + 1));
  await write(page, 'And I am back');
  await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
  assert.equal(await bubbles(page).count(), 2);
  await page.context().close();
});

test('hazard 7: a prerendered page waits until it is shown', async () => {
  const page = await visit(document(tag()), {
    init: () => {
      window.shown = false;
      Object.defineProperty(Document.prototype, 'prerendering', { get: () => !window.shown, configurable: true });
    },
  });
  await page.waitForTimeout(500);
  assert.equal(page.told.requests.length, 1);
  await page.evaluate(() => {
    window.shown = true;
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await launcher(page).waitFor();
  await until(() => assert.equal(views(page).length, 1));
  await page.context().close();
});

test('the JavaScript API: a stub before load, events, and one word on what is not there', async () => {
  const stub = `<script>window.leadbell = window.leadbell || function () { (leadbell.q = leadbell.q || []).push(arguments) };
    window.heard = []; for (const name of ['ready', 'open', 'close', 'message', 'lead']) leadbell('on', name, (e) => heard.push(name));
    leadbell('set', { name: 'Anna', email: 'anna@example.com' }); leadbell('open', 'form'); leadbell('callback', 'x'); leadbell('callback', 'y'); leadbell('wheel', 1)</script>`;
  const page = await visit(document(stub + tag()));
  await form(page).waitFor();
  assert.equal(await page.locator('leadbell-widget #f-name').inputValue(), 'Anna');
  await page.evaluate(() => leadbell('close'));
  await panel(page).waitFor({ state: 'hidden' });
  await page.evaluate(() => leadbell('toggle'));
  await panel(page).waitFor();
  await write(page, 'Hello');
  await until(async () => assert.deepEqual(await page.evaluate(() => window.heard), ['ready', 'open', 'close', 'open', 'message']));
  const said = page.told.console.filter((line) => line.startsWith('Leadbell:'));
  assert.deepEqual(said, ['callback', 'wheel'].map((name) => `Leadbell: "${name}" is not available in this version.`));
  await page.context().close();
});

test('unload handlers are not used: they would keep pages out of the back/forward cache', async () => {
  const context = await browser.newContext();
  const page = await visit(document(tag()), {
    context,
    init: () => {
      window.unloads = 0;
      const { addEventListener } = EventTarget.prototype;
      EventTarget.prototype.addEventListener = function (type, ...rest) {
        if (/^(before)?unload$/.test(type)) window.unloads++;
        return addEventListener.call(this, type, ...rest);
      };
    },
  });
  await chats(page);
  assert.equal(await page.evaluate(() => window.unloads), 0);
  await context.close();
});
