// From the first word of a visitor to the mail in the manager's mailbox, with nothing replaced:
// a browser, the server, a mail server, and an owner who sets the site up in the console.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { login, startServer } from './server.mjs';
import { python, readMail, startSmtp } from './smtp.mjs';
import { browser, bubbles, form, openPanel, origin, until, visit, write } from './support.mjs';
import { connectTo, refusedTo, strictTheme, watchPolicy } from './theme.mjs';

const TEAM = 'manager@fernweh.example';
const CAMPAIGN = '?utm_source=newsletter&utm_medium=email&utm_campaign=autumn';
const JOURNEYS = [
  { where: 'the demonstration’s shop', language: 'en', name: 'Anna Muster', phone: '+4930901820', subject: 'New lead on Fernweh Coffee: Anna Muster', reason: 'Anna Muster left a contact', labels: ['Phone: ', 'Source: '] },
  { where: 'a theme’s page', language: 'en', name: 'Ben Okafor', phone: '+4930901821', subject: 'New lead on Fernweh Coffee: Ben Okafor', reason: 'Ben Okafor left a contact', labels: ['Phone: ', 'Source: '] },
  { where: 'a theme’s page', language: 'de', name: 'Jörg Größe', phone: '+4930901822', subject: 'Neuer Lead auf Fernweh Coffee: Jörg Größe', reason: 'Jörg Größe hat', labels: ['Telefon: ', 'Quelle: '] },
];

