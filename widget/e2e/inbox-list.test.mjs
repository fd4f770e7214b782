// The inbox's list: which conversations it shows, and what is done with several at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { document, openPanel, tag, until, visit, write } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const rows = (page) => page.locator('.ib-row');
const row = (page, text) => rows(page).filter({ hasText: text });
const chip = (page, name) => page.getByRole('group', { name: 'Lists' }).getByRole('button', { name: new RegExp(`^${name}( \\d+)?$`) });
const option = (page, name) => page.getByRole('dialog').getByRole('option', { name });

/** Visitors who have written, each a text of their own. */
async function visitors(...texts) {
  const pages = [];
  for (const text of texts) {
    const page = await visit(document(`<h1>Hoses</h1>${tag()}`));
    await openPanel(page);
    await write(page, text);
    pages.push(page);
  }
  return { pages, leave: () => Promise.all(pages.map((page) => page.context().close())) };
}

test('mine, unassigned, snoozed, closed, spam: a conversation stands where it belongs, with its count', async () => {
  const guests = await visitors('List: a question');
  const inbox = await consolePage('/console/inbox?filter=unassigned');
  await row(inbox, 'List: a question').waitFor();
  await row(inbox, 'List: a question').locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  await inbox.keyboard.press('i');
  await until(async () => assert.equal(await row(inbox, 'List: a question').count(), 0));
  await chip(inbox, 'Mine').click();
  await row(inbox, 'List: a question').waitFor();
  await until(async () => assert.match(await chip(inbox, 'Mine').innerText(), /[1-9]/));
  assert.equal(new URL(inbox.url()).searchParams.get('filter'), 'mine');

  await inbox.locator('.ib-scroll').focus();
  await inbox.keyboard.press('s');
  await option(inbox, /^In an hour/).click();
  await until(async () => assert.equal(await row(inbox, 'List: a question').count(), 0));
  await chip(inbox, 'Snoozed').click();
  await row(inbox, 'List: a question').locator('.ib-snoozed').waitFor();
  await inbox.getByRole('button', { name: 'End the snooze' }).click();
  await until(async () => assert.equal(await row(inbox, 'List: a question').count(), 0));

  await inbox.locator('.ib-scroll').focus();
  await inbox.keyboard.press('e');
  await chip(inbox, 'Closed').click();
  await row(inbox, 'List: a question').waitFor();
  await inbox.locator('.ib-scroll').focus();
  await inbox.keyboard.press('!');
  await chip(inbox, 'Spam').click();
  await row(inbox, 'List: a question').waitFor();
  await inbox.locator('.ib-strip').getByRole('button', { name: 'Not spam' }).click();
  await until(async () => assert.equal(await row(inbox, 'List: a question').count(), 0));
  assert.deepEqual(await violations(inbox), []);
  inbox.quiet();
  await inbox.close();
  await guests.leave();
});

test('several at once: x and Shift, then one command for all, and it can be undone', async () => {
  const guests = await visitors('Many: one', 'Many: two', 'Many: three');
  const inbox = await consolePage('/console/inbox');
  for (const text of ['one', 'two', 'three']) await row(inbox, `Many: ${text}`).waitFor();
  await inbox.keyboard.press('j');
  await inbox.keyboard.press('x');
  await inbox.keyboard.press('J');
  await inbox.keyboard.press('J');
  const bar = inbox.getByRole('toolbar', { name: '3 selected' });
  await bar.waitFor();
  assert.deepEqual(await violations(inbox), []);
  await bar.getByRole('button', { name: 'Tags' }).click();
  await inbox.getByRole('combobox', { name: 'Tags' }).fill('wholesale');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await inbox.locator('.ib-row .ib-tag', { hasText: 'wholesale' }).count(), 3));
  await inbox.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Close', exact: true }).click();
  await until(async () => assert.equal(await row(inbox, 'Many: ').count(), 0));
  await inbox.locator('.toast', { hasText: '3 closed' }).getByRole('button', { name: 'Undo' }).click();
  await until(async () => assert.equal(await row(inbox, 'Many: ').count(), 3));

  await inbox.keyboard.press('f');
  await inbox.getByRole('combobox', { name: 'Filter' }).fill('wholesale');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await rows(inbox).count(), 3));
  assert.equal(new URL(inbox.url()).searchParams.get('tag'), 'wholesale');
  await inbox.reload();
  await until(async () => assert.equal(await rows(inbox).count(), 3));
  await inbox.getByRole('button', { name: 'Remove the filter: Tag wholesale' }).click();
  await until(() => assert.equal(new URL(inbox.url()).search, ''));
  inbox.quiet();
  await inbox.close();
  await guests.leave();
});

