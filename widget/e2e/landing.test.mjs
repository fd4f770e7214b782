// Landing pages: made in the console with a live preview, filled in by a visitor on a phone, counted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { drop, makeForm } from './forms-real.mjs';
import { browser, server, until } from './support.mjs';

const quote = { title: 'A quote for a roof', steps: [{ fields: [{ key: 'name', kind: 'name', required: true }, { key: 'mail', kind: 'email', required: true }] }], after: { do: 'message', text: 'We call you back today.' } };

test('a landing page is made, seen while it is typed, filled in on a phone, and its lead is counted', async () => {
  const team = await consolePage('/console/pages');
  assert.deepEqual(await violations(team), []);
  const form = await makeForm(team, 'Form of the roof page', quote);
  await team.getByRole('link', { name: 'New page' }).first().click();
  await team.getByLabel('Name').fill('Roofs in a week');
  assert.deepEqual(await violations(team), []);
  await team.getByRole('button', { name: 'Make it' }).click();

  // What is typed shows in the preview, which nobody can press and nobody is counted by.
  const preview = team.frameLocator('.lp-stage iframe.is-there');
  await preview.getByRole('heading', { name: 'Roofs in a week' }).waitFor();
  await team.getByLabel('Headline').fill('A new roof within a week');
  await team.getByLabel('What speaks for it').fill('Fixed price\nTen years of warranty');
  await preview.getByRole('heading', { name: 'A new roof within a week' }).waitFor();
  await preview.getByText('Ten years of warranty').waitFor();
  await team.getByLabel('Form', { exact: true }).selectOption({ label: 'Form of the roof page' });
  await preview.getByText('A quote for a roof').waitFor();
  await team.getByRole('button', { name: 'Phone' }).click();
  await until(async () => assert.equal(await team.locator('.lp-stage iframe.is-there').evaluate((frame) => frame.style.width), '390px'));
  assert.deepEqual(await violations(team), []);

  await team.getByLabel('Address', { exact: true }).fill('No address');
  await team.getByLabel('The page is on').check();
  await team.getByRole('button', { name: 'Save' }).click();
  await team.getByText('3 to 60 small letters, digits and hyphens.').waitFor();
  assert.equal(await team.getByLabel('Headline').inputValue(), 'A new roof within a week');
  await team.getByLabel('Address', { exact: true }).fill('roofs');
  await team.getByRole('button', { name: 'Save' }).click();
  await team.locator('.toast', { hasText: 'Saved' }).waitFor();
  await team.setViewportSize({ width: 360, height: 780 });
  assert.deepEqual(await overflow(team), []);
  await team.setViewportSize({ width: 1280, height: 800 });

  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|Leadbell:/i.test(message.text())) told.push(message.text());
  });
  await page.goto(`${server.base}/p/roofs`);
  const drawn = page.locator('leadbell-offer');
  await drawn.getByText('A quote for a roof').waitFor();
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await overflow(page), []);
  await page.getByRole('link', { name: 'Go on' }).tap();
  await drawn.getByLabel('Name').fill('Rita Roof');
  await drawn.getByLabel('E-mail').fill('rita@roof.example');
  await drawn.getByRole('button', { name: 'Send' }).tap();
  await drawn.getByText('We call you back today.').waitFor();
  assert.deepEqual(told, []);
  await context.close();

  await team.goto(server.base + '/console/pages');
  const row = team.getByRole('row', { name: /Roofs in a week/ });
  assert.deepEqual(await row.locator('td.num.hide-sm').allInnerTexts(), ['1', '1 100.0%']);
  assert.deepEqual(await violations(team), []);
  await team.setViewportSize({ width: 360, height: 780 });
  assert.deepEqual(await overflow(team), []);
  await team.setViewportSize({ width: 1280, height: 800 });
  await row.getByRole('button', { name: /Delete .Roofs/ }).click();
  await team.getByText('The page is deleted.').waitFor();
  await drop(team, form.id);
  team.quiet();
  await team.close();
});

test('without a page the list says what one is for, and a variant that is added is kept until it is saved', async () => {
  const team = await consolePage('/console/pages/new');
  await team.getByLabel('Name').fill('Two headlines');
  await team.getByRole('button', { name: 'Make it' }).click();
  await team.getByRole('button', { name: 'Try out another variant' }).click();
  await team.getByRole('heading', { name: 'Variant B' }).waitFor();
  await team.getByLabel('Headline').nth(1).fill('The other one');
  const preview = team.frameLocator('.lp-stage iframe.is-there');
  await preview.getByRole('heading', { name: 'The other one' }).waitFor();
  await team.getByRole('button', { name: 'Save' }).click();
  await team.locator('.toast', { hasText: 'Saved' }).waitFor();
  assert.equal(await team.getByLabel('Headline').nth(1).inputValue(), 'The other one');
  assert.deepEqual(await violations(team), []);
  await team.goto(server.base + '/console/pages');
  await team.getByRole('button', { name: /Delete .Two/ }).click();
  await team.getByRole('heading', { name: 'No landing page yet' }).waitFor();
  assert.deepEqual(await violations(team), []);
  await team.close();
});
