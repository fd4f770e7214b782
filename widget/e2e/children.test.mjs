// The tests of the tests: nothing that they start may outlive them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { test } from 'node:test';

/** Also false of a process that has ended and that nobody has asked about yet. */
const isAlive = (pid) => /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout);
/** A process that starts a program and then does `next`: what it told of the program. */
function begun(next) {
  const code = `import { start } from ${JSON.stringify(new URL('children.mjs', import.meta.url).href)};
    const { pid, folder } = await start('kept', () => ['sleep', '600'], { ready: () => true });
    console.log(JSON.stringify({ pid, folder }));
    ${next}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 20_000 });
  assert.match(stdout, /pid/, stderr);
  return JSON.parse(stdout);
}

for (const [how, next] of [
  ['when what comes next throws', `throw new Error('no browser')`],
  ['when it is interrupted', `process.kill(process.pid, 'SIGTERM'); await new Promise((done) => setTimeout(done, 5_000))`],
]) {
  test(`a server that the tests started ends with them ${how}`, async () => {
    const { pid, folder } = begun(next);
    for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((done) => setTimeout(done, 20));
    assert.equal(isAlive(pid), false);
    assert.equal(fs.existsSync(folder), false);
  });
}

test('a program that does not start is said with its words, and leaves no folder', async () => {
  const { start } = await import('./children.mjs');
  let made;
  const failing = (folder) => ((made = folder), ['sh', '-c', 'echo no such setting >&2; exit 3']);
  await assert.rejects(start('failing', failing, { ready: () => undefined }), /did not start: it ended with 3\nno such setting/);
  assert.equal(fs.existsSync(made), false);
});
