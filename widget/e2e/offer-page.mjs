// What the tests of offers and forms need: the module that draws them, on a page of a host's, with
// answers of the server as its interface says they are.
import * as fs from 'node:fs';
import { proxy, server, visit } from './support.mjs';

const dist = new URL('../dist/', import.meta.url);
const { show } = JSON.parse(fs.readFileSync(new URL('manifest.json', dist), 'utf8'));
const headers = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };

/** In place of the panel: hands out what the loader gives to modules. */
const stub = `export default (ctx) => {
  const { modules } = ctx.cfg;
  window.ctx = ctx;
  window.acts = [];
  window.events = [];
  window.addEventListener('leadbell:lead', (e) => events.push(['lead', e.detail]));
  const made = Promise.all([ctx.load(modules.offer), ctx.load(modules.offer_lang[ctx.lang])]).then(([m, l]) => (window.show = m.default(ctx, l.default)));
  const act = async (what, more) => {
    acts.push([what, more]);
    const answer = window.answers?.[what];
    if (answer === 'fail') throw new Error('no line');
    return answer ?? {};
  };
  window.offer = async (given) => {
    window.shown = (await made).offer(given, { act, gone: () => acts.push(['gone']) });
  };
  window.form = async (selector, id) => {
    window.shown = (await made).form(selector && document.querySelector(selector), id);
  };
  return (name, argument) => { if (name != 'open' || argument) acts.push(['command ' + name, argument]); };
};`;

/** A page that can show offers: `page.offer(look)`, `page.form(selector, id)`; `forms` by id are what
 * the server knows, `submit` answers each submission: `[status, body, headers]`. With `real` it is the
 * server under test that answers. */
export async function offerPage(html, { forms = {}, submit = () => [201, { submission: 's1', repeated: false }], real, config, ...options } = {}) {
  const settings = await (await fetch(`${server.base}/s/${server.key}`)).json();
  const { pages, ...rest } = options;
  const posted = [];
  const seen = [];
  const opened = [];
  const page = await visit(html, {
    ...rest,
    // No engine: what shows is what a test shows.
    config: { ...config, modules: { ...settings.modules, ...show, offers: undefined, panel: 'stub.js' } },
    before: async (context) => {
      await context.route('**/w/stub.js*', (route) => route.fulfill({ headers, contentType: 'text/javascript', body: stub }));
      await context.route('**/w/offer-*', (route) => {
        const name = new URL(route.request().url()).pathname.split('/').pop();
        return route.fulfill({ headers, contentType: 'text/javascript', body: fs.readFileSync(new URL(name, dist)) });
      });
      if (real) return;
      await context.route('**/v1/form', (route) => {
        const { form } = route.request().postDataJSON();
        opened.push(form);
        if (!forms[form]) return route.fulfill({ headers, status: 404, json: { code: 'unknown_form' } });
        return route.fulfill({ headers, json: { form_token: 'token', online: false, expires: Date.now() + 36e5, form: { rev: 1, ...forms[form] } } });
      });
      await context.route('**/v1/form/seen', (route) => {
        seen.push(route.request().postDataJSON());
        return route.fulfill({ headers, status: 204 });
      });
      await context.route('**/v1/submit', async (route) => {
        const body = route.request().postDataJSON();
        posted.push(body);
        const answer = await submit(body, posted.length);
        if (!answer) return route.abort();
        const [status, json, more] = answer;
        return route.fulfill({ headers: { ...headers, ...more }, status, json });
      });
    },
  });
  const ready = async () => {
    await page.waitForFunction(() => window.leadbell?.v);
    await page.evaluate(() => window.ctx || leadbell('open'));
    await page.waitForFunction(() => window.offer).catch((error) => {
      throw new Error([error, ...page.told.errors, ...page.told.console].join('\n'));
    });
  };
  await ready();
  return Object.assign(page, {
    posted,
    seen,
    opened,
    ready,
    offer: (look, more = {}) => page.evaluate((given) => offer(given), { show: 'x1', look, ...more }),
    form: (selector, id) => page.evaluate(([s, i]) => form(s, i), [selector, id]),
    acts: () => page.evaluate(() => acts),
    answer: (answers) => page.evaluate((all) => (window.answers = all), answers),
  });
}

/** What is drawn. */
export const box = (page) => page.locator('leadbell-offer .o');
export { proxy };

export const email = { id: 'e1', steps: [{ fields: [{ key: 'f1', kind: 'email', required: true }] }], submit: 'Send me my code' };
export const title = { is: 'title', text: 'Wait, here is 10 % off' };
export const words = { is: 'text', text: 'Freshly roasted every Tuesday.' };
export const go = { is: 'button', label: 'Book a tasting', does: 'url', url: '/booked' };
export const no = { is: 'button', label: 'No, thanks', does: 'close' };
