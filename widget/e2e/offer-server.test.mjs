// The module that draws offers, with what the server itself answers: the offer with which a site begins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage } from './console-support.mjs';
import { box, offerPage } from './offer-page.mjs';
import { document, tag, until } from './support.mjs';

/** Asks for an offer as the engine does, and draws the answer. */
const ask = (page, id) =>
  page.evaluate(async (offer_) => {
    const post = async (path, more) => {
      const reply = await ctx.send('/v1/offer' + path, { token: await ctx.session(), ...more });
      acts.push([path || 'asked', reply.status]);
      return reply.json();
    };
    const given = await post('', { offer: offer_, key: ctx.uuid(), trigger: 'exit', page: ctx.page(), lang: ctx.lang });
    if (given.look) show.offer(given, { act: (what, more) => post('/act', { show: given.show, what, ...more }) });
    return given;
  }, id);

test('the offer that a site has from the beginning: shown, filled in, a lead, and never again', async () => {
  const team = await consolePage('/console/offers');
  const href = await team.locator('a.row-link[href*="/console/offers/"]').first().getAttribute('href');
  const id = href.split('/').pop();
  const page = await offerPage(document(`<h1>A shop</h1>${tag()}`), { real: true });
  await page.evaluate(() => ctx.load(ctx.cfg.modules.offer).then(async (m) => (window.show = m.default(ctx, (await ctx.load(ctx.cfg.modules.offer_lang[ctx.lang])).default))));
  const given = await ask(page, id);
  assert.equal(given.look?.shape, 'modal', JSON.stringify(given));
  await box(page).getByLabel('Message').fill('I was about to leave');
  await box(page).locator('[type=submit]').click();
  await until(async () => assert.match(await box(page).innerText(), /phone number or an e-mail/));
  await box(page).getByLabel('Name').fill('Ole Leaving');
  await box(page).getByLabel('Phone').fill('+49 170 7776665');
  if (await box(page).getByLabel('I agree').count()) await box(page).getByLabel('I agree').check();
  await page.waitForTimeout(2_100);
  await box(page).locator('[type=submit]').click();
  await until(async () => assert.match(await box(page).innerText(), /Thank you[\s\S]*170\s7776665/), 20_000);
  await until(async () => assert.deepEqual((await page.acts()).filter(([, status]) => status != 200), []));
  await until(async () => assert.equal((await page.acts()).filter(([what]) => what == '/act').length, 2, 'seen, converted'));
  await box(page).locator('.x').click();
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  const again = await ask(page, id);
  assert.ok(again.no, JSON.stringify(again));
  assert.equal((await page.acts()).filter(([what]) => what == '/act').length, 2, 'who has converted has not closed');
  await team.goto(team.url().replace('/offers', '/leads'));
  await until(async () => {
    await team.reload();
    assert.equal(await team.locator('.row-link', { hasText: 'Ole Leaving' }).count(), 1);
  });
  await team.close();
  await page.context().close();
});

test('the editor’s preview is the widget’s own module in a frame, in light and dark', async () => {
  const team = await consolePage('/console/offers');
  await team.locator('a.row-link[href*="/console/offers/"]').first().click();
  const drawn = team.frameLocator('iframe').locator('leadbell-offer .o');
  await drawn.locator('h2').waitFor();
  assert.equal(await drawn.getByLabel('Phone').count(), 1);
  assert.equal(await drawn.evaluate((el) => el.matches('.dark')), false);
  team.quiet();
  await team.close();
});
