// Bundles test/*.test.ts into a temporary folder and hands them to node's own runner.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const find = (dir) =>
  fs.existsSync(dir)
    ? fs.readdirSync(dir, { recursive: true }).map(String).filter((f) => /\.test\.tsx?$/.test(f)).map((f) => path.join(dir, f))
    : [];
const entries = [...find(here), ...find(path.join(here, '../console'))];
const out = fs.mkdtempSync(path.join(os.tmpdir(), 'leadbell-test-'));
try {
  await build({
    entryPoints: entries,
    outdir: out,
    outbase: path.dirname(here),
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    target: 'node20',
    logLevel: 'warning',
    sourcemap: 'inline',
  });
  const files = fs.readdirSync(out, { recursive: true }).map(String).filter((f) => f.endsWith('.mjs')).map((f) => path.join(out, f));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  fs.rmSync(out, { recursive: true, force: true });
}
