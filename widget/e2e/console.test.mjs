import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, violations } from './console-support.mjs';
import { bubbles, document, field, openPanel, tag, until, visit, write } from './support.mjs';

const rows = (page) => page.locator('.ib-row');
const answer = (page) => page.getByPlaceholder('Write an answer');
const said = (page) => page.locator('.ib-messages .b');

/** A visitor who has written `text`. */
async function visitor(text, options) {
  const page = await visit(document(`<h1>Hoses</h1>${tag()}`), options);
  await openPanel(page);
  await write(page, text);
  return page;
}

test('an operator answers a visitor, and each sees what the other does', async () => {
  const inbox = await consolePage('/console/inbox');
  const guest = await visitor('Do you deliver to Vienna?');
  const row = rows(inbox).filter({ hasText: 'Do you deliver to Vienna?' });
  await row.waitFor();
  assert.match(await row.innerText(), /\d+ s|\d+:\d\d/, 'the waiting time');
  await until(async () => assert.match(await inbox.title(), /^\(\d+\) Inbox/));
  await row.locator('a').click();
  await until(async () => assert.deepEqual(await said(inbox).allInnerTexts(), ['Do you deliver to Vienna?']));
  assert.match(await inbox.locator('.ib-facts').innerText(), /A host page/);
  await until(async () => assert.equal(await row.locator('.badge-solid').count(), 0));

  await answer(inbox).pressSequentially('Yes');
  await guest.locator('leadbell-widget').getByText(/is writing/).waitFor();
  await answer(inbox).pressSequentially(', twice a week. <b>Really</b>: https://shop.example/delivery');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'Yes, twice a week. <b>Really</b>: https://shop.example/delivery'));
  assert.equal(await inbox.locator('.m .b a').getAttribute('href'), 'https://shop.example/delivery');
  await inbox.getByText('Seen', { exact: true }).waitFor();

  await field(guest).pressSequentially('Th');
  await inbox.locator('.ib-typing', { hasText: 'is writing' }).waitFor();
  await field(guest).fill('Thank you');
  await field(guest).press('Enter');
  await until(async () => assert.equal(await said(inbox).last().innerText(), 'Thank you'));
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('the keyboard alone: move, open, answer, close, undo', async () => {
  const guest = await visitor('From the keyboard');
  const inbox = await consolePage('/console/inbox');
  await rows(inbox).first().waitFor();
  await inbox.keyboard.press('j');
  await until(async () => assert.match(await inbox.evaluate(() => document.activeElement.textContent), /From the keyboard/));
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await inbox.evaluate(() => document.activeElement.localName), 'textarea'));
  await inbox.keyboard.type('Typed je');
  await inbox.keyboard.press('Shift+Enter');
  await inbox.keyboard.type('in two lines');
  await inbox.keyboard.press('Enter');
  await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'Typed je\nin two lines'));
  await inbox.keyboard.press('Escape');
  await inbox.keyboard.press('e');
  await inbox.getByText('This conversation is closed.').waitFor();
  await until(async () => assert.equal(await rows(inbox).filter({ hasText: 'Typed je' }).count(), 0));
  await inbox.locator('.toast button', { hasText: 'Undo' }).press('Enter');
  await answer(inbox).waitFor();
  await inbox.keyboard.press('Escape');
  await until(() => assert.equal(new URL(inbox.url()).search, ''));
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('filters live in the address', async () => {
  const inbox = await consolePage('/console/inbox');
  await inbox.getByRole('button', { name: 'Closed' }).click();
  await until(() => assert.equal(new URL(inbox.url()).search, '?filter=closed'));
  await inbox.reload();
  await until(async () => assert.equal(await inbox.getByRole('button', { name: 'Closed' }).getAttribute('aria-pressed'), 'true'));
  await inbox.close();
});

