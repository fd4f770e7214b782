// Live visitors: who is on the page, and invitations to somebody who has never opened the chat.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { python } from './smtp.mjs';
import { alone, browser, bubbles, document, launcher, openPanel, operator, origin, panel, paths, server, tag, until, visit } from './support.mjs';

const ask = (page) => page.locator('leadbell-widget .asks:not([hidden])');
const beats = (page) => page.told.requests.filter((request) => request.url().endsWith('/v1/beat'));
const row = (page) => page.locator('.lv-row');

/** Somebody who is in the list: gives their page and its row in the console. */
async function present(list, html = document('<p>Text</p>' + tag()), options) {
  const guest = await visit(html, options);
  await until(() => assert.ok(beats(guest).length));
  const visitor = await guest.evaluate(() => JSON.parse(Object.values(localStorage)[0]).visitor);
  const one = list.locator(`.lv-row:has(a[href$="${visitor}"])`);
  await one.waitFor();
  return { guest, one };
}

test('where nobody of the team is there, a page asks for nothing more', async () => {
  await alone();
  const page = await visit(document(tag()));
  await launcher(page).waitFor();
  await page.waitForTimeout(2_500);
  assert.deepEqual(paths(page).map((path) => path.replace(/^\/s\/.*/, '/s/')), ['/w.js', '/s/', '/v1/view']);
  await page.context().close();
});

test('the beat is loaded after the page is, and a hidden page has none', async () => {
  await operator();
  const slow = `<img src="/slow" alt="">`;
  const init = () => {
    window.away = true;
    Object.defineProperty(Document.prototype, 'hidden', { get: () => window.away, configurable: true });
    window.addEventListener('load', () => (window.loadedAt = performance.now()));
  };
  const page = await visit(document(slow + tag()), { init });
  await until(() => assert.ok(paths(page).some((path) => path.startsWith('/w/live-'))));
  const [loaded, began] = await page.evaluate(() => [window.loadedAt, performance.getEntriesByType('resource').find((one) => one.name.includes('/w/live-')).startTime]);
  assert.ok(began > loaded, `${began} ms, and the page was loaded after ${loaded} ms`);
  await page.waitForTimeout(2_000);
  assert.equal(beats(page).length, 0);
  await page.evaluate(() => {
    window.away = false;
    window.document.dispatchEvent(new Event('visibilitychange'));
  });
  await until(() => assert.equal(beats(page).length, 1));
  await page.context().close();
});

test('without consent no page says that it is looked at', async () => {
  await operator();
  const page = await visit(document(tag()), { config: { consent: true } });
  await launcher(page).waitFor();
  await page.waitForTimeout(2_000);
  assert.deepEqual(paths(page).filter((path) => path.startsWith('/v1/') || path.startsWith('/w/')), []);
  await page.evaluate(() => leadbell('consent', true));
  await until(() => assert.ok(beats(page).length));
  await page.context().close();
});

test('an invitation by hand appears within 20 s where the chat was never opened', async () => {
  const list = await consolePage('/console/visitors');
  const { guest, one } = await present(list, { '/': document('<main><h1>A shop</h1></main>' + tag()), '/next': document(tag()) });
  await one.locator('.lv-name').click();
  const side = list.locator('.lv-side');
  await side.locator('textarea').fill('Shall I explain\nthe prices?');
  const sent = Date.now();
  await side.getByRole('button', { name: 'Invite to chat' }).click();
  await until(async () => assert.match(await one.innerText(), /Invitation sent/));
  await ask(guest).waitFor({ timeout: 20_000 });
  assert.ok(Date.now() - sent < 20_000);
  assert.match(await ask(guest).innerText(), /Shall I explain\nthe prices\?/);
  assert.equal(await panel(guest).isVisible(), false, 'the panel stays closed');
  assert.equal(await guest.evaluate(() => window.document.activeElement.tagName), 'BODY', 'the focus stays');
  assert.deepEqual(await violations(guest), []);
  await until(async () => assert.match(await one.innerText(), /Invitation shown/));
  // It goes along to the next page.
  await guest.goto(`${origin}/next`);
  await ask(guest).waitFor();
  await ask(guest).locator('.word').click();
  await panel(guest).waitFor();
  await until(async () => assert.match(await bubbles(guest).first().innerText(), /Shall I explain/));
  assert.equal(await bubbles(guest).count(), 1);
  const name = await list.evaluate(async () => (await (await fetch('/api/v1/me')).json()).user.name);
  assert.match(await guest.locator('leadbell-widget [role=log]').innerText(), new RegExp(name));
  assert.equal(await ask(guest).count(), 0);
  await side.getByRole('link', { name: 'To the conversation' }).click();
  await list.locator('.ib-messages').getByText('Shall I explain').waitFor();
  list.quiet();
  await Promise.all([list.close(), guest.context().close()]);
});

