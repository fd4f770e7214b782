// The editor of scripts, against the stand-in of its API.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startFake } from './scripts-fake.mjs';
import { qualify } from './scripts-build.mjs';

const browser = await chromium.launch({
  executablePath: process.env.LEADBELL_TEST_CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const open = [];
afterEach(async () => {
  for (const stop of open.splice(0)) await stop();
});
after(() => browser.close());

const say = (id, next, at) => ({ id, kind: 'message', text: `Text of ${id}`, at, ...(next ? { next } : {}) });
const script = (steps) => ({ format: 'leadbell.script/1', name: 'Questions', language: 'en', variables: [], entries: [{ on: 'start', ...(steps[0] && { to: steps[0].id }) }], steps });

async function editor(steps, options = {}, role = 'owner') {
  const fake = await startFake(script(steps));
  fake.now.role = role;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(6_000);
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(String(error.stack)));
  page.on('console', (message) => /Content Security|Refused to/.test(message.text()) && told.push(message.text()));
  open.push(async () => {
    await context.close();
    fake.stop();
  });
  await page.goto(`${fake.base}/console/scripts/one`);
  await page.locator('.sc-head').waitFor();
  return { page, fake, quiet: () => assert.deepEqual(told, []) };
}

const saved = (page) => page.locator('.sc-saved', { hasText: /^Saved$/ }).waitFor();
const card = (page, id) => page.locator(`.sc-card[data-id="${id}"]`);
const outs = (fake) => fake.now.script.steps.map((step) => [step.id, step.next ?? null]);

/** Waits until it holds of what the server has. */
async function until(check) {
  const end = Date.now() + 6_000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 40));
    }
  }
}

test('a lead-qualification script is drawn and published in at most 60 actions, from the keyboard', async () => {
  const { page, fake, quiet } = await editor([]);
  let actions = await qualify(page);
  await saved(page);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.locator('#sc-note').waitFor();
  await page.keyboard.press('Enter');
  actions += 2;
  await until(() => assert.equal(fake.now.versions.length, 1));
  const { steps, variables, entries } = fake.now.versions[0].script;
  assert.deepEqual(steps.map((step) => step.ask?.type ?? step.kind), ['message', 'choice', 'choice', 'text', 'choice', 'condition', 'end', 'phone', 'handover']);
  assert.equal(entries[0].to, steps[0].id);
  assert.deepEqual(steps.slice(0, 5).map((step) => step.next), steps.slice(1, 6).map((step) => step.id));
  assert.deepEqual(steps[5].branches, [{ id: 'b1', tests: [{ what: 'Time', is: 'equal', than: 'Later' }], to: steps[6].id }]);
  assert.equal(steps[5].next, steps[7].id);
  assert.equal(steps[7].next, steps[8].id);
  assert.deepEqual(variables.map((one) => one.name), ['Budget', 'Authority', 'Need', 'Time', 'Phone']);
  console.log(`${actions} actions`);
  assert.ok(actions <= 60, `${actions} actions`);
  quiet();
});

test('a way is dragged to a card, to the empty ground and taken away; all of it can be undone', async () => {
  const { page, fake, quiet } = await editor([say('a', null, [320, 80]), say('b', null, [720, 80])]);
  const port = await card(page, 'a').locator('.sc-port').boundingBox();
  const to = await card(page, 'b').boundingBox();
  await page.mouse.move(port.x + 6, port.y + 6);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 40, { steps: 6 });
  await page.mouse.up();
  await until(() => assert.deepEqual(outs(fake), [['a', 'b'], ['b', null]]));
  const second = await card(page, 'b').locator('.sc-port').boundingBox();
  await page.mouse.move(second.x + 6, second.y + 6);
  await page.mouse.down();
  await page.mouse.move(second.x - 60, second.y + 240, { steps: 6 });
  await page.mouse.up();
  await page.locator('.sc-pick input').fill('end');
  await page.keyboard.press('Enter');
  await until(() => assert.equal(fake.now.script.steps.length, 3));
  assert.equal(fake.now.script.steps[1].next, fake.now.script.steps[2].id);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await until(() => assert.deepEqual(outs(fake), [['a', null], ['b', null]]));
  await page.keyboard.press('Control+y');
  await until(() => assert.deepEqual(outs(fake), [['a', 'b'], ['b', null]]));
  await page.locator('[data-edge="a next"] .sc-edge-hit').dispatchEvent('pointerdown', { button: 0, pointerId: 1 });
  await page.keyboard.press('Delete');
  await until(() => assert.deepEqual(outs(fake), [['a', null], ['b', null]]));
  quiet();
});

