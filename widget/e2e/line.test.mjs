import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browser, bubbles, document, field, launcher, openPanel, operator, panel, proxy, tag, until, visit, write } from './support.mjs';

const texts = (page) => bubbles(page).allInnerTexts();
const marks = (page) => page.locator('leadbell-widget [role=log] .meta').last().innerText();
const sockets = (page) => {
  const all = [];
  page.on('websocket', (ws) => all.push(ws));
  return all;
};

test('hazard 8: what is written while the line is down waits, and arrives once and in order', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  await openPanel(page);
  await write(page, 'one');
  const id = await ann.conversation('one');
  proxy.down();
  await page.locator('leadbell-widget .bar').waitFor();
  await write(page, 'two');
  await write(page, 'three');
  assert.match(await marks(page), /Sending/);
  await ann.say(id, 'while you were away');
  proxy.up();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await until(async () => assert.deepEqual(await texts(page), ['one', 'while you were away', 'two', 'three']));
  await until(async () => assert.match(await marks(page), /Sent/));
  await page.locator('leadbell-widget .bar').waitFor({ state: 'hidden' });
  proxy.cut();
  await ann.say(id, 'and again');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await until(async () => assert.deepEqual(await texts(page), ['one', 'while you were away', 'two', 'three', 'and again']));
  await until(async () => {
    const stored = await ann.messages(id);
    assert.deepEqual(stored.map((m) => m.number), [1, 2, 3, 4, 5]);
  });
  await page.context().close();
});

test('hazard 8: what waits survives a reload, and is sent from the next page without opening anything', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  await openPanel(page);
  await write(page, 'first of all');
  const id = await ann.conversation('first of all');
  await page.evaluate(() => {
    WebSocket.prototype.send = () => {};
  });
  await write(page, 'kept in the browser');
  await page.reload();
  await until(async () => assert.deepEqual((await ann.messages(id)).map((m) => m.text), ['first of all', 'kept in the browser']));
  assert.equal(await panel(page).isVisible(), false);
  await page.context().close();
});

test('hazard 8: read marks come through, also over a reconnect', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  await openPanel(page);
  await write(page, 'have you seen this?');
  const id = await ann.conversation('have you seen this?');
  await ann.send({ t: 'read', conversation: id, number: 1 });
  await until(async () => assert.match(await marks(page), /Read/));
  await page.context().close();
});

test('somebody who has written no longer “is writing”', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  const typing = page.locator('leadbell-widget .type');
  await openPanel(page);
  await write(page, 'are you there?');
  const id = await ann.conversation('are you there?');
  await ann.typing(id);
  await typing.waitFor();
  await ann.say(id, 'I am');
  await until(async () => assert.equal(await bubbles(page).count(), 2));
  assert.equal(await typing.isVisible(), false);
  await ann.typing(id);
  await typing.waitFor();
  proxy.cut();
  await typing.waitFor({ state: 'hidden', timeout: 2_000 });
  await page.context().close();
});

test('hazard 8: a line that carries only one way is noticed', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  const all = sockets(page);
  await openPanel(page);
  await write(page, 'before the silence');
  const id = await ann.conversation('before the silence');
  await until(async () => assert.match(await marks(page), /Sent/));
  proxy.loseAnswers();
  await write(page, 'into the silence');
  await until(async () => assert.match(await marks(page), /Sent/), 25_000);
  assert.ok(all.length >= 2);
  assert.deepEqual((await ann.messages(id)).map((m) => m.text), ['before the silence', 'into the silence']);
  await page.context().close();
});

/** Runs in the page: counts the tones that it plays, and lets it be looked at or not. */
const ears = () => {
  window.rung = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...args) {
    window.rung++;
    return start.apply(this, args);
  };
  let away = false;
  Object.defineProperty(Document.prototype, 'hidden', { get: () => away, configurable: true });
  window.leave = () => {
    away = true;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  window.come = () => {
    away = false;
    document.dispatchEvent(new Event('visibilitychange'));
  };
};
const tones = async (pages) => (await Promise.all(pages.map((page) => page.evaluate(() => window.rung)))).reduce((a, b) => a + b);

