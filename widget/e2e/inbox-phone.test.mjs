// What is done with keys on a desk is done with a thumb on a phone: search, commands, notes, canned replies.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { colleague } from './colleague.mjs';
import { consolePage, overflow, violations } from './console-support.mjs';
import { bubbles, document, openPanel, tag, until, visit, write } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const row = (page, text) => page.locator('.ib-row').filter({ hasText: text });
const clean = async (page) => assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
const option = (page, name) => page.getByRole('dialog').getByRole('option', { name });

const guests = [];
async function visitor(text) {
  const page = await visit(document(`<h1>Hoses</h1>${tag()}`));
  guests.push(page);
  await openPanel(page);
  await write(page, text);
  return page;
}
after(() => Promise.all(guests.map((page) => page.context().close())));

async function opened(text) {
  const inbox = await consolePage('/console/inbox', PHONE);
  await row(inbox, text).first().locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  return inbox;
}

test('on a phone a search is typed, and its hit opens', async () => {
  await visitor('Thumb: the vermilion lantern');
  const inbox = await consolePage('/console/inbox', PHONE);
  await row(inbox, 'vermilion lantern').waitFor();
  await inbox.getByRole('searchbox').fill('vermilion');
  await inbox.locator('.ib-found mark').first().waitFor();
  await clean(inbox);
  await inbox.locator('.ib-found a').first().click();
  await inbox.locator('.m.hit .b', { hasText: 'vermilion lantern' }).waitFor();
  await clean(inbox);
  inbox.quiet();
  await inbox.close();
});

test('on a phone the commands are a sheet: a chat is assigned with two touches', async () => {
  await visitor('Thumb: assign me');
  const inbox = await opened('Thumb: assign me');
  await inbox.getByRole('button', { name: 'Back to the list' }).click();
  await inbox.getByRole('button', { name: 'Commands' }).click();
  await inbox.getByRole('dialog', { name: 'Commands' }).waitFor();
  await clean(inbox);
  await inbox.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await row(inbox, 'Thumb: assign me').locator('a').click();
  await inbox.locator('.ib-assignee').click();
  await option(inbox, /\(me\)/).click();
  await until(async () => assert.match(await inbox.locator('.ib-assignee').getAttribute('title'), /Dana Demo/));
  await clean(inbox);
  inbox.quiet();
  await inbox.close();
});

test('on a phone a note names a colleague', async () => {
  await colleague('Noor Haddad');
  const guest = await visitor('Thumb: note me');
  const inbox = await opened('Thumb: note me');
  await inbox.getByRole('button', { name: 'Note', exact: true }).click();
  const field = inbox.getByRole('textbox', { name: /^A note about/ });
  await field.pressSequentially('Ask @noo');
  await inbox.getByRole('listbox', { name: 'People' }).getByRole('option', { name: /Noor Haddad/ }).click();
  await clean(inbox);
  assert.equal(await field.inputValue(), 'Ask @Noor Haddad ');
  await inbox.getByRole('button', { name: 'Add note' }).click();
  await inbox.locator('.ib-note', { hasText: 'Ask @Noor Haddad' }).waitFor();
  assert.equal(await bubbles(guest).count(), 1);
  await clean(inbox);
  inbox.quiet();
  await inbox.close();
});

test('on a phone an answer is kept as a canned one, and called with a slash', async () => {
  const guest = await visitor('Thumb: keep me');
  const inbox = await opened('Thumb: keep me');
  const field = inbox.getByPlaceholder('Write an answer');
  await field.fill('We send lanterns within two days.');
  await inbox.getByRole('button', { name: 'Keep as a canned reply' }).click();
  await inbox.getByRole('combobox', { name: 'Keep as a canned reply' }).fill('lanterns');
  await option(inbox, /^Keep as \/lanterns, for me/).waitFor();
  await clean(inbox);
  await option(inbox, /^Keep as \/lanterns, for me/).click();
  await inbox.locator('.toast', { hasText: 'Kept: /lanterns' }).waitFor();
  await field.fill('');
  await field.pressSequentially('/lan');
  await inbox.getByRole('listbox').getByRole('option', { name: /lanterns/ }).click();
  await clean(inbox);
  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'We send lanterns within two days.'));
  inbox.quiet();
  await inbox.close();
});