test('several cards are framed, moved together, copied and pasted', async () => {
  const { page, fake, quiet } = await editor([say('a', 'b', [320, 80]), say('b', null, [640, 80]), say('c', null, [320, 400])]);
  const [a, b] = [await card(page, 'a').boundingBox(), await card(page, 'b').boundingBox()];
  await page.keyboard.down('Shift');
  await page.mouse.move(a.x - 10, a.y - 10);
  await page.mouse.down();
  await page.mouse.move(b.x + b.width + 10, b.y + b.height + 10, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  assert.equal(await page.locator('.sc-card[aria-selected="true"]').count(), 2);
  await page.mouse.move(a.x + 80, a.y + 50);
  await page.mouse.down();
  await page.mouse.move(a.x + 120, a.y + 90, { steps: 5 });
  await page.mouse.up();
  await until(() => assert.deepEqual(fake.now.script.steps.map((step) => step.at), [[360, 120], [680, 120], [320, 400]]));
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await until(() => assert.equal(fake.now.script.steps.length, 5));
  const [first, second] = fake.now.script.steps.slice(3);
  assert.equal(first.next, second.id);
  await page.keyboard.press('Delete');
  await until(() => assert.equal(fake.now.script.steps.length, 3));
  quiet();
});

test('the outline does the work from the keyboard: walk, edit, add, move, find', async () => {
  const { page, fake, quiet } = await editor([say('a', 'b', [320, 80]), say('b', 'c', [640, 80]), say('c', null, [960, 80])]);
  await page.keyboard.press('o');
  await page.locator('[data-line="@start"]').focus();
  for (let i = 0; i < 2; i += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.sc-form textarea:focus').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.insertText('!');
  await page.keyboard.press('Escape');
  await page.locator('[data-line="a"]:focus').waitFor();
  await page.keyboard.press('Alt+ArrowDown');
  await until(() => assert.deepEqual(outs(fake), [['a', 'c'], ['b', 'a'], ['c', null]]));
  assert.equal(fake.now.script.steps[0].text, 'Text of a!');
  await page.keyboard.press('+');
  await page.locator('.sc-pick input').fill('wait');
  await page.keyboard.press('Enter');
  await until(() => assert.deepEqual(outs(fake).slice(0, 1), [['a', 's4']]));
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.locator('.sc-pick input').fill('of c');
  await page.keyboard.press('Enter');
  await page.locator('[data-line="c"]:focus').waitFor();
  quiet();
});

test('the test runs the draft and shows what it knows', async () => {
  const ask = { id: 'q', kind: 'question', text: 'Which one?', at: [320, 80], ask: { type: 'choice', choices: [{ id: 'c1', label: 'Lamp' }, { id: 'c2', label: 'Chair' }] }, variable: 'Want', next: 'e' };
  const { page, quiet } = await editor([ask, { id: 'e', kind: 'end', text: 'A {{Want}} it is.', at: [640, 80] }]);
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.locator('.sc-card[data-id="q"].is-here').waitFor();
  await page.locator('.sc-answer').getByRole('button', { name: 'Chair' }).click();
  await page.locator('.sc-bubble', { hasText: 'A Chair it is.' }).waitFor();
  assert.match(await page.locator('.sc-known').innerText(), /Want\s+Chair/);
  assert.equal(await page.locator('.sc-card.is-path, .sc-card.is-here').count(), 2);
  quiet();
});

test('what was typed outlives a lost line, and somebody else’s draft is not written over', async () => {
  const { page, fake, quiet } = await editor([say('a', null, [320, 80])]);
  fake.now.broken = true;
  await card(page, 'a').click();
  await page.locator('#sc-text').fill('Kept');
  await page.locator('.sc-trouble', { hasText: 'Reconnecting' }).waitFor();
  fake.now.broken = false;
  await until(() => assert.equal(fake.now.script.steps[0].text, 'Kept'));
  await saved(page);
  fake.now.rev += 5;
  await page.locator('#sc-text').fill('Mine');
  await page.getByRole('button', { name: 'Load the other draft' }).click();
  await card(page, 'a').click();
  assert.equal(await page.locator('#sc-text').inputValue(), 'Kept');
  quiet();
});

test('versions are compared and brought back, figures lie on the cards', async () => {
  const { page, fake, quiet } = await editor([say('a', 'b', [320, 80]), say('b', null, [640, 80])]);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.keyboard.press('Enter');
  await until(() => assert.equal(fake.now.versions.length, 1));
  await card(page, 'b').click();
  await page.keyboard.press('Delete');
  await until(() => assert.equal(fake.now.script.steps.length, 1));
  await saved(page);
  await page.getByRole('button', { name: 'Versions' }).click();
  await page.getByRole('button', { name: 'Compare with the draft' }).click();
  await page.locator('.sc-diff-row', { hasText: 'Removed' }).waitFor();
  await page.getByRole('button', { name: 'All versions' }).click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await card(page, 'b').waitFor();
  assert.deepEqual(outs(fake), [['a', 'b'], ['b', null]]);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: /Figures/ }).click();
  await page.locator('.sc-card[data-id="a"] .sc-figure', { hasText: '1,240' }).waitFor();
  // The form has all of it, of the step that is chosen.
  await card(page, 'b').click();
  assert.match(await page.locator('.sc-form .facts').innerText(), /Reached\s+1,066 · 86% of runs\s+Left here\s+120 · 11%/);
  quiet();
});

