// One conversation and a team: notes, marks, columns.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colleague } from './colleague.mjs';
import { consolePage, overflow, violations } from './console-support.mjs';
import { bubbles, document, openPanel, tag, until, visit, write } from './support.mjs';

const row = (page, text) => page.locator('.ib-row').filter({ hasText: text });
const answer = (page) => page.getByPlaceholder('Write an answer');

async function visitor(text) {
  const page = await visit(document(`<h1>Hoses</h1>${tag()}`));
  await openPanel(page);
  await write(page, text);
  return page;
}

let ana;
/** A page of a colleague's inbox, with a conversation open. */
async function anas(text, options) {
  ana ??= await colleague('Ana Popescu');
  return opened(text, { ...options, storageState: ana });
}
async function opened(text, options) {
  const inbox = await consolePage('/console/inbox', options);
  await row(inbox, text).first().locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  return inbox;
}

test('a note is for the team alone, and in its own colour', async () => {
  const guest = await visitor('Note: about me');
  const hers = await anas('Note: about me');
  const mine = await opened('Note: about me');
  await answer(mine).focus();
  await mine.keyboard.press('Alt+n');
  const field = mine.getByRole('textbox', { name: /^A note about/ });
  await field.fill('Ask the manager first');
  assert.deepEqual(await violations(mine), []);
  await field.press('Enter');
  for (const page of [mine, hers]) await page.locator('.ib-note', { hasText: 'Ask the manager first' }).waitFor();
  const [note, bubble] = await mine.evaluate(() => ['.ib-note', '.ib-messages .b'].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  assert.notEqual(note, bubble);
  await mine.reload();
  await mine.locator('.ib-note', { hasText: 'Ask the manager first' }).waitFor();
  assert.equal(await bubbles(guest).count(), 1, 'the visitor sees nothing of it');
  assert.deepEqual([await violations(mine), await overflow(mine)], [[], []]);
  for (const page of [mine, hers]) {
    page.quiet();
    await page.close();
  }
  await guest.context().close();
});

test('sent, delivered, seen; and joined, ended stand as sentences', async () => {
  const guest = await visitor('Marks: how far?');
  const inbox = await opened('Marks: how far?');
  await answer(inbox).fill('As far as you');
  await answer(inbox).press('Enter');
  await inbox.getByText('Seen', { exact: true }).waitFor();
  await guest.context().close();
  await answer(inbox).fill('Are you still there?');
  await answer(inbox).press('Enter');
  await inbox.getByText('Sent', { exact: true }).waitFor();
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('e');
  await inbox.locator('.m.sys', { hasText: 'Dana Demo closed the conversation' }).waitFor();
  assert.deepEqual(await violations(inbox), []);
  inbox.quiet();
  await inbox.close();
});

test('several chats side by side on a wide screen, each with its own composer and draft', async () => {
  const guests = [await visitor('Side: left'), await visitor('Side: right')];
  const inbox = await opened('Side: left', { viewport: { width: 1760, height: 900 } });
  await answer(inbox).fill('A draft for the left');
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('p');
  await row(inbox, 'Side: right').locator('a').click();
  const columns = inbox.locator('[data-column]');
  await until(async () => assert.equal(await columns.count(), 2));
  await until(async () => assert.deepEqual(await columns.locator('textarea').evaluateAll((all) => all.map((one) => one.value)), ['', 'A draft for the left']));
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await columns.first().locator('.ib-scroll').focus();
  await inbox.keyboard.press('ArrowRight');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await inbox.evaluate(() => document.activeElement.value), 'A draft for the left'));
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await bubbles(guests[0]).last().innerText(), 'A draft for the left'));
  assert.equal(await bubbles(guests[1]).count(), 1);
  await inbox.reload();
  await until(async () => assert.equal(await columns.count(), 2));
  await inbox.setViewportSize({ width: 1280, height: 800 });
  await until(async () => assert.equal(await columns.count(), 1));
  inbox.quiet();
  await inbox.close();
  for (const guest of guests) await guest.context().close();
});