test('on a phone a conversation is put away and fetched back: snoozed, closed, spam', async () => {
  const text = 'Phone lists: a question';
  const guests = await visitors(text);
  const inbox = await consolePage('/console/inbox?filter=unassigned', PHONE);
  const clean = async () => assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  const action = async (name) => {
    await inbox.getByRole('button', { name: 'Actions' }).click();
    await option(inbox, name).click();
  };
  /** The list, with the conversation in it, and then the conversation. */
  const from = async (list) => {
    if (await inbox.locator('.ib-back').isVisible()) await inbox.locator('.ib-back').click();
    await chip(inbox, list).click();
    await row(inbox, text).waitFor();
    await clean();
    await row(inbox, text).locator('a').click();
    await inbox.locator('.ib-messages .b').first().waitFor();
    await clean();
  };
  await from('Unassigned');
  await action(/^Snooze/);
  await option(inbox, /^In an hour/).click();
  await from('Snoozed');
  await inbox.locator('.ib-strip').getByRole('button', { name: 'End the snooze' }).click();
  await inbox.locator('.toast', { hasText: 'Back in the list' }).waitFor();
  await from('Unassigned');
  await inbox.locator('.ib-close').click();
  await from('Closed');
  await inbox.getByRole('button', { name: 'Reopen to answer' }).click();
  await inbox.getByPlaceholder('Write an answer').waitFor();
  await from('Unassigned');
  await action(/^Mark as spam/);
  await from('Spam');
  await inbox.locator('.ib-strip').getByRole('button', { name: 'Not spam' }).click();
  await from('Unassigned');
  inbox.quiet();
  await inbox.close();
  await guests.leave();
});

test('on a phone several are selected by their pictures, and closed with one touch', async () => {
  const guests = await visitors('Thumbs: one', 'Thumbs: two', 'Thumbs: three');
  const inbox = await consolePage('/console/inbox', PHONE);
  for (const text of ['one', 'two', 'three']) await row(inbox, `Thumbs: ${text}`).waitFor();
  const touch = (text) => row(inbox, text).getByRole('checkbox').tap();
  await touch('Thumbs: one');
  await touch('Thumbs: three');
  const bar = inbox.getByRole('toolbar', { name: '2 selected' });
  await bar.waitFor();
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await bar.getByRole('button', { name: 'Close', exact: true }).tap();
  await until(async () => assert.deepEqual(await row(inbox, 'Thumbs: ').locator('.ib-row-text').allInnerTexts(), ['Thumbs: two']));
  await inbox.locator('.toast', { hasText: '2 closed' }).getByRole('button', { name: 'Undo' }).tap();
  await until(async () => assert.equal(await row(inbox, 'Thumbs: ').count(), 3));
  await bar.waitFor({ state: 'detached' });
  inbox.quiet();
  await inbox.close();
  await guests.leave();
});

test('on a phone everything is in reach: filters and actions are sheets', async () => {
  const guests = await visitors('Phone: snooze me');
  const inbox = await consolePage('/console/inbox', PHONE);
  await row(inbox, 'Phone: snooze me').waitFor();
  assert.deepEqual(await overflow(inbox), []);
  await inbox.getByRole('button', { name: 'Filter' }).click();
  const sheet = inbox.getByRole('dialog');
  await sheet.waitFor();
  assert.deepEqual(await violations(inbox), []);
  await sheet.getByRole('button', { name: 'Close' }).click();
  await row(inbox, 'Phone: snooze me').locator('a').click();
  await inbox.getByRole('button', { name: 'Actions' }).click();
  await until(async () => {
    const box = await sheet.boundingBox();
    assert.deepEqual([box.x, box.width, box.y + box.height], [0, 360, 740]);
  });
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await option(inbox, /^Snooze/).click();
  await option(inbox, /^Tomorrow at nine/).click();
  await inbox.locator('.ib-strip', { hasText: 'Snoozed until' }).waitFor();
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  inbox.quiet();
  await inbox.close();
  await guests.leave();
});