test('an invitation that is closed does not come back, and no second one is sent', async () => {
  const list = await consolePage('/console/visitors');
  const { guest, one } = await present(list, { '/': document('<main><h1>A shop</h1></main>' + tag()), '/next': document(tag()) }, { viewport: { width: 360, height: 640 } });
  await one.locator('.lv-name').click();
  await list.locator('.lv-side').getByRole('button', { name: 'Invite to chat' }).click();
  await ask(guest).waitFor({ timeout: 20_000 });
  assert.deepEqual([await violations(guest), await overflow(guest)], [[], []]);
  await ask(guest).locator('.x').click();
  await until(async () => assert.match(await one.innerText(), /Closed it/));
  await guest.goto(`${origin}/next`);
  await until(() => assert.ok(beats(guest).length > 1));
  await guest.waitForTimeout(500);
  assert.equal(await ask(guest).count(), 0);
  await list.locator('.lv-side').getByRole('button', { name: 'Invite to chat' }).click();
  await list.getByText('This visitor was invited not long ago.').waitFor();
  assert.deepEqual(await violations(list), []);
  list.quiet();
  await Promise.all([list.close(), guest.context().close()]);
});

test('a rule invites on its page after its time, once', async () => {
  const owner = await consolePage('/console/settings');
  await owner.locator('a.row-link[href*="/console/settings/sites/"]').first().click();
  await owner.getByRole('link', { name: 'Rules that invite by themselves' }).click();
  await owner.getByRole('link', { name: 'Add a rule' }).click();
  await owner.getByLabel('Name', { exact: true }).fill('Offer');
  await owner.getByLabel('What the visitor reads').fill('Questions about this offer?');
  await until(async () => assert.match(await owner.locator('.lv-bubble').innerText(), /Questions about this offer/));
  await owner.getByLabel('Address or a part of it').fill('/offer');
  await owner.getByLabel('Seconds on the page').fill('2');
  await owner.getByRole('button', { name: 'Add the rule' }).click();
  await owner.getByText('page contains /offer').waitFor();
  const pages = { '/': document('<p>Text</p>' + tag()), '/offer': document('<p>Offer</p>' + tag()) };
  const guest = await visit(pages);
  await until(() => assert.ok(beats(guest).length));
  await guest.waitForTimeout(3_000);
  assert.equal(await ask(guest).count(), 0, 'not on another page');
  await guest.evaluate(() => history.pushState({}, '', '/offer'));
  await ask(guest).waitFor();
  assert.match(await ask(guest).innerText(), /Questions about this offer\?/);
  await ask(guest).locator('.x').click();
  await guest.goto(`${origin}/offer`);
  await until(() => assert.ok(beats(guest).length > 1));
  await guest.waitForTimeout(3_500);
  assert.equal(await ask(guest).count(), 0, 'once for each visitor');
  // Who is in conversation is not invited.
  const talker = await visit({ '/offer': pages['/offer'] });
  await openPanel(talker);
  await talker.locator('leadbell-widget .write textarea').fill('Hello');
  await talker.keyboard.press('Enter');
  await talker.waitForTimeout(4_000);
  assert.equal(await ask(talker).count(), 0);
  owner.quiet();
  await owner.getByRole('button', { name: 'Delete “Offer”' }).click();
  await owner.getByRole('button', { name: 'Put it back' }).click();
  await owner.getByText('page contains /offer').waitFor();
  await owner.getByRole('button', { name: 'Delete “Offer”' }).click();
  await Promise.all([owner.close(), guest.context().close(), talker.context().close()]);
});