test('a phone shows one thing at a time, and the way back is the browser’s', async () => {
  const guest = await visitor('From a phone');
  const inbox = await consolePage('/console/inbox', { viewport: { width: 360, height: 740 }, hasTouch: true });
  const row = rows(inbox).filter({ hasText: 'From a phone' });
  await row.locator('a').click();
  await answer(inbox).waitFor();
  assert.equal(await rows(inbox).first().isVisible(), false);
  await answer(inbox).fill('Seen on a phone');
  await inbox.getByRole('button', { name: 'Send' }).click();
  await until(async () => assert.equal(await bubbles(guest).last().innerText(), 'Seen on a phone'));
  await inbox.getByRole('button', { name: 'About the visitor' }).click();
  await inbox.locator('.ib-facts').waitFor();
  assert.deepEqual(await violations(inbox), []);
  await inbox.getByRole('button', { name: 'Close', exact: true }).last().click();
  await inbox.goBack();
  await rows(inbox).first().waitFor();
  assert.equal(await inbox.evaluate(() => document.documentElement.scrollWidth), 360);
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('a lost line: what is written is kept, sent once, and what was missed arrives', async () => {
  const guest = await visitor('Before the line is lost');
  const inbox = await consolePage('/console/settings');
  const lines = { down: false, open: new Set() };
  await inbox.routeWebSocket(/\/api\/v1\/socket/, (near) => {
    if (lines.down) return near.close();
    near.connectToServer();
    lines.open.add(near);
  });
  await inbox.goto(inbox.url().replace('/console/settings', '/console/inbox'));
  await rows(inbox).filter({ hasText: 'Before the line is lost' }).locator('a').click();
  await until(async () => assert.equal(await said(inbox).count(), 1));
  lines.down = true;
  for (const line of lines.open) await line.close();
  await inbox.getByText('Reconnecting, what you write is kept').waitFor();
  await answer(inbox).fill('Written without a line');
  await answer(inbox).press('Enter');
  await write(guest, 'Said meanwhile');
  await answer(inbox).fill('Half a');
  await inbox.reload();
  await inbox.getByText('Waiting for the connection').waitFor();
  assert.equal(await answer(inbox).inputValue(), 'Half a');
  lines.down = false;
  await inbox.evaluate(() => dispatchEvent(new Event('online')));
  await until(async () => assert.deepEqual((await said(inbox).allInnerTexts()).sort(), ['Before the line is lost', 'Said meanwhile', 'Written without a line']));
  await until(async () => assert.equal(await inbox.locator('.m.wait').count(), 0));
  await until(async () => assert.equal(await bubbles(guest).filter({ hasText: 'Written without a line' }).count(), 1));
  await inbox.close();
  await guest.context().close();
});

test('the rail counts and the tab says so on every page', async () => {
  const settings = await consolePage('/console/settings');
  const guest = await visitor('Is anybody there?');
  await until(async () => assert.match(await settings.title(), /^\(\d+\)/));
  assert.equal(await settings.locator('[data-count=inbox]').isVisible(), true);
  await settings.keyboard.press('Tab');
  settings.quiet();
  await settings.close();
  await guest.context().close();
});

test('hazard 17: markup in a message, a title or an address is text in the inbox', async () => {
  const nasty = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> javascript:alert(1)';
  const head = '<script>document.title = `<img src=x onerror="window.pwned=1">`</script>';
  const page = await visit(document(tag(), { head }), { path: '/e2e/%22%3E%3Cimg%20src=x%20onerror=window.pwned=1%3E' });
  await openPanel(page);
  await write(page, nasty);
  const inbox = await consolePage('/console/inbox?filter=all');
  await rows(inbox).filter({ hasText: 'javascript:alert(1)' }).locator('a').click();
  await until(async () => assert.equal(await said(inbox).first().innerText(), nasty));
  await inbox.locator('.ib-facts').getByText('First seen').waitFor();
  assert.equal(await inbox.locator('.inbox img, .inbox script, .inbox a[href^="javascript"]').count(), 0);
  assert.equal(await inbox.evaluate(() => window.pwned), undefined);
  inbox.quiet();
  await inbox.close();
  await page.context().close();
});

test('a phone number in a message makes a lead, and its card is a click away', async () => {
  const guest = await visitor('Please ring +49 30 5550199 in the evening');
  const inbox = await consolePage('/console/inbox');
  await rows(inbox).filter({ hasText: '5550199' }).locator('a').click();
  await inbox.locator('.ib-facts a.ib-lead[href^="/console/leads/"]').waitFor();
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});

test('what cannot be loaded says so in a sentence, and a button brings it', async () => {
  const guest = await visitor('Is the server there?');
  const inbox = await consolePage('/console/inbox');
  await rows(inbox).first().waitFor();
  const fail = (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } });
  const again = () => inbox.getByRole('button', { name: 'Try again' });

  await inbox.route('**/api/v1/conversations?*', fail);
  await inbox.reload();
  await inbox.getByRole('heading', { name: 'The list could not be loaded' }).waitFor();
  assert.deepEqual(await violations(inbox), []);
  await inbox.unroute('**/api/v1/conversations?*');
  await again().click();
  await rows(inbox).filter({ hasText: 'Is the server there?' }).waitFor();

  await inbox.route('**/api/v1/conversations?*', fail);
  await inbox.getByRole('button', { name: 'All', exact: true }).click();
  await inbox.getByRole('alert').filter({ hasText: 'The list could not be loaded' }).waitFor();
  await inbox.unroute('**/api/v1/conversations?*');
  await again().click();
  await until(async () => assert.equal(await inbox.getByRole('alert').count(), 0));

  await inbox.route('**/api/v1/conversations/*/messages?*', fail);
  await rows(inbox).filter({ hasText: 'Is the server there?' }).locator('a').click();
  await inbox.getByRole('heading', { name: 'The messages could not be loaded' }).waitFor();
  await inbox.unroute('**/api/v1/conversations/*/messages?*');
  await again().click();
  await until(async () => assert.deepEqual(await said(inbox).allInnerTexts(), ['Is the server there?']));
  inbox.quiet();
  await inbox.close();
  await guest.context().close();
});
