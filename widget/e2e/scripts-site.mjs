// Which script answers the demonstration's site. Who uses it gives the site back to people: other
// tests talk there.
import assert from 'node:assert/strict';
import { consolePage } from './console-support.mjs';
import { server } from './support.mjs';

/** Whether the bot or the team answers the site. */
export const answerBy = async (page, who) => {
  await page.goto(`${server.base}/console/settings`);
  await page.locator('a[href^="/console/settings/sites/"]:not([href$="/new"])').first().click();
  await page.locator('[name=answers_by]').selectOption(who);
  await page.locator('form:has([name=answers_by]) button[type=submit]').click();
  await page.locator('.toast').first().waitFor();
};

/** A request of the console's own interface; gives its answer. */
const ask = (page, method, path, body, expected) =>
  page.evaluate(
    async ([method, path, body, expected]) => {
      const headers = { 'x-csrf-token': document.querySelector('meta[name=csrf]').content };
      const answer = await fetch('/api/v1/' + path, { method, headers, body: body && JSON.stringify(body) });
      if (answer.status != expected) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    [method, path, body, expected],
  );

/** The team answers again, and no script. */
export const leaveToPeople = async (page, script) => {
  await answerBy(page, 'people');
  await ask(page, 'PUT', `scripts/${script}/sites`, { sites: [] }, 200);
};

/** Has the bot answer the site by a script of these steps while `use` runs. */
export async function withScript(steps, use, entries = []) {
  const page = await consolePage('/console/scripts');
  const named = { format: 'leadbell.script/1', name: 'Of a test', language: 'en' };
  const script = { ...named, entries: [{ on: 'start', to: steps[0].id }, ...entries], steps };
  const { id } = await ask(page, 'POST', 'scripts', { script }, 201);
  const { sites } = await ask(page, 'GET', `scripts/${id}`, undefined, 200);
  await ask(page, 'PUT', `scripts/${id}/sites`, { sites: sites.map((site) => site.id) }, 200);
  await ask(page, 'POST', `scripts/${id}/publish`, { rev: 1 }, 201);
  try {
    await answerBy(page, 'bot');
    await use();
  } finally {
    await leaveToPeople(page, id);
    await page.close();
  }
  assert.ok(id);
}
