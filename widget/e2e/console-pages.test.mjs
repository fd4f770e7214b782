// Every page of the console: quiet, without findings of axe, and no wider than a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { browser, document, openPanel, server, tag, until, visit } from './support.mjs';

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1024, height: 768 } },
  { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
];
const PAGES = [
  '/console/inbox',
  '/console/leads',
  '/console/leads?status=lost',
  '/console/quarantine',
  '/console/settings',
  '/console/settings/team',
  '/console/settings/departments',
  '/console/settings/mail',
  '/console/settings/alerts',
  '/console/settings/profile',
  '/console/nothing-here',
];

async function look(page, what) {
  await page.waitForTimeout(200);
  assert.deepEqual(await violations(page), [], what);
  assert.deepEqual(await overflow(page), [], what);
  assert.ok(await page.locator('h1').count(), `${what} has a heading`);
}

/** A lead and a conversation, so that the lists have rows. */
async function people() {
  const guest = await visit(document(tag()));
  await openPanel(guest);
  await guest.locator('leadbell-widget .write textarea').fill('Call me on +49 30 901820, please');
  await guest.keyboard.press('Enter');
  const page = await consolePage('/console/leads');
  await until(async () => {
    await page.reload();
    assert.ok(await page.locator('.row-link').count());
  });
  const card = await page.locator('.row-link').first().getAttribute('href');
  await page.goto(`${server.base}/console/settings`);
  const site = await page.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
  await page.close();
  await guest.context().close();
  return [card, site, `${site.replace(/\/install$/, '')}/install`];
}

let more;
for (const options of LOOKS) {
  const name = `${options.colorScheme}, ${options.viewport.width} px`;
  test(`console pages: ${name}`, async () => {
    more ??= await people();
    const page = await consolePage('/console/inbox', options);
    for (const path of [...PAGES, ...more]) {
      const answer = await page.goto(server.base + path);
      assert.equal(answer.status(), path.endsWith('nothing-here') ? 404 : 200, path);
      await look(page, `${path} (${name})`);
    }
    page.quiet();
    await page.close();
  });

  test(`pages without a login: ${name}`, async () => {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    for (const path of ['/login', '/forgot', '/reset/none', '/invite/none', '/setup', '/nothing']) {
      await page.goto(server.base + path);
      await look(page, `${path} (${name})`);
    }
    await context.close();
  });
}

test('j, k and Enter walk the leads; the way back is a link', async () => {
  more ??= await people();
  const page = await consolePage('/console/leads');
  await page.keyboard.press('j');
  assert.equal(await page.evaluate(() => document.activeElement.className.includes('row-link')), true);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console/leads/*');
  await page.locator('.page-head .back').click();
  await page.waitForURL((url) => url.pathname === '/console/leads');
  await page.close();
});

test('the theme is kept, and the server knows it before the first paint', async () => {
  const page = await consolePage('/console/settings', { colorScheme: 'light' });
  await page.locator('.rail [data-theme-switch]').click();
  await page.locator('.rail [data-theme-switch]').click();
  const html = await (await page.request.get(page.url())).text();
  assert.match(html, /data-theme="dark"/);
  await page.close();
});

test('a page without rights says so', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.base}/console/settings`);
  assert.match(page.url(), /\/login/);
  await context.close();
});
