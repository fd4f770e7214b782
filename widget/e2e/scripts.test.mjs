// A script from its first step to the lead: drawn in the editor, published, run on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { qualify } from './scripts-build.mjs';
import { answerBy, leaveToPeople } from './scripts-site.mjs';
import { bubbles, document, openPanel, panel, server, tag, until, visit, write } from './support.mjs';

const shots = process.env.LEADBELL_E2E_SHOTS;
const said = async (page, text) => until(async () => assert.equal(await bubbles(page).last().innerText(), text));
const choice = (page, name) => page.locator('leadbell-widget .ask').getByRole('button', { name, exact: true });

test('a script is drawn in at most 60 actions and published; a phone runs it, and a person goes on', async () => {
  const page = await consolePage('/console/scripts/new', { viewport: { width: 1440, height: 900 } });
  await page.getByRole('button', { name: 'Empty script' }).click();
  await page.locator('.sc-head').waitFor();
  const actions = await qualify(page);
  assert.ok(actions <= 60, `${actions} actions`);
  await page.locator('.sc-saved', { hasText: /^Saved$/ }).waitFor();
  assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('dialog').getByRole('checkbox').first().check();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1').first().waitFor();
  const script = /[0-9a-f-]{36}/.exec(page.url())[0];
  try {
    await answerBy(page, 'bot');
    await journey(page, script);
  } finally {
    await leaveToPeople(page, script);
    await page.close();
  }
});

/** What a visitor on a phone and the team go through together. */
async function journey(page, script) {
  const phone = await visit(document(`<main><h1>Coffee</h1></main>${tag()}`), { viewport: { width: 360, height: 740 }, hasTouch: true });
  await openPanel(phone);
  await said(phone, 'What is your budget?');
  if (shots) await phone.screenshot({ path: `${shots}/bot-opening.png` });
  await choice(phone, 'More than 5,000').click();
  await said(phone, 'Do you decide on this yourself?');
  // What was said is there after a reload, and the question with its answers.
  await phone.reload();
  await openPanel(phone);
  await said(phone, 'Do you decide on this yourself?');
  await choice(phone, 'Yes').click();
  await said(phone, 'What do you need?');
  await write(phone, 'A roaster');
  await said(phone, 'When would you like to start?');
  assert.deepEqual([await violations(phone), await overflow(phone)], [[], []]);
  if (shots) await phone.screenshot({ path: `${shots}/bot-choice.png` });

  // People take over in the middle, and give it back.
  const inbox = await consolePage('/console/inbox');
  await inbox.locator('.ib-row').filter({ hasText: 'When would you like to start?' }).first().locator('a').click();
  await inbox.locator('.ib-messages .b', { hasText: 'A roaster' }).waitFor();
  await inbox.keyboard.press('b');
  await until(async () => assert.equal(await choice(phone, 'Now').count(), 0));
  // The visitor hears of it as soon as the team does, which sees first that people have it.
  await inbox.getByRole('button', { name: 'Answer yourself', exact: true }).waitFor({ state: 'detached' });
  await inbox.keyboard.press('b');
  await choice(phone, 'Now').waitFor();

  // An earlier answer is changed, and the run goes on from there.
  await phone.locator('leadbell-widget').getByRole('button', { name: 'Change answer', exact: true }).nth(1).click();
  await choice(phone, 'Together with others').click();
  await said(phone, 'What do you need?');
  await write(phone, 'Two roasters');
  await said(phone, 'When would you like to start?');
  await choice(phone, 'This quarter').click();
  await said(phone, 'Which number may we call?');
  await write(phone, '+49 30 5550321');
  await said(phone, 'A colleague takes over now.');
  assert.equal(await panel(phone).locator('.ask button').count(), 0);
  if (shots) await phone.screenshot({ path: `${shots}/bot-over.png` });

  // The team has the whole run, and a lead.
  for (const text of ['What is your budget?', 'More than 5,000', 'Together with others', 'Two roasters', 'A colleague takes over now.']) {
    await inbox.locator('.ib-messages .b', { hasText: text }).first().waitFor();
  }
  await inbox.locator('.ib-lead').first().waitFor();
  if (shots) await inbox.screenshot({ path: `${shots}/bot-inbox.png` });

  // The canvas tells of every step how many came, whether it asks or not.
  await page.goto(`${server.base}/console/scripts/${script}`);
  await page.locator('.sc-head').waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: /Figures/ }).click();
  const figure = (text) => page.locator('.sc-card', { hasText: text }).locator('.sc-figure').innerText();
  await page.locator('.sc-figure').first().waitFor();
  assert.match(await figure('Hello! A few short'), /^1 came · 100%$/);
  assert.match(await figure('What is your budget?'), /^1 came · 100%\s+1 answered$/);
  assert.match(await figure('What do you need?'), /^1 came · 100%\s+1 answered\s+\d+ s$/);
  assert.match(await figure('We will write to you.'), /^0 came · 0%$/);
  if (shots) await page.screenshot({ path: `${shots}/bot-figures.png` });
  inbox.quiet();
  page.quiet();
  await inbox.close();
  await phone.context().close();
}

test('a script is duplicated in the list, deleted and put back', async () => {
  const page = await consolePage('/console/scripts');
  await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json', 'x-csrf-token': document.querySelector('meta[name=csrf]').content };
    await fetch('/api/v1/scripts', { method: 'POST', headers, body: JSON.stringify({ ready: 'nps', name: 'Opinion', language: 'en' }) });
  });
  await page.reload();
  const row = (name) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  const remove = (name) => row(name).getByRole('button', { name: `Delete “${name}”` }).click();
  await row('Opinion').getByRole('button', { name: 'Duplicate “Opinion”' }).click();
  await page.locator('.toast', { hasText: 'Duplicated' }).waitFor();
  await row('Opinion (copy)').getByText('Draft').waitFor();
  await remove('Opinion (copy)');
  await page.getByText('“Opinion (copy)” was deleted').waitFor();
  assert.equal(await row('Opinion (copy)').count(), 0);
  assert.deepEqual([await violations(page), await overflow(page)], [[], []]);
  if (shots) await page.screenshot({ path: `${shots}/scripts-list.png` });
  await page.setViewportSize({ width: 360, height: 740 });
  assert.deepEqual(await overflow(page), []);
  if (shots) await page.screenshot({ path: `${shots}/scripts-list-360.png` });
  await page.getByRole('button', { name: 'Put it back' }).click();
  await row('Opinion (copy)').waitFor();
  await remove('Opinion (copy)');
  await remove('Opinion');
  await row('Opinion').waitFor({ state: 'detached' });
  page.quiet();
  await page.close();
});