/** Everything of a visitor happened an hour earlier: the next page begins another visit. */
function anHourAgo(visitor) {
  const moves = `import sqlite3, sys, uuid
db, visitor = sqlite3.connect(sys.argv[1], timeout=20), uuid.UUID(sys.argv[2]).bytes
db.execute('UPDATE visits SET started_at = started_at - 3600000, seen_at = seen_at - 3600000 WHERE visitor_id = ?', [visitor])
if db.total_changes == 0: sys.exit('no such visitor')
db.commit()`;
  execFileSync(python ?? 'python3', ['-c', moves, path.join(server.folder, 'leadbell.db'), visitor]);
}

test('rules invite by how far a page was read, by how often somebody came, and by what brought them', async () => {
  await operator();
  const owner = await consolePage('/console/settings');
  const site = await owner.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
  const add = async ({ returning = '', ...typed }) => {
    await owner.goto(`${server.base}${site}/invitations/new`);
    for (const [name, value] of Object.entries({ seconds: '', ...typed })) await owner.locator(`#${name}`).fill(value);
    await owner.locator('#returning').selectOption(returning);
    await owner.getByRole('button', { name: 'Add the rule' }).click();
    await owner.getByRole('link', { name: typed.name, exact: true }).waitFor();
  };
  await add({ name: 'Far down', text: 'Shall we sum it up?', page: '/long', scroll: '80' });
  await add({ name: 'Letter', text: 'About our letter?', page: '/again', source: 'autumn-letter', returning: 'yes' });
  await add({ name: 'Third time', text: 'You know us by now!', page: '/often', visits: '3' });
  const [text, long] = ['<main><h1>A shop</h1></main>', `<main><h1>A shop</h1>${'<p>Text</p>'.repeat(200)}</main>`].map((body) => document(body + tag()));
  const pages = { '/': text, '/long': long, '/again': text, '/often': text };
  const letter = '?utm_source=autumn-letter&utm_medium=email';
  /** Somebody who was here so many times before. */
  const after = async (times, at) => {
    const context = await browser.newContext({ viewport: { width: 1000, height: 760 } });
    // Who has gone an hour ago is not in the list of those who are here: the earlier visits have no beat.
    await context.route('**/v1/beat', (route) => (new URL(route.request().postDataJSON().url).pathname == '/' ? route.abort() : route.continue()));
    const guest = await visit(pages, { context });
    await until(async () => assert.match(await guest.evaluate(() => Object.values(localStorage).join()), /"visitor"/));
    const visitor = await guest.evaluate(() => JSON.parse(Object.values(localStorage)[0]).visitor);
    for (let time = 1; time <= times; time++) {
      anHourAgo(visitor);
      const url = origin + (time == times ? at : `/?visit=${time}`);
      // Answered, so that this visit is known before it is an hour ago.
      const known = guest.waitForResponse((answer) => answer.url().endsWith('/v1/view') && answer.request().postDataJSON().url == url);
      await Promise.all([known, guest.goto(url)]);
    }
    return guest;
  };
  const invites = async (guest, words) => {
    await ask(guest).waitFor();
    assert.match(await ask(guest).innerText(), words);
  };
  const [reader, fresh, direct, mailed, regular] = await Promise.all([
    visit(pages, { at: '/long', viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }),
    visit(pages, { at: '/again' + letter }),
    after(1, '/again'),
    after(1, '/again' + letter),
    after(2, '/often'),
  ]);
  await invites(mailed, /About our letter\?/);
  await invites(regular, /You know us by now!/);
  const down = (part) => reader.evaluate((part) => scrollTo(0, window.document.documentElement.scrollHeight * part - innerHeight), part);
  await down(0.7);
  await until(() => assert.ok([reader, fresh, direct].every((guest) => beats(guest).length)));
  await reader.waitForTimeout(2_500);
  for (const [guest, why] of [[reader, 'has not read so far'], [fresh, 'is here for the first time'], [direct, 'was brought by nothing']]) assert.equal(await ask(guest).count(), 0, why);
  await down(0.9);
  await invites(reader, /Shall we sum it up\?/);
  assert.deepEqual([await violations(reader), await overflow(reader)], [[], []]);
  await direct.goto(`${origin}/often`);
  await until(() => assert.ok(beats(direct).length > 1));
  await direct.waitForTimeout(2_500);
  assert.equal(await ask(direct).count(), 0, 'is here for the second time');
  await owner.goto(`${server.base}${site}/invitations`);
  for (const name of ['Far down', 'Letter', 'Third time']) await owner.getByRole('button', { name: `Delete “${name}”` }).click();
  await owner.getByText('“Third time”').waitFor();
  owner.quiet();
  await Promise.all([owner, ...[reader, fresh, direct, mailed, regular].map((guest) => guest.context())].map((one) => one.close()));
});

