// The person behind a conversation: the panel at the side, blocking, and where a chat is sent on to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colleague } from './colleague.mjs';
import { consolePage, overflow, violations } from './console-support.mjs';
import { bubbles, document, openPanel, tag, until, visit, write } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const row = (page, text) => page.locator('.ib-row').filter({ hasText: text });
const option = (page, name) => page.getByRole('dialog').getByRole('option', { name });
const actions = (page) => page.locator('.ib-head').getByRole('button', { name: 'Actions' }).click();

async function visitor(text) {
  const page = await visit({ '/hoses': document(`<title>Garden hoses</title><h1>Hoses</h1>${tag()}`) }, { at: '/hoses?utm_source=letter&utm_campaign=spring' });
  await openPanel(page);
  await write(page, text);
  return page;
}

async function opened(text, options) {
  const inbox = await consolePage('/console/inbox', options);
  await row(inbox, text).first().locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  return inbox;
}

let ana;
/** Somebody to send a chat on to. */
const anas = () => (ana ??= colleague('Ana Turner'));

for (const [name, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`the panel at the side tells who it is, from where, and what was before (${name})`, async () => {
    const text = `Panel on a ${name}: +49 30 5550${options.hasTouch ? 201 : 202}`;
    const guest = await visitor(text);
    const inbox = await opened(text, options);
    const panel = inbox.getByRole('complementary', { name: 'About the visitor' });
    if (options.hasTouch) await inbox.getByRole('button', { name: 'About the visitor' }).click();
    await panel.locator('a.ib-lead', { hasText: '5550' }).waitFor();
    for (const words of ['letter', 'spring', 'English', 'Visits']) await panel.getByText(words, { exact: false }).first().waitFor();
    await panel.locator('a[href*="/hoses"]').first().waitFor();
    await panel.getByRole('button', { name: 'Tag', exact: true }).click();
    await inbox.getByRole('combobox', { name: 'Tags' }).fill(`panel ${name}`);
    await option(inbox, /panel/).click();
    await inbox.keyboard.press('Escape');
    await panel.locator('.ib-tag', { hasText: `panel ${name}` }).waitFor();
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    inbox.quiet();
    await inbox.close();
    await guest.context().close();
  });

  test(`who is blocked is heard no more, until a click takes it back (${name})`, async () => {
    const text = `Block on a ${name}`;
    const guest = await visitor(text);
    const inbox = await opened(text, options);
    await actions(inbox);
    await option(inbox, /^Block/).click();
    const strip = inbox.locator('.ib-strip');
    await strip.getByRole('button', { name: 'Unblock' }).waitFor();
    await until(async () => assert.equal(await inbox.getByPlaceholder('Write an answer').count(), 0));
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    await write(guest, 'Buy my lamps');
    await inbox.waitForTimeout(600);
    assert.equal(await inbox.locator('.ib-messages .b', { hasText: 'Buy my lamps' }).count(), 0);
    await strip.getByRole('button', { name: 'Unblock' }).click();
    await inbox.getByRole('button', { name: 'Reopen to answer' }).click();
    const field = inbox.getByPlaceholder('Write an answer');
    await field.fill('We hear you again');
    await inbox.getByRole('button', { name: 'Send', exact: true }).click();
    await bubbles(guest).filter({ hasText: 'We hear you again' }).waitFor();
    inbox.quiet();
    await inbox.close();
    await guest.context().close();
  });

  test(`a chat goes to a department, and to a colleague who sees it among theirs (${name})`, async () => {
    const state = await anas();
    const settings = await consolePage('/console/settings/departments');
    const made = `Repairs ${name}`;
    await settings.locator('form[action="/console/settings/departments"] input[name="name"]').fill(made);
    await settings.locator('form[action="/console/settings/departments"]').getByRole('button').click();
    const card = settings.locator('section', { has: settings.getByRole('heading', { name: made, exact: true }) });
    await card.waitFor();
    const text = `Transfer on a ${name}`;
    const guest = await visitor(text);
    const hers = await consolePage('/console/inbox?filter=mine', { storageState: state });
    const inbox = await opened(text, options);
    await actions(inbox);
    await option(inbox, /^Transfer/).click();
    await option(inbox, new RegExp(`^${made}`)).waitFor();
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    await option(inbox, new RegExp(`^${made}`)).click();
    await inbox.locator('.ib-strip .badge', { hasText: made }).waitFor();
    await actions(inbox);
    await option(inbox, /^Transfer/).click();
    await option(inbox, /Ana Turner/).click();
    await row(hers, text).waitFor();
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    await card.getByText('Delete this department').click();
    await card.getByRole('button', { name: `Delete “${made}”` }).click();
    await card.waitFor({ state: 'detached' });
    for (const page of [inbox, hers, settings]) {
      page.quiet();
      await page.close();
    }
    await guest.context().close();
  });
}
