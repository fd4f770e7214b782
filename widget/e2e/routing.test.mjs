// Who is there and who is in which department, as the team sets it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { server, until } from './support.mjs';

const PHONE = { viewport: { width: 360, height: 740 } };

for (const [name, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`the status menu, with keys alone, and in every tab (${name})`, async () => {
    const page = await consolePage('/console/inbox', options);
    const other = await page.context().newPage();
    await other.goto(`${server.base}/console/inbox`);
    const button = page.getByRole('button', { name: 'Your status: Online' });
    await button.focus();
    await page.keyboard.press('ArrowDown');
    const menu = page.getByRole('menu', { name: 'Your status' });
    await menu.waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await overflow(page), []);
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    assert.match(await focused(), /^Online/);
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(), /^Away/);
    await page.keyboard.press('Escape');
    assert.equal(await menu.count(), 0);
    assert.equal(await focused(), 'Online');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Your status: Offline' }).waitFor();
    await other.getByRole('button', { name: 'Your status: Offline' }).click();
    await other.getByRole('menuitemradio', { name: 'Online' }).click();
    await page.getByRole('button', { name: 'Your status: Online' }).waitFor();
    page.quiet();
    await page.close();
  });
}

test('a page that is not used for ten minutes makes its person away, and a key brings them back', async () => {
  const page = await consolePage('/console/inbox');
  // Other pages of this person may be in use: what this one says of itself counts.
  const said = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => said.push(...(payload.includes('"availability"') ? [JSON.parse(payload)] : []))));
  await page.clock.install();
  await page.reload();
  await page.getByRole('button', { name: /Your status/ }).waitFor();
  await page.clock.runFor(10 * 60_000 + 15_000);
  await until(async () => assert.deepEqual(said.at(-1), { t: 'availability', state: 'away', auto: true }));
  await page.keyboard.press('Shift');
  await until(async () => assert.deepEqual(said.at(-1), { t: 'availability', state: 'online', auto: true }));
  await page.close();
});

for (const [name, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`departments are made, filled, renamed and deleted (${name})`, async () => {
    const page = await consolePage('/console/settings/departments', options);
    const add = page.locator('form[action="/console/settings/departments"]');
    await add.getByRole('button').click();
    await page.locator('#name-error').waitFor();
    await add.locator('input[name="name"]').fill('Sales');
    await add.getByRole('checkbox').first().check();
    await add.getByRole('button').click();
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Sales', exact: true }) });
    await card.waitFor();
    assert.equal(await card.getByRole('checkbox').first().isChecked(), true);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(await overflow(page), []);
    await card.locator('input[name="name"]').fill('Support');
    await card.getByRole('button', { name: 'Save' }).click();
    const renamed = page.locator('section', { has: page.getByRole('heading', { name: 'Support', exact: true }) });
    await renamed.waitFor();
    await page.getByRole('spinbutton').first().fill('7');
    await page.locator('form[action$="/capacity"]').getByRole('button', { name: 'Save' }).click();
    await until(async () => assert.equal(await page.getByRole('spinbutton').first().inputValue(), '7'));
    await renamed.getByText('Delete this department').click();
    await renamed.getByRole('button', { name: 'Delete “Support”' }).click();
    await page.getByText('No departments yet').waitFor();
    page.quiet();
    await page.close();
  });
}

for (const [name, options] of [['desktop', {}], ['phone', PHONE]]) {
  test(`a site says who answers and who gets what waits, and keeps it (${name})`, async () => {
    const page = await consolePage('/console/settings', options);
    const site = await page.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
    const form = server.base + site.replace(/\/install$/, '');
    await page.goto(form);
    await page.getByText('No script is published yet').waitFor();
    await page.getByLabel('Who gets a waiting conversation').selectOption('least_busy');
    await page.getByLabel('Visitors are answered by').selectOption('bot_first');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/done=saved/);
    assert.equal(await page.getByLabel('Who gets a waiting conversation').inputValue(), 'least_busy');
    assert.equal(await page.getByLabel('Visitors are answered by').inputValue(), 'bot_first');
    assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
    await page.getByLabel('Who gets a waiting conversation').selectOption('manual');
    await page.getByLabel('Visitors are answered by').selectOption('people');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/done=saved/);
    page.quiet();
    await page.close();
  });
}