describe('from a visitor’s word to the team’s mail', { skip: python ? false : 'aiosmtpd (Python) is missing' }, () => {
  let smtp;
  let server;
  let owner;
  before(async () => {
    smtp = await startSmtp();
    server = await startServer({ LEADBELL_SMTP_URL: smtp.url });
    owner = await login(browser, server, { viewport: { width: 1280, height: 800 } });
  });
  after(async () => {
    await owner?.context().close();
    await server?.stop();
    await smtp?.stop();
  });

  /** The owner sets the site's language, who is told, and where the widget may be. */
  async function settle(language, more = async () => {}) {
    await owner.goto(server.base + '/console/settings');
    await owner.locator('a.row-link[href*="/console/settings/sites/"]').first().click();
    await owner.locator('#language').selectOption(language);
    await owner.locator('#notify').fill(TEAM);
    await owner.locator('#origins').fill([new URL(server.shop).origin, origin].join('\n'));
    await more();
    await Promise.all([owner.waitForResponse((answer) => answer.request().method() == 'POST' && answer.url().includes('/settings/sites/') && answer.status() < 400), owner.locator('#site-form [type=submit]').click()]);
    await owner.waitForLoadState();
  }

  async function arrive(where) {
    const base = server.base;
    if (where.startsWith('a theme')) {
      const tag = `<script async src="${base}/w.js" data-site="${server.key}" data-cfasync="false" nonce="abc"></script>`;
      const { pages, headers } = strictTheme(tag, connectTo(base));
      return visit(pages, { headers, init: watchPolicy, at: '/' + CAMPAIGN });
    }
    const context = await browser.newContext({ viewport: { width: 1000, height: 760 } });
    context.setDefaultTimeout(8_000);
    await context.addInitScript(watchPolicy);
    const page = await context.newPage();
    await page.goto(server.shop + CAMPAIGN);
    return page;
  }

  for (const { where, language, name, phone, subject, reason, labels } of JOURNEYS) {
    test(`truth 2: on ${where}, in “${language}”: chat, lead, source, timeline, one mail`, async (t) => {
      await settle(language);
      const before = smtp.mails().length;
      const page = await arrive(where);
      await openPanel(page);
      const question = `Do you deliver? (${name})`;
      await write(page, question);

      await owner.goto(server.base + '/console/inbox');
      await owner.locator('.ib-row', { hasText: question }).locator('a').click();
      const answer = `Yes, ${name}, every day.`;
      await owner.locator('.ib-main textarea, .ib textarea, main textarea').last().fill(answer);
      await owner.keyboard.press('Enter');
      await until(async () => assert.equal(await bubbles(page).last().innerText(), answer));

      await page.locator('leadbell-widget header button').first().click();
      await form(page).waitFor();
      await page.locator('leadbell-widget #f-name').fill(name);
      await page.locator('leadbell-widget #f-phone').fill(phone);
      await page.locator('leadbell-widget .card .main').click();
      await page.locator('leadbell-widget .card .ok').waitFor();

      // What the visitor was told has happened: no waiting, no second look.
      const accepted = Date.now();
      await owner.goto(server.base + '/console/leads');
      const row = owner.locator('.row-link', { hasText: name });
      assert.equal(await row.count(), 1, 'the lead is in the list');
      t.diagnostic(`the lead stood in the console ${Date.now() - accepted} ms after the visitor was thanked`);
      await row.click();
      await owner.locator('.timeline').waitFor();
      assert.equal(await owner.locator('h1').innerText(), name);
      assert.equal((await owner.locator('#phone').inputValue()).replace(/\D/g, ''), phone.slice(1));
      const facts = await owner.locator('.side .facts').last().innerText();
      for (const part of ['newsletter', 'email', 'autumn', { en: 'English', de: 'German' }[language]]) assert.ok(facts.includes(part), `${part} in ${facts}`);
      const timeline = owner.locator('.timeline li');
      assert.ok((await timeline.count()) >= 2, 'the request, and that it became a lead');
      assert.match(await timeline.first().innerText(), new RegExp(name));
      const card = owner.url();

      await until(() => assert.equal(smtp.mails().length, before + 1));
      await page.waitForTimeout(1_500);
      assert.equal(smtp.mails().length, before + 1, 'one mail, and no second one');
      const mail = readMail(smtp.mails().at(-1));
      assert.deepEqual(mail.defects, []);
      assert.deepEqual([mail.rcpt, mail.to], [TEAM, [TEAM]]);
      assert.equal(mail.type, 'multipart/alternative');
      assert.equal(mail.subject, subject);
      assert.ok(mail.text.startsWith(reason), mail.text);
      for (const label of labels) assert.ok(mail.text.includes(label), mail.text);
      assert.ok(mail.text.includes(phone) && mail.text.includes('newsletter'), mail.text);
      assert.ok(mail.text.includes(card), 'the link to the card');
      assert.match(mail.html, new RegExp(`<html lang="${language}">`));
      assert.ok(Math.abs(mail.at - accepted) < 60_000);

      assert.deepEqual(await refusedTo(page, server.base), []);
      await page.context().close();
    });
  }

  test('who is not answered in the set time: a mail to whose chat it is, then to everybody, and its link opens the chat', async () => {
    await settle('en', async () => {
      await owner.locator('#strategy').selectOption('round_robin');
      await owner.locator('#unanswered_after').fill('3');
      await owner.locator('#escalate_after').fill('2');
    });
    const before = smtp.mails().length;
    const came = (n) => until(() => assert.equal(smtp.mails().length, before + n), 12_000).then(() => readMail(smtp.mails().at(-1)));
    await owner.goto(server.base + '/console/inbox');
    const page = await arrive('the demonstration’s shop');
    await openPanel(page);
    await write(page, 'Does nobody hear me?');
    await owner.locator('.ib-row', { hasText: 'Does nobody hear me?' }).getByTitle('With Dana Demo').waitFor();
    assert.equal(smtp.mails().length, before);

    const first = await came(1);
    assert.deepEqual([first.defects, first.rcpt], [[], server.login.email]);
    assert.match(first.text, /the conversation is yours to answer/);
    const second = await came(2);
    assert.deepEqual([second.defects, second.rcpt], [[], TEAM]);
    assert.match(second.text, /nobody has answered[\s\S]*> Does nobody hear me\?/);
    const links = [first, second].map((mail) => /\S+\/console\/inbox\?c=\S+/.exec(mail.text)[0]);
    assert.equal(links[0], links[1]);

    await owner.goto(links[1]);
    await owner.locator('.ib-messages .b', { hasText: 'Does nobody hear me?' }).waitFor();
    await owner.getByPlaceholder('Write an answer').fill('I do now.');
    await owner.keyboard.press('Enter');
    await until(async () => assert.equal(await bubbles(page).last().innerText(), 'I do now.'));
    await page.waitForTimeout(1_500);
    assert.equal(smtp.mails().length, before + 2, 'each is told once');
    await page.context().close();
  });
});
