// All browser tests in one process, so that they share one browser and one server.
// `node e2e/run.mjs [part of a file's name]…`
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { fileURLToPath } from 'node:url';

/** A test that waits for something that never comes ends all of them, and says which it was. */
const MOST = 180_000;
let watch;
beforeEach((t) => {
  watch = setTimeout(() => {
    console.error(`no end after ${MOST / 1_000} s: ${t.name}`);
    process.exit(1);
  }, MOST);
});
afterEach(() => clearTimeout(watch));

const here = path.dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
for (const file of fs.readdirSync(here).sort()) {
  if (file.endsWith('.test.mjs') && (!wanted.length || wanted.some((word) => file.includes(word)))) await import('./' + file);
}
