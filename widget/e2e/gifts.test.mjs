// What offers give, from the console to the visitor: a wheel, a countdown, a magnet's page.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { document, origin, tag, until, visit } from './support.mjs';

const GUIDE = '%PDF-1.4 how to brew';

/** Adds an offer through the interface and switches it on; gives what takes it away again. */
async function offer(team, name, look) {
  return team.evaluate(
    async ([name, look]) => {
      const csrf = window.document.querySelector('meta[name=csrf]').content;
      const ask = async (method, path, body) => {
        const reply = await fetch('/api/v1/offers' + path, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: body && JSON.stringify(body) });
        const told = reply.status == 204 ? {} : await reply.json();
        if (!reply.ok) throw new Error(JSON.stringify(told));
        return told;
      };
      const { sites } = await ask('GET', '/choices');
      const always = { seen: 'always', closed: 'always', converted: 'always' };
      const definition = { triggers: [{ on: 'call' }], frequency: always, variants: [{ key: 'a', weight: 1, look }] };
      const { id } = await ask('POST', '', { site: sites[0].id, name, definition });
      await ask('PUT', '/' + id, { rev: 1, name, active: true, definition });
      return id;
    },
    [name, look],
  );
}

const gone = (team, id) =>
  team.evaluate((id) => fetch(`/api/v1/offers/${id}/delete`, { method: 'POST', headers: { 'x-csrf-token': window.document.querySelector('meta[name=csrf]').content } }), id);

/** The page asks for an offer, and it is there. */
async function called(page, name) {
  await page.waitForFunction(() => window.leadbell?.v);
  await page.evaluate((name) => window.leadbell('offer', name), name);
  const shown = page.locator('leadbell-offer .o');
  await shown.waitFor();
  return shown;
}

test('a file is a prize of the wheel: made in the console, drawn by the server, taken from its page', async () => {
  const team = await consolePage('/console/magnets');
  assert.deepEqual(await violations(team), []);
  await team.getByRole('link', { name: 'New magnet' }).first().click();
  assert.deepEqual(await violations(team), []);
  await team.getByRole('link', { name: /^File/ }).click();
  await team.getByLabel('Name').fill('Brewing guide');
  await team.getByRole('button', { name: 'Save' }).click();
  await team.getByText('Choose a file.').waitFor();
  assert.deepEqual(await violations(team), []);
  assert.equal(await team.getByLabel('Name').inputValue(), 'Brewing guide');
  await team.getByLabel('Title').fill('The brewing guide');
  await team.getByLabel('File').setInputFiles({ name: 'guide.pdf', mimeType: 'application/pdf', buffer: Buffer.from(GUIDE) });
  await team.getByRole('button', { name: 'Save' }).click();
  await team.locator('.toast', { hasText: 'Saved' }).waitFor();
  const magnet = new URL(team.url()).pathname.split('/').pop();
  assert.deepEqual(await violations(team), []);
  await team.setViewportSize({ width: 360, height: 780 });
  assert.deepEqual(await overflow(team), []);
  await team.setViewportSize({ width: 1280, height: 800 });

  const segments = [{ label: 'Nothing', weight: 0 }, { label: 'The guide', weight: 1, magnet }, { label: 'Nothing at all', weight: 0 }];
  const id = await offer(team, 'Wheel of tastes', { shape: 'wheel', blocks: [{ is: 'title', text: 'Spin for a present' }], segments });
  const page = await visit(document(`<h1>Lamps</h1>${tag()}`), { offers: true, reducedMotion: 'reduce' });
  let shown = await called(page, 'Wheel of tastes');
  await shown.getByRole('button', { name: 'Spin' }).click();
  const link = shown.getByRole('link');
  await link.waitFor();
  const first = await link.getAttribute('href');

  // Another visit to the page is no other turn.
  await page.reload();
  shown = await called(page, 'Wheel of tastes');
  await shown.getByRole('button', { name: 'Spin' }).click();
  await shown.getByRole('link').waitFor();
  assert.equal(await shown.getByRole('link').getAttribute('href'), first);

  const opened = page.waitForEvent('popup');
  await shown.getByRole('link').click();
  const own = await opened;
  await own.getByRole('heading', { name: 'The brewing guide' }).waitFor();
  assert.deepEqual(await violations(own), []);
  await own.setViewportSize({ width: 360, height: 700 });
  assert.deepEqual(await overflow(own), []);
  const saved = own.waitForEvent('download');
  await own.getByRole('button', { name: 'Download' }).click();
  const file = await saved;
  assert.equal(file.suggestedFilename(), 'guide.pdf');
  assert.equal(fs.readFileSync(await file.path(), 'utf8'), GUIDE);

  await team.reload();
  await team.locator('td .badge', { hasText: 'Taken' }).waitFor();
  assert.deepEqual(await violations(team), []);
  await gone(team, id);
  await team.goto(new URL('/console/magnets', team.url()).href);
  await team.getByRole('button', { name: 'Delete “Brewing guide”' }).click();
  await team.getByText('is deleted').waitFor();
  assert.deepEqual(await violations(team), []);
  await own.reload();
  await own.getByText('too late').waitFor();
  team.quiet();
});

test('a countdown of a visitor’s own goes on after a reload, and after the way back', async () => {
  const team = await consolePage('/console/offers');
  const id = await offer(team, 'Fifteen minutes', { shape: 'bar', side: 'top', blocks: [{ is: 'title', text: 'Only now' }, { is: 'countdown', minutes: 15 }] });
  const page = await visit({ '/': document(`<h1>Lamps</h1><a href="/other">Other</a>${tag()}`), '/other': document(`<h1>Other</h1>${tag()}`) }, { offers: true });
  /** Seconds on the clock. */
  const left = async (shown) => {
    let seconds;
    await until(async () => {
      const tiles = (await shown.locator('.tiles b').allTextContents()).map(Number);
      seconds = tiles.at(-2) * 60 + tiles.at(-1);
      assert.ok(seconds > 0, `${tiles}`);
    });
    return seconds;
  };
  const first = await left(await called(page, 'Fifteen minutes'));
  assert.ok(first > 890 && first <= 900, String(first));
  const began = Date.now();
  /** Nothing has started it again. */
  const goesOn = (now) => {
    const due = first - (Date.now() - began) / 1e3;
    assert.ok(Math.abs(now - due) < 2.5, `${now} in the place of ${due}`);
  };
  await page.waitForTimeout(2_500);
  await page.reload();
  goesOn(await left(await called(page, 'Fifteen minutes')));
  await page.goto(origin + '/other');
  await page.waitForTimeout(1_000);
  await page.goBack({ waitUntil: 'commit' });
  const shown = page.locator('leadbell-offer .o');
  if (!(await shown.locator('.tiles').count())) await called(page, 'Fifteen minutes');
  goesOn(await left(shown));
  await gone(team, id);
  team.quiet();
});
