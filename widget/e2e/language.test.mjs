// The console in the reader's language: a person switches, and every page and the inbox follow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { browser, bubbles, document, form, openPanel, server, tag, until, visit, write } from './support.mjs';

/** The person's language, through the profile page. */
async function choose(page, language) {
  await page.goto(`${server.base}/console/settings/profile`);
  await page.locator('#language').selectOption(language);
  await page.locator('form[action="/console/settings/profile"] button[type=submit]').click();
  await page.waitForURL('**/profile?done=saved');
}

test('a person switches to German, and the pages and the inbox are German', async () => {
  const guest = await visit(document(tag()));
  await openPanel(guest);
  await write(guest, 'Haben Sie morgen Zeit?');
  const page = await consolePage('/console/settings/profile');
  try {
    await choose(page, 'de');
    await page.getByText('Gespeichert').waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    for (const [path, heading] of [
      ['/console/leads', 'Leads'],
      ['/console/quarantine', 'Quarantäne'],
      ['/console/settings', 'Websites'],
      ['/console/settings/team', 'Team'],
      ['/console/settings/profile', 'Profil'],
    ]) {
      await page.goto(server.base + path);
      assert.equal(await page.locator('h1').first().innerText(), heading);
      assert.equal(await page.locator('.rail').getByText('Einstellungen').count(), 1);
      assert.deepEqual(await violations(page), [], path);
      assert.deepEqual(await overflow(page), [], path);
    }
    await page.goto(`${server.base}/console/inbox`);
    await page.getByRole('button', { name: 'Wartend' }).waitFor();
    await page.locator('.ib-row', { hasText: 'Haben Sie morgen Zeit?' }).locator('a').click();
    await page.getByPlaceholder('Antwort schreiben').fill('Ja, ab neun.');
    await page.getByRole('button', { name: 'Senden' }).click();
    await until(async () => assert.match(await page.locator('.ib-messages').innerText(), /Heute[\s\S]*Ja, ab neun\./));
    await page.locator('.ib-facts').getByText('Zuerst gesehen').waitFor();
    assert.deepEqual(await violations(page), []);
    page.quiet();
  } finally {
    await choose(page, 'en');
    await page.close();
    await guest.context().close();
  }
});

test('in every language the pages hold on a phone', async () => {
  const page = await consolePage('/console/settings/profile', { viewport: { width: 360, height: 740 } });
  try {
    for (const language of ['de', 'fr', 'ro', 'ru']) {
      await choose(page, language);
      for (const path of ['/console/inbox', '/console/leads', '/console/quarantine', '/console/settings', '/console/settings/sites/new', '/console/settings/team', '/console/settings/mail', '/console/settings/profile']) {
        await page.goto(server.base + path);
        await page.waitForTimeout(150);
        assert.deepEqual(await overflow(page), [], `${path} in ${language}`);
      }
    }
    page.quiet();
  } finally {
    await choose(page, 'en');
    await page.close();
  }
});

for (const width of [1440, 360]) {
  test(`in every language the widget holds at ${width} px`, async () => {
    for (const [language, send] of [['en', 'Send request'], ['de', 'Anfrage senden'], ['fr', 'Envoyer la demande'], ['ro', 'Trimiteți cererea'], ['ru', 'Отправить заявку']]) {
      const page = await visit(document(tag(), { lang: language }), { viewport: { width, height: width > 1000 ? 900 : 740 } });
      await page.evaluate(() => leadbell('open', 'form'));
      await form(page).waitFor();
      await write(page, 'A question');
      await until(async () => assert.equal(await bubbles(page).count(), 1));
      await page.getByRole('button', { name: send }).click();
      await page.locator('leadbell-widget .err:not(:empty)').waitFor();
      const cut = await page.locator('leadbell-widget .p').evaluate((panel) => {
        const edge = panel.getBoundingClientRect();
        const shown = [...panel.querySelectorAll('*')].filter((part) => part.getClientRects().length && !part.closest('.trap, svg, .who, .say'));
        const out = shown.filter((part) => part.getBoundingClientRect().right > edge.right + 1 || (part.clientWidth && part.scrollWidth > part.clientWidth + 1));
        return out.map((part) => part.outerHTML.slice(0, 120));
      });
      assert.deepEqual(cut, [], language);
      await page.context().close();
    }
  });
}

test('before the login the pages follow the browser', async () => {
  const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto(`${server.base}/login`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'ru');
  assert.equal(await page.locator('h1').innerText(), 'Войти');
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(await overflow(page), []);
  await context.close();
});
