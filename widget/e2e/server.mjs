// Starts the real server (its demonstration, in a temporary folder, on free ports)
// and an operator in the console.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

function binary() {
  const named = process.env.LEADBELL_E2E_BIN;
  const built = ['release', 'debug'].map((kind) => path.join(top, 'target', kind, 'leadbell'));
  const found = [named, ...built].find((file) => file && fs.existsSync(file));
  if (!found) throw new Error('no server to test: build it (cargo build), or set LEADBELL_E2E_BIN');
  return path.resolve(found);
}

/** The demonstration: `base` is the server, `shop` an origin that its site allows. */
export async function startServer() {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'leadbell-e2e-'));
  const env = { ...process.env, LEADBELL_LISTEN: '127.0.0.1:0', LEADBELL_DATA: data };
  const child = spawn(binary(), ['demo'], { cwd: data, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const told = await new Promise((done, fail) => {
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
      if (/Password\s+\S+/.test(out)) done(out);
    });
    child.once('exit', () => fail(new Error('the server did not start:\n' + out + said)));
  });
  const word = (name) => new RegExp(`${name}\\s+(\\S+)`).exec(told)[1];
  const shop = word('The shop');
  const key = /data-site="([^"]+)"/.exec(await (await fetch(shop)).text())[1];
  return {
    base: new URL(word('The console')).origin,
    shop,
    key,
    login: { email: word('Login'), password: word('Password') },
    log: () => said,
    async stop() {
      child.removeAllListeners('exit');
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
}

/** An operator who is signed in and has the console's socket open. */
export async function signIn(browser, server) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.base + '/login');
  await page.locator('input[type=email]').fill(server.login.email);
  await page.locator('input[type=password]').fill(server.login.password);
  await page.locator('input[type=password]').press('Enter');
  await page.waitForURL('**/console/**');
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
    typing: (conversation) => send({ t: 'typing', conversation }),
    messages: async (conversation) => (await get(`/api/v1/conversations/${conversation}/messages`)).messages,
    leave: () => context.close(),
  };
}
