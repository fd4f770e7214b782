// All browser tests in one process, so that they share one browser and one server.
// `node e2e/run.mjs [part of a file's name]…`
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
for (const file of fs.readdirSync(here).sort()) {
  if (file.endsWith('.test.mjs') && (!wanted.length || wanted.some((word) => file.includes(word)))) await import('./' + file);
}