test('hazard 9: several tabs ring once, share the unread count, and badge the title', async () => {
  const ann = await operator();
  const context = await browser.newContext();
  const first = await visit(document('<p>Text</p>' + tag()), { context, init: ears });
  await openPanel(first);
  await write(first, 'I have three tabs');
  const id = await ann.conversation('I have three tabs');
  const tabs = [first];
  for (let i = 0; i < 2; i++) {
    const page = await context.newPage();
    await page.goto(first.url());
    await launcher(page).waitFor();
    await page.locator('p').first().click();
    tabs.push(page);
  }
  await launcher(first).click();
  await tabs[1].waitForTimeout(800);
  for (const page of tabs) await page.evaluate(() => window.leave());
  await ann.say(id, 'answer one');
  await ann.say(id, 'answer two');
  for (const page of tabs) {
    await until(async () => assert.equal(await page.locator('leadbell-widget .badge').innerText(), '2'));
    await until(async () => assert.equal(await page.title(), '(2) A host page'));
    assert.match(await launcher(page).getAttribute('aria-label'), /2 unread/);
  }
  // A chime is two tones; there were two messages.
  await until(async () => assert.ok((await tones(tabs)) >= 4));
  await first.waitForTimeout(700);
  assert.equal(await tones(tabs), 4);
  await tabs[1].evaluate(() => window.come());
  await launcher(tabs[1]).click();
  for (const page of tabs) {
    await until(async () => assert.equal(await page.locator('leadbell-widget .badge').innerText(), ''));
    await until(async () => assert.equal(await page.title(), 'A host page'));
  }
  await context.close();
});

test('the sound is turned off for every tab, stays off over a reload, and is turned on again', async () => {
  const ann = await operator();
  const context = await browser.newContext();
  const page = await visit(document('<p>Text</p>' + tag()), { context, init: ears });
  const sound = (name) => page.locator('leadbell-widget header').getByRole('button', { name });
  await openPanel(page);
  await write(page, 'Not so loud');
  const id = await ann.conversation('Not so loud');
  const other = await context.newPage();
  await other.goto(page.url());
  await launcher(other).waitFor();
  await other.locator('p').first().click();
  /** Nobody looks at either tab when the answer comes; how many tones it made. */
  const heard = async (text) => {
    const before = await tones([page, other]);
    await launcher(page).click();
    for (const tab of [page, other]) await tab.evaluate(() => window.leave());
    await ann.say(id, text);
    for (const tab of [page, other]) await until(async () => assert.equal(await tab.locator('leadbell-widget .badge').innerText(), '1'));
    await page.waitForTimeout(700);
    return (await tones([page, other])) - before;
  };
  await sound('Turn sound off').click();
  assert.equal(await heard('Without a sound'), 0);
  await page.reload();
  await openPanel(page);
  await sound('Turn sound on').click();
  await sound('Turn sound off').waitFor();
  assert.equal(await heard('With a sound'), 2);
  await context.close();
});

test('hazard 9: a message written in one tab shows in the other, once', async () => {
  const context = await browser.newContext();
  const first = await visit(document(tag()), { context });
  await openPanel(first);
  await write(first, 'from the first');
  await until(async () => assert.match(await marks(first), /Sent/));
  const second = await context.newPage();
  await second.goto(first.url());
  await openPanel(second);
  await until(async () => assert.deepEqual(await texts(second), ['from the first']));
  await write(second, 'from the second');
  await until(async () => assert.deepEqual(await texts(first), ['from the first', 'from the second']));
  assert.deepEqual(await texts(second), ['from the first', 'from the second']);
  assert.equal(await field(first).inputValue(), '');
  await context.close();
});
