// What the tests of the engine of offers need: a host page with this build, and a server that knows
// offers, as its interface says it does.
import * as fs from 'node:fs';
import { browser, server, visit } from './support.mjs';

const dist = new URL('../dist/', import.meta.url);
const { show, modules } = JSON.parse(fs.readFileSync(new URL('manifest.json', dist), 'utf8'));
const { engine, ...shown } = show;
const headers = { 'access-control-allow-origin': '*' };

export const often = { seen: 'visit', closed: { days: 7 }, converted: 'never' };
export const rule = (triggers, more = {}) => ({ id: 'a', name: 'First', triggers: [triggers].flat(), frequency: often, ...more });
export const modal = { shape: 'modal', blocks: [{ is: 'title', text: 'Wait, here is 10 % off' }, { is: 'button', label: 'No, thanks', does: 'close' }] };
const FACTS = { visit: 1, pages: 1, cap: { visit: 0, day: 0 }, fits: [], source: '', referrer: '', channel: 'direct', device: 'desktop', country: 'DE', lead: false, temperature: '', open: true, online: false };

/** A context in which the site has these offers: `asked`, `acts` and `submitted` fill up. */
export async function offersSite({ rules, looks = {}, facts = {}, forms = {}, answer, submit, ...options }) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, ...options });
  const site = { context, asked: [], acts: [], submitted: [], loaded: [], past: {}, shown: [] };
  const script = (route, body) => route.fulfill({ headers, contentType: 'text/javascript', body });
  await context.route('**/w.js', (route) => script(route, fs.readFileSync(new URL('w.js', dist))));
  await context.route('**/w/**', (route) => {
    const name = new URL(route.request().url()).pathname.split('/w/')[1];
    site.loaded.push(name);
    if (name != 'o/site/1.js') return script(route, fs.readFileSync(new URL(name, dist)));
    return script(route, `${fs.readFileSync(new URL(engine, dist))}\nexport const d=${JSON.stringify({ rules })};\n`);
  });
  await context.route('**/v1/view', async (route) => {
    const reply = await route.fetch();
    const { past, shown } = site;
    const url = route.request().postDataJSON()?.url ?? '';
    await route.fulfill({ response: reply, json: { ...(await reply.json()), facts: { ...FACTS, ...facts, now: Date.now(), past, shown, fits: url.includes('fit') ? ['fit'] : [] } } });
  });
  await context.route('**/v1/offer', (route) => {
    const body = route.request().postDataJSON();
    site.asked.push(body);
    const own = answer?.(body);
    if (own) return typeof own == 'number' ? route.fulfill({ headers, status: own }) : route.fulfill({ headers, json: own });
    site.past[body.offer] = { seen: [Date.now(), 1] };
    site.shown.push([Date.now(), 1]);
    return route.fulfill({ headers, json: { show: body.key, look: looks[body.offer] ?? modal, now: Date.now() } });
  });
  await context.route('**/v1/offer/act', (route) => {
    site.acts.push(route.request().postDataJSON());
    return route.fulfill({ headers, json: {} });
  });
  await context.route('**/v1/form', (route) => {
    const { form } = route.request().postDataJSON();
    return form ? route.fulfill({ headers, json: { form_token: 'token', expires: Date.now() + 36e5, form: forms[form] } }) : route.fallback();
  });
  await context.route('**/v1/submit', async (route) => {
    site.submitted.push(route.request().postDataJSON());
    const own = await submit?.(site.submitted.length);
    return own == 'fail' ? route.abort() : route.fulfill({ headers, status: 201, json: { submission: 's1' } });
  });
  const settings = await (await fetch(`${server.base}/s/${server.key}`)).json();
  site.visit = async (html, more = {}) => {
    const page = await visit(html, { context, config: { modules: { ...settings.modules, ...modules, ...shown, offers: 'o/site/1.js' } }, ...more });
    await page.evaluate(() => {
      window.told = [];
      document.addEventListener('leadbell:offer', (e) => told.push(e.detail.what));
    });
    return page;
  };
  /** A page on which the engine runs, and knows its facts. */
  site.open = async (html, more = {}) => {
    const page = await site.visit(html, more);
    await page.waitForFunction(() => performance.getEntriesByType('resource').some((one) => one.name.includes('/w/o/site/')));
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => JSON.parse(localStorage[key]).facts));
    await page.waitForTimeout(600);
    return page;
  };
  return site;
}

export const box = (page) => page.locator('leadbell-offer .o');
export const leaves = async (page) => {
  await page.mouse.move(500, 300);
  await page.mouse.move(500, 4);
  await page.mouse.move(500, -1);
};
