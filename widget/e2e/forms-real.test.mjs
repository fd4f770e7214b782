// A built form wherever it stands, on the real server: a page of its own, inside a host page, and behind the host's own form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { drop, makeForm } from './forms-real.mjs';
import { browser, document, server, tag, until, visit } from './support.mjs';

const steps = [
  { title: 'What is it for?', fields: [{ key: 'what', kind: 'choice', label: 'For what?', required: true, choices: [{ key: 'house', label: 'A house' }, { key: 'boat', label: 'A boat' }] }] },
  {
    title: 'The house',
    when: { all: [{ field: 'what', is: 'eq', value: 'house' }] },
    fields: [{ key: 'rooms', kind: 'number', label: 'How many rooms?', min: 1, required: true }, { key: 'plan', kind: 'file', label: 'A plan of it' }],
  },
  { title: 'You', fields: [{ key: 'name', kind: 'name', required: true }, { key: 'mail', kind: 'email', required: true }] },
];
const definition = { title: 'Lights for all of it', steps, after: { do: 'message', title: 'Thank you', text: 'The plan comes by Friday.' } };

/** What the card of a lead of that name says. */
async function card(team, name) {
  await team.goto(server.base + '/console/leads');
  await team.getByRole('link', { name }).click({ timeout: 2_000 });
  await team.getByRole('heading', { name }).waitFor();
  return team.locator('main').innerText();
}

test('on a page of its own a form in three steps is kept over a reload, takes a file, and stands on the card', async () => {
  const team = await consolePage('/console/forms');
  const form = await makeForm(team, 'Lights', definition);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|Leadbell:/i.test(message.text())) told.push(message.text());
  });
  await page.goto(form.link);
  const drawn = page.locator('leadbell-offer');
  const next = drawn.getByRole('button', { name: 'Continue' });
  await drawn.getByText('A house').tap();
  await next.tap();
  await drawn.getByText('Step 2 of 3').waitFor();
  await drawn.getByLabel('How many rooms?').fill('4');
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await overflow(page), []);
  await page.reload();
  await until(async () => assert.equal(await drawn.getByLabel('How many rooms?').inputValue(), '4'));
  await drawn.locator('input[type=file]').setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('four rooms') });
  await drawn.getByText('plan.txt').waitFor();
  await next.tap();
  await drawn.getByLabel('Name').fill('Lena Light');
  await drawn.getByLabel('E-mail').fill('lena@');
  await drawn.getByRole('button', { name: 'Send' }).tap();
  await drawn.locator('[aria-invalid=true]').waitFor();
  await drawn.getByLabel('E-mail').fill('lena@light.example');
  await drawn.getByRole('button', { name: 'Send' }).tap();
  await drawn.getByText('The plan comes by Friday.').waitFor();
  assert.deepEqual(told, []);
  await context.close();
  const said = await card(team, 'Lena Light');
  for (const part of ['For what?', 'A house', 'How many rooms?', '4', 'plan.txt']) assert.ok(said.includes(part), `${part}: ${said}`);
  await drop(team, form.id);
  await team.close();
});

test('inside a host page it is sent as it is on its own page, and the step of a condition that is not met is left out', async () => {
  const team = await consolePage('/console/forms');
  const form = await makeForm(team, 'Lights', definition);
  const page = await visit(document(`<main><h1>Lamps</h1><div data-leadbell-form="${form.id}"></div></main>${tag()}`), { offers: true });
  const drawn = page.locator('leadbell-offer');
  await drawn.getByText('A boat').click();
  await drawn.getByRole('button', { name: 'Continue' }).click();
  await drawn.getByLabel('Name').fill('Bo Boat');
  await drawn.getByLabel('E-mail').fill('bo@boat.example');
  const lead = page.evaluate(() => new Promise((done) => addEventListener('leadbell:lead', (event) => done(event.detail.form), { once: true })));
  await drawn.getByRole('button', { name: 'Send' }).click();
  await drawn.getByText('The plan comes by Friday.').waitFor();
  assert.equal(await lead, form.id);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
  const said = await card(team, 'Bo Boat');
  assert.ok(said.includes('A boat') && !said.includes('How many rooms?'), said);
  await drop(team, form.id);
  await team.close();
});

test('a form of the host’s own is handed in as the built form that its attribute names', async () => {
  const team = await consolePage('/console/forms');
  const form = await makeForm(team, 'Lights', definition);
  const own = `<form data-leadbell-catch="${form.id}" action="/thanks"><label>Name <input name="who" autocomplete="name"></label><label>Mail <input name="x" type="email"></label>
<label>What <select name="kind" data-leadbell-field="what"><option value="sloop">A sloop</option></select></label><button>Order</button></form>`;
  const page = await visit({ '/': document(`<h1>Lamps</h1>${own}${tag()}`), '/thanks': document(`<h1>Thanks</h1>${tag()}`) }, { offers: true });
  // As fast as a browser fills in: what is sent before the form is known goes out from the next page.
  await page.waitForResponse('**/v1/form');
  await page.getByLabel('Name').fill('Cora Caught');
  await page.getByLabel('Mail').fill('cora@caught.example');
  await page.getByLabel('What').selectOption('sloop');
  await page.getByRole('button', { name: 'Order' }).click();
  await page.getByRole('heading', { name: 'Thanks' }).waitFor();
  await until(async () => assert.ok((await card(team, 'Cora Caught')).includes('sloop')), 15_000);
  await page.context().close();
  await drop(team, form.id);
  await team.close();
});
