// The form builder: three steps with a condition, made by hand and by keys, seen in the preview, saved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { until } from './support.mjs';

/** The interface, as the page itself asks it. */
const ask = (page, method, path, body) =>
  page.evaluate(
    async ([method, path, body]) => {
      const csrf = document.querySelector('meta[name=csrf]').content;
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: body && JSON.stringify(body) });
      return answer.status === 204 ? {} : answer.json();
    },
    [method, path, body],
  );

const add = async (page, step, kind) => {
  await page.getByRole('button', { name: 'Add a field' }).nth(step).click();
  await page.getByRole('group', { name: 'Add a field' }).getByRole('button', { name: kind, exact: true }).click();
};
const order = (page) => page.locator('[data-step]').evaluateAll((steps) => steps.map((step) => [...step.querySelectorAll('.fo-fields .fo-name .truncate')].map((name) => name.textContent)));

test('a form in three steps with a condition is built, seen as visitors see it, and saved', async () => {
  const page = await consolePage('/console/forms');
  const { sites } = await ask(page, 'GET', '/forms/choices');
  const empty = { title: 'A quote', intro: '', submit: '', consent: false, steps: [{ title: '', when: null, fields: [] }], after: { do: 'message' } };
  const { id } = await ask(page, 'POST', '/forms', { site: sites[0].id, name: 'Built by a test', definition: empty });
  await page.goto(new URL(`/console/forms/${id}`, page.url()).href);
  await page.getByText('Nothing is asked here yet.').waitFor();

  await add(page, 0, 'Choice');
  // The label has the focus: what is typed is its own.
  await page.keyboard.type('What for?');
  await page.getByRole('button', { name: 'As a list' }).click();
  await page.getByLabel('Choices, one a line').fill('- Roof\n- Windows');
  await page.getByRole('button', { name: 'Take this list' }).click();
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByLabel('Title of the step').fill('Windows');
  await page.getByRole('button', { name: 'Only on a condition' }).click();
  await page.getByRole('combobox', { name: 'Value' }).selectOption({ label: 'Windows' });
  await add(page, 1, 'Number');
  await page.keyboard.type('How many windows?');
  await page.getByRole('button', { name: 'Add a step' }).click();
  await add(page, 2, 'E-mail');
  assert.deepEqual(await order(page), [['What for?'], ['How many windows?'], ['E-mail']]);
  assert.deepEqual(await violations(page), []);

  // By keys into the step before, and back.
  await page.getByRole('button', { name: 'E-mail' }).first().focus();
  await page.keyboard.press('Alt+ArrowUp');
  assert.deepEqual(await order(page), [['What for?'], ['How many windows?', 'E-mail'], []]);
  await page.keyboard.press('Control+z');
  assert.deepEqual(await order(page), [['What for?'], ['How many windows?'], ['E-mail']]);

  const form = page.frameLocator('iframe').locator('leadbell-offer');
  await page.getByRole('button', { name: 'Show it again' }).click();
  await form.getByText('Roof').click();
  await form.getByText('Step 1 of 2').waitFor();
  await form.getByText('Windows').first().click();
  await form.getByText('Step 1 of 3').waitFor();
  await form.getByRole('button', { name: 'Continue' }).click();
  await form.getByLabel('How many windows?').waitFor();

  await page.keyboard.press('Control+s');
  await page.locator('.toast', { hasText: 'Saved' }).waitFor();
  await until(async () => {
    const { definition } = await ask(page, 'GET', `/forms/${id}`);
    const [first, second] = definition.steps;
    assert.equal(definition.steps.length, 3);
    assert.deepEqual(second.when.all, [{ field: first.fields[0].key, is: 'eq', value: first.fields[0].choices[1].key }]);
  });
  await page.setViewportSize({ width: 360, height: 780 });
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(await violations(page), []);
  await ask(page, 'POST', `/forms/${id}/delete`);
  await page.context().close();
});
