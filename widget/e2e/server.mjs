// Starts the real server (its demonstration, in a temporary folder, on free ports)
// and an operator in the console.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './children.mjs';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The server under test. */
export function binary() {
  const named = process.env.LEADBELL_E2E_BIN;
  const built = ['release', 'debug'].map((kind) => path.join(top, 'target', kind, 'leadbell'));
  const found = [named, ...built].find((file) => file && fs.existsSync(file));
  if (!found) throw new Error('no server to test: build it (cargo build), or set LEADBELL_E2E_BIN');
  return path.resolve(found);
}

/** The demonstration: `base` is the server, `shop` an origin that its site allows. */
export async function startServer(env = {}) {
  const { told, folder, log, stop } = await start('e2e', () => [binary(), 'demo'], {
    env: { ...env, LEADBELL_LISTEN: '127.0.0.1:0', LEADBELL_DATA: '.' },
    ready: (said) => /Password\s+\S+/.test(said) && said,
  });
  const word = (name) => new RegExp(`${name}\\s+(\\S+)`).exec(told)[1];
  const shop = word('The shop');
  const key = /data-site="([^"]+)"/.exec(await (await fetch(shop)).text())[1];
  return { base: new URL(word('The console')).origin, shop, key, login: { email: word('Login'), password: word('Password') }, folder, log, stop };
}

/** A new page of the console, signed in as the demonstration's owner. */
export async function login(browser, server, options) {
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(server.base + '/login');
  await page.locator('input[type=email]').fill(server.login.email);
  await page.locator('input[type=password]').fill(server.login.password);
  await page.locator('input[type=password]').press('Enter');
  await page.waitForURL('**/console/**');
  return page;
}

/** An operator who is signed in and has the console's socket open. */
export async function signIn(browser, server) {
  const page = await login(browser, server);
  // Not in the inbox: there the console's own script would read along.
  await page.goto(server.base + '/console/leads');
  await page.evaluate(
    () =>
      new Promise((done, fail) => {
        const ws = new WebSocket(`ws://${location.host}/api/v1/socket`);
        window.operator = { ws, frames: [] };
        ws.onopen = () => ws.send(JSON.stringify({ t: 'hello', open: null, after: 0 }));
        ws.onmessage = ({ data }) => {
          const frame = JSON.parse(data);
          window.operator.frames.push(frame);
          if (frame.t == 'ping') ws.send(JSON.stringify({ t: 'pong' }));
          if (frame.t == 'welcome') done();
        };
        ws.onerror = () => fail(new Error('the operator got no socket'));
      }),
  );
  const send = (frame) => page.evaluate((f) => window.operator.ws.send(JSON.stringify(f)), frame);
  const get = (url) => page.evaluate(async (u) => (await fetch(u)).json(), url);
  return {
    send,
    get,
    /** The newest conversation whose last message is `text`. */
    async conversation(text) {
      for (let i = 0; i < 50; i++) {
        const { conversations } = await get('/api/v1/conversations?filter=all');
        const found = conversations.find((c) => !text || c.last_text == text);
        if (found) return found.id;
        await page.waitForTimeout(100);
      }
      throw new Error('no conversation with ' + text);
    },
    say: (conversation, text) => send({ t: 'send', conversation, id: crypto.randomUUID(), text }),
    /** Uploads a file; its id. */
    upload: (name, buffer) =>
      page.evaluate(
        async ([name, bytes]) => {
          const csrf = document.querySelector('meta[name=csrf]').content;
          const body = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
          const path = `/api/v1/files?id=${crypto.randomUUID()}&name=${encodeURIComponent(name)}`;
          return (await (await fetch(path, { method: 'POST', headers: { 'x-csrf-token': csrf }, body })).json()).id;
        },
        [name, buffer.toString('base64')],
      ),
    frames: () => page.evaluate(() => window.operator.frames),
    typing: (conversation) => send({ t: 'typing', conversation }),
    messages: async (conversation) => (await get(`/api/v1/conversations/${conversation}/messages`)).messages,
    leave: () => page.context().close(),
  };
}
