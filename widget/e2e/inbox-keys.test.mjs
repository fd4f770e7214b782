// The keyboard: the palette, the shortcuts, the search.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { document, openPanel, tag, until, visit, write } from './support.mjs';

const row = (page, text) => page.locator('.ib-row').filter({ hasText: text });

async function visitor(...texts) {
  const page = await visit(document(`<h1>Hoses</h1>${tag()}`));
  await openPanel(page);
  for (const text of texts) await write(page, text);
  return page;
}

test('the palette does everything: it finds by a few letters, and what was used last stands first', async () => {
  const guest = await visitor('Palette: close me');
  const inbox = await consolePage('/console/inbox');
  await row(inbox, 'Palette: close me').locator('a').click();
  await inbox.locator('.ib-messages .b').first().waitFor();
  await inbox.keyboard.press('Control+k');
  const palette = inbox.getByRole('dialog', { name: 'Commands' });
  await palette.waitFor();
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await inbox.keyboard.type('clo');
  assert.match(await palette.locator('[data-active]').innerText(), /^Close\s+E$/i, 'its shortcut stands beside it');
  await inbox.keyboard.press('Enter');
  await inbox.getByText('This conversation is closed.').waitFor();

  await inbox.keyboard.press('Control+k');
  await palette.getByRole('group', { name: 'Recent' }).getByRole('option', { name: /Reopen/ }).click();
  await inbox.getByPlaceholder('Write an answer').waitFor();

  await inbox.keyboard.press('Control+k');
  await inbox.keyboard.type('snooze');
  await inbox.keyboard.press('Enter');
  await inbox.getByRole('dialog', { name: 'Commands' }).or(inbox.getByRole('dialog', { name: 'Snooze' })).getByRole('option', { name: /In an hour/ }).waitFor();
  await inbox.keyboard.press('Escape');

  await inbox.keyboard.press('Control+k');
  await inbox.keyboard.type('team');
  await inbox.keyboard.press('Enter');
  await inbox.waitForURL('**/console/settings/team');
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('a question mark shows every shortcut; letters count on a Cyrillic keyboard, and two keys lead to a page', async () => {
  const inbox = await consolePage('/console/inbox');
  await inbox.locator('.ib-list').waitFor();
  await inbox.keyboard.press('?');
  const help = inbox.getByRole('dialog', { name: 'Shortcuts' });
  await help.waitFor();
  assert.match(await help.innerText(), /Go to Leads/);
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await inbox.keyboard.press('Escape');
  await until(async () => assert.equal(await help.count(), 0));
  await inbox.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'а', code: 'KeyF', bubbles: true, cancelable: true })));
  await inbox.getByRole('dialog', { name: 'Filter' }).waitFor();
  await inbox.keyboard.press('Escape');
  await until(async () => assert.equal(await inbox.getByRole('dialog').count(), 0));
  await inbox.keyboard.press('g');
  await inbox.keyboard.press('l');
  await inbox.waitForURL('**/console/leads');
  inbox.quiet();
  await inbox.close();
});

test('a slash searches; the hit opens at its message, with the words marked', async () => {
  const many = Array.from({ length: 12 }, (_, i) => `Filler line ${i}`);
  const guest = await visitor('Where is the turquoise umbrella stand?', ...many);
  const inbox = await consolePage('/console/inbox');
  await row(inbox, 'Filler line 11').waitFor();
  // A fast typist: the letters come with the slash, and are no commands.
  await inbox.evaluate(() => {
    const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    press('/');
    press('t');
  });
  assert.equal(await inbox.getByRole('dialog').count(), 0);
  await inbox.keyboard.type('turquoise umbrella');
  const found = inbox.locator('.ib-found');
  await found.locator('mark').first().waitFor();
  assert.deepEqual((await found.locator('mark').allInnerTexts()).map((word) => word.toLowerCase()), ['turquoise', 'umbrella']);
  assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
  await inbox.keyboard.press('ArrowDown');
  await inbox.keyboard.press('Enter');
  const hit = inbox.locator('.m.hit .b', { hasText: 'turquoise umbrella' });
  await hit.waitFor();
  await until(async () => assert.equal(await hit.evaluate((one) => one.getBoundingClientRect().top > 0 && one.getBoundingClientRect().bottom < innerHeight), true));
  await inbox.keyboard.press('/');
  await inbox.keyboard.press('Escape');
  await row(inbox, 'Filler line 11').waitFor();
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});
