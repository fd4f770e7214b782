// One tab of a Chromium that nobody watches: driven through a pipe, with nothing switched on that
// keeps what the tab loads. What a test runner's browser keeps of each answer is no load of ours.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** Opens `url` with these cookies, after `init` has run in the page. */
export async function bareTab(executable, { url, cookies, init, width, height }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'leadbell-tab-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  const browser = spawn(executable, [...flags, '--remote-debugging-pipe', `--user-data-dir=${home}`, `--window-size=${width},${height}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [, , , to, from] = browser.stdio;
  const waiting = new Map();
  let last = 0;
  let rest = '';
  from.setEncoding('utf8').on('data', (data) => {
    const parts = (rest + data).split('\0');
    rest = parts.pop();
    for (const part of parts) {
      const { id, result, error } = JSON.parse(part);
      const one = waiting.get(id);
      waiting.delete(id);
      if (error) one?.failed(new Error(error.message));
      else one?.done(result);
    }
  });
  const call = (method, params = {}, sessionId) =>
    new Promise((done, failed) => {
      waiting.set((last += 1), { done, failed });
      to.write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
    });
  await call('Storage.setCookies', { cookies });
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params) => call(method, params, sessionId);
  await send('Page.enable');
  await send('Page.addScriptToEvaluateOnNewDocument', { source: `(${init})()` });
  await send('Page.navigate', { url });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    send,
    evaluate,
    async until(expression) {
      for (let i = 0; i < 300 && !(await evaluate(`!!(${expression})`).catch(() => false)); i += 1) await new Promise((done) => setTimeout(done, 100));
    },
    async close() {
      await call('Browser.close').catch(() => {});
      await new Promise((done) => (browser.exitCode === null ? browser.once('exit', done) : done()));
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}
