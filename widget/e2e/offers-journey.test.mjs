// The offer with which a site begins: changed in the editor, shown to a visitor, and what came of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { document, tag, until, visit } from './support.mjs';

const OFFER = 'Before you go';

test('an offer is changed, shows when the page asks, and leaves a lead', async () => {
  const team = await consolePage('/console/offers');
  assert.deepEqual(await violations(team), []);
  const converted = async () => Number(await team.locator('tr', { hasText: OFFER }).locator('td.num.hide-sm').last().innerText().then((text) => text.split(/\s/)[0]));
  const before = await converted();
  await team.locator('.row-link', { hasText: OFFER }).click();
  const preview = team.frameLocator('iframe');
  await preview.getByRole('heading', { name: 'Before you go: can we help?' }).waitFor();
  assert.deepEqual(await violations(team), []);
  // What is typed is seen beside it at once.
  await team.getByLabel('Title', { exact: true }).fill('One moment, please');
  await preview.getByRole('heading', { name: 'One moment, please' }).waitFor();
  await team.getByRole('tab', { name: 'When' }).press('Enter');
  await team.getByRole('button', { name: 'Add another moment' }).click();
  await team.getByLabel('Or when').selectOption('call');
  await team.keyboard.press('Control+s');
  await team.locator('.toast', { hasText: 'Saved' }).waitFor();
  await team.setViewportSize({ width: 360, height: 780 });
  assert.deepEqual(await overflow(team), []);

  const page = await visit(document(`<h1>Lamps</h1>${tag()}`), { offers: true });
  await page.waitForFunction(() => window.leadbell?.v);
  await page.evaluate((name) => window.leadbell('offer', name), OFFER);
  const dialog = page.locator('leadbell-offer');
  await dialog.getByText(/^One moment/).waitFor();
  await dialog.getByLabel('Phone').fill('0171 5550123');
  await dialog.getByLabel('Name').fill('Olga Offer');
  // A form that is sent within two seconds looks like a robot's.
  await page.waitForTimeout(2_100);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await dialog.getByText('Thank you').waitFor();

  await team.setViewportSize({ width: 1280, height: 800 });
  const { origin } = new URL(team.url());
  await until(async () => {
    await team.goto(`${origin}/console/leads?q=Olga`);
    assert.equal(await team.locator('.row-link', { hasText: 'Olga Offer' }).count(), 1);
  });
  await until(async () => {
    await team.goto(`${origin}/console/offers`);
    assert.equal(await converted(), before + 1);
  });
  team.quiet();

  // Others find the offer as it was.
  await team.locator('.row-link', { hasText: OFFER }).click();
  await team.getByLabel('Title', { exact: true }).fill('Before you go: can we help?');
  await team.getByRole('tab', { name: 'When' }).click();
  await team.locator('.of-row', { has: team.getByLabel('Or when') }).getByRole('button', { name: /Remove|Delete/ }).click();
  await team.keyboard.press('Control+s');
  await team.locator('.toast', { hasText: 'Saved' }).waitFor();
});
