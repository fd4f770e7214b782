// What every browser test needs: one browser, one server, and host pages of
// another origin (one that the demonstration's site allows).
import * as http from 'node:http';
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { startProxy } from './proxy.mjs';
import * as real from './server.mjs';

const { startServer, signIn } = process.env.LEADBELL_E2E_SERVER ? await import(process.env.LEADBELL_E2E_SERVER) : real;

export const server = await startServer();
export const proxy = await startProxy(server.base);

/** The host's pages by path: a string, or {body, headers, status, contentType}. */
const pages = new Map();
const host = http.createServer((request, response) => {
  const page = pages.get(new URL(request.url, 'http://host').pathname);
  const { body, headers = {}, status = 200, contentType = 'text/html; charset=utf-8' } = page ?? { body: '', status: 404 };
  response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
});
await new Promise((done) => host.listen(0, '127.0.0.1', done));
const shopPort = new URL(server.shop).port;
export const origin = `http://localhost:${shopPort}`;

export const browser = await chromium.launch({
  executablePath: process.env.LEADBELL_TEST_CHROMIUM || '/usr/bin/chromium',
  // Playwright turns the back/forward cache off; one of the tests is about it.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--host-resolver-rules=MAP localhost:${shopPort} 127.0.0.1:${host.address().port}`,
  ],
});
after(async () => {
  host.closeAllConnections();
  host.close();
  proxy.stop();
  await Promise.all([browser.close(), server.stop()]);
});

let someone;
/** The operator on duty; nobody is online before the first call. */
export const operator = () => (someone ??= signIn(browser, server));
export const nobody = async () => {
  if (someone) await (await someone).leave();
  someone = undefined;
};

/** The same, and the server has noticed. */
export async function alone() {
  await nobody();
  await until(async () => {
    const answer = await fetch(server.base + '/v1/form', { method: 'POST', headers: { origin }, body: JSON.stringify({ site: server.key }) });
    if ((await answer.json()).online) throw new Error('somebody is still there');
  }, 15_000);
}

/** The tag as the install page gives it. */
export const tag = (attributes = '') =>
  `<script async src="${proxy.url}/w.js" data-site="${server.key}" data-cfasync="false" ${attributes}></script>`;

export const document = (body, { head = '', lang = 'en', attributes = '' } = {}) =>
  `<!doctype html><html lang="${lang}" ${attributes}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A host page</title>${head}</head><body>${body}</body></html>`;

/**
 * Opens a page of a host's origin. `html` is the page, or a map of paths to pages; the first is
 * opened, or `at`. `config` changes what the server says of the site; `before` gets the context
 * before there is a page. `offers` leaves the site its offers.
 */
export async function visit(html, options = {}) {
  const { at, before, config, headers, init, offers, context: given, ...rest } = options;
  const context = given ?? (await browser.newContext({ viewport: { width: 1000, height: 760 }, ...rest }));
  context.setDefaultTimeout(8_000);
  const paths = typeof html == 'string' ? { '/': html } : html;
  for (const [path, page] of Object.entries(paths)) pages.set(path, { headers, ...(typeof page == 'string' ? { body: page } : page) });
  if (init) await context.addInitScript(init);
  // Offers come where a test is about them: the demonstration begins with one.
  await context.route('**/s/' + server.key, async (route) => {
    const reply = await route.fetch().catch(() => {});
    if (!reply?.ok()) return reply ? route.fulfill({ response: reply }) : route.abort();
    // The test may have ended meanwhile.
    const told = await reply.json().catch(() => {});
    if (!told) return;
    if (!offers) delete told.modules.offers;
    await route.fulfill({ response: reply, json: { ...told, ...config } });
  });
  await before?.(context);
  const page = await context.newPage();
  const told = { console: [], errors: [], requests: [] };
  page.on('console', (message) => told.console.push(message.text()));
  page.on('pageerror', (error) => told.errors.push(String(error.stack)));
  page.on('request', (request) => {
    if (request.url().startsWith(proxy.url)) told.requests.push(request);
  });
  await page.goto(origin + (at ?? Object.keys(paths)[0]));
  return Object.assign(page, { told });
}

export const launcher = (page) => page.locator('leadbell-widget .l');
export const panel = (page) => page.locator('leadbell-widget .p');
export const field = (page) => page.locator('leadbell-widget .write textarea');
export const bubbles = (page) => page.locator('leadbell-widget [role=log] .b');
export const form = (page) => page.locator('leadbell-widget .card form');

export async function openPanel(page) {
  await launcher(page).click();
  await panel(page).waitFor();
}

export async function write(page, text) {
  await field(page).fill(text);
  await field(page).press('Enter');
}

/** Waits until `check` holds; what it throws last is what failed. */
export async function until(check, ms = 6_000) {
  const end = Date.now() + ms;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** The requests of a page to the server, by path. */
export const paths = (page) => page.told.requests.map((request) => new URL(request.url()).pathname);
export const views = (page) => page.told.requests.filter((r) => r.url().endsWith('/v1/view')).map((r) => r.postDataJSON());