for (const [colorScheme, width, height] of [['light', 1440, 900], ['dark', 1440, 900], ['light', 360, 740], ['dark', 360, 740]]) {
  test(`the list and the panel: ${colorScheme}, ${width} px`, async () => {
    const list = await consolePage('/console/visitors?page=nobody-is-here', { colorScheme, viewport: { width, height } });
    await list.locator('.empty h2').waitFor();
    assert.deepEqual(await violations(list), []);
    await list.goto(`${server.base}/console/visitors`);
    const { guest } = await present(list, { '/': document('<p>Text</p>' + tag()), '/lamps': document(tag()) });
    await guest.goto(`${origin}/lamps`);
    await row(list).first().waitFor();
    assert.deepEqual(await violations(list), []);
    assert.deepEqual(await overflow(list), []);
    await list.keyboard.press('j');
    await list.keyboard.press('Enter');
    await list.locator('.lv-side .facts').waitFor();
    assert.deepEqual(await violations(list), []);
    assert.deepEqual(await overflow(list), []);
    await list.keyboard.press('Escape');
    await list.locator('.lv-side').waitFor({ state: 'detached' });
    list.quiet();
    await Promise.all([list.close(), guest.context().close()]);
  });
}

test('several thousand visitors: only those in sight are in the page', async () => {
  const list = await consolePage('/console/visitors');
  await list.route('**/api/v1/live', async (route) => {
    const now = Date.now();
    const visitors = Array.from({ length: 5_000 }, (_, n) => ({
      id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, site: 's', name: `Visitor ${n}`, lead: null, conversation: null,
      url: `https://shop.example/${n}`, title: `Page ${n}`, since: now, came: now - n, pages: 1, visits: 1,
      source: { channel: 'direct' }, device: 'desktop', lang: 'en', country: 'RO', invitation: null,
    }));
    await route.fulfill({ json: { visitors, more: ['s'] } });
  });
  await list.reload();
  await list.getByText('5,000 now').waitFor();
  await list.getByText('More visitors are here than the list shows.').waitFor();
  assert.ok((await row(list).count()) < 60);
  await list.locator('.lv-rows').evaluate((rows) => rows.scrollTo(0, rows.scrollHeight));
  await list.getByText('Visitor 4999').waitFor();
  await list.getByLabel('Page contains').fill('page 4321');
  await until(async () => assert.equal(await row(list).count(), 1));
  list.quiet();
  await list.close();
});