test('publishing says where visitors meet the script, and sets it in one go', async () => {
  const { page, fake, quiet } = await editor([say('a', null, [320, 80])]);
  await page.locator('.sc-live', { hasText: 'Not published' }).waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'Blog' }).check();
  await dialog.getByText('While people answer, visitors do not meet the script.').waitFor();
  await dialog.getByLabel('Visitors are answered by').nth(1).selectOption('bot_when_away');
  // On the first site another script begins a chat.
  assert.equal(await dialog.getByLabel('A chat begins with').inputValue(), 'two');
  await dialog.getByLabel('A chat begins with').selectOption({ label: 'Questions (this script)' });
  assert.equal(fake.now.sites[1].on, false, 'nothing is set before it is published');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.locator('.sc-live', { hasText: 'Live on 2 sites' }).waitFor();
  assert.deepEqual(fake.now.sites.map((site) => [site.on, site.answers_by, site.scripts[0]?.id]), [[true, 'bot', 'one'], [true, 'bot_when_away', 'one']]);
  quiet();
});

test('a step that calls another script says at which of its steps it begins', async () => {
  const { page, fake, quiet } = await editor([{ id: 'c', kind: 'call', script: '', at: [320, 80] }]);
  await card(page, 'c').click();
  await page.getByLabel('Script', { exact: true }).selectOption({ label: 'Opening hours' });
  await page.getByLabel('Begins at').selectOption({ label: 'End: See you.' });
  await until(() => assert.deepEqual([fake.now.script.steps[0].script, fake.now.script.steps[0].entry, fake.now.script.steps[0].title], ['two', 'o2', 'Opening hours']));
  await page.getByLabel('Begins at').selectOption({ label: 'At its start' });
  await until(() => assert.equal(fake.now.script.steps[0].entry, undefined));
  quiet();
});

test('on a phone the outline is the editor', async () => {
  const { page, fake, quiet } = await editor([say('a', null, [320, 80])], { viewport: { width: 360, height: 740 }, hasTouch: true });
  await page.locator('[data-line="a"]').tap();
  await page.locator('#sc-text').fill('From the phone');
  await page.getByRole('button', { name: 'Back to the outline' }).tap();
  await page.locator('.sc-line', { hasText: 'Add a step here' }).tap();
  await page.locator('.sc-pick').getByRole('option', { name: 'End', exact: true }).tap();
  await until(() => assert.deepEqual(fake.now.script.steps.map((step) => step.kind), ['message', 'end']));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  quiet();
});

test('whoever may only read changes nothing', async () => {
  const { page, fake, quiet } = await editor([say('a', null, [320, 80])], {}, 'operator');
  await card(page, 'a').click();
  assert.ok(await page.locator('#sc-text').isDisabled());
  await page.keyboard.press('Delete');
  await page.keyboard.press('+');
  assert.equal(await page.locator('.sc-card').count(), 2);
  assert.equal(await page.locator('.sc-pick').count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Publish', exact: true }).count(), 0);
  assert.equal(fake.now.saves, 0);
  quiet();
});
