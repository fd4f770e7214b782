// Programs that the tests start, each with a folder of its own. None outlives this process, and
// no folder is left, however the process ends: a browser that does not start, a test that throws
// while it is being loaded, Ctrl C.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const running = new Set();
process.on('exit', () => running.forEach((end) => end()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Starts `command(folder)` (a list: the program and its arguments) and waits until `ready(said,
 * folder)` gives something; that is `told`. `said` is what it wrote to its output.
 */
export async function start(name, command, { env = {}, ready, ms = 60_000 }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `leadbell-${name}-`));
  const [program, ...words] = command(folder);
  const child = spawn(program, words, { cwd: folder, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const end = () => {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  running.add(end);
  let out = '';
  let errors = '';
  let over;
  const ended = new Promise((done) => {
    child.once('error', (error) => done((over = String(error))));
    child.once('exit', (code, signal) => done((over = `it ended with ${code ?? signal}`)));
  });
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (errors += text));
  const stop = async () => {
    if (!over) child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    running.delete(end);
    end();
  };
  for (const until = Date.now() + ms; ; await new Promise((done) => setTimeout(done, 20))) {
    const told = over ? undefined : ready(out, folder);
    if (told) return { told, folder, pid: child.pid, log: () => errors, stop };
    if (over || Date.now() > until) {
      await stop();
      throw new Error(`${name} did not start: ${over}\n${out}${errors}`);
    }
  }
}
