// Builds dist/ from the sources, and with --check proves that the committed
// dist/ is what the sources give. dist/ is committed so that the server builds
// without Node. After a merge conflict inside dist/, run `npm run build`.
//
//   loader/main.ts            -> w.js            a classic script, short cache
//   ui/{panel,form,…}.ts      -> NAME-HASH.js    modules, immutable
//   i18n/LANG.ts              -> LANG-HASH.js    modules, immutable
//   ui/offer.ts, i18n/offer/LANG.ts -> offer-HASH.js, offer-LANG-HASH.js
//   ui/offers.ts              -> offers-HASH.js  the server adds a site's rules
//   console/entries/NAME.ts   -> console/NAME-HASH.js (also .tsx and .css)
//   console/i18n/LANG.ts      -> console/texts-LANG-HASH.js
//   console/app/sw.ts         -> console/sw.js   the service worker, no cache
//   console/app/NAME.png      -> console/NAME-HASH.png
//
// Every file has a .br beside it; manifest.json names them all.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as os from 'node:os';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { build, transform } from 'esbuild';
import { minify } from 'terser';

const root = path.dirname(fileURLToPath(import.meta.url));
const KB = 1024;
/** Brotli budgets in bytes: what a visitor downloads. */
const BUDGETS = { loader: 2 * KB, panel: 12 * KB, 'form+pow': 8 * KB, live: 3 * KB, files: 4 * KB, bot: 2 * KB, language: 2 * KB, offer: 8 * KB, 'offer more': 6 * KB, 'offer language': 2 * KB, 'offers, without rules': 3 * KB, 'offer show': 2 * KB, all: 24 * KB, 'all with the bot': 26 * KB };
const CONSOLE_BUDGET = 150 * KB;
const LANGUAGES = ['de', 'en', 'fr', 'ro', 'ru'];
const MODULES = ['panel', 'form', 'pow', 'live', 'files', 'bot'];
/** Those that only the panel loads. */
const BORROWERS = ['form', 'files', 'bot'];

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
/** The smallest of what brotli makes of it under its hints. */
const brotli = (data) => {
  const hints = [0, 1, 2, 3].flatMap((postfix) =>
    (data.length < 5e4 ? [0, 1, 2, 4, 8, 12, 15] : [0]).map((direct) => ({ [constants.BROTLI_PARAM_NPOSTFIX]: postfix, [constants.BROTLI_PARAM_NDIRECT]: direct << postfix })),
  );
  const packed = [{ [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT }, ...hints].map((hint) =>
    brotliCompressSync(data, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_LGWIN]: data.length < 5e4 ? 16 : 22,
        [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
        ...hint,
      },
    }),
  );
  return packed.sort((a, b) => a.length - b.length)[0];
};

/** A style sheet imported by the widget arrives as one minified string. */
const styleText = {
  name: 'style-text',
  setup(b) {
    b.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const css = await fs.promises.readFile(file, 'utf8');
      const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome111' });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** Texts that are looked up by a code or a field's name keep their names; all others get short ones,
 * the same in every language and in every module that says `t.name`. */
const BY_CODE = /^(?:sys_\w+|file_\w+|too_\w+|invalid\w*|\w+_required|required|refused|name|phone|email|message|department)$/;
/** The same for the module that draws offers and forms, which has texts of its own. */
const OFFER_BY_CODE = /^(?:file_\w+|too_\w+|invalid\w*|\w+_required|required|uploading|name|phone|email|company|position|profile|date|file|long|consent)$/;
const shortNames = (file, byCode) => {
  const source = fs.readFileSync(path.join(root, file), 'utf8');
  const names = [...source.matchAll(/^  (\w+): /gm)].map(([, name]) => name).filter((name) => !byCode.test(name));
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const short = [...letters, ...letters.map((letter) => letter + letter)];
  return new Map(names.map((name, i) => [name, short[i]]));
};
const shortTexts = (filter, short) => ({
  name: 'short-texts',
  setup(b) {
    b.onLoad({ filter }, async ({ path: file }) => {
      const source = await fs.promises.readFile(file, 'utf8');
      const pattern = file.includes('i18n') ? /(?<=^  )(\w+)(?=: )/gm : /(?<=\bt\.)(\w+)\b/g;
      return { contents: source.replace(pattern, (name) => short.get(name) ?? name), loader: 'ts' };
    });
  },
});
const SHORTENED = [
  shortTexts(/[\\/](?:ui[\\/]offer(?:-(?:ask|blocks|count|doubt|fields|file|form|gift|more|open|page|send|wheel))?|i18n[\\/]offer[\\/]\w+)\.ts$/, shortNames('i18n/offer/en.ts', OFFER_BY_CODE)),
  shortTexts(/[\\/](?:ui|i18n)[\\/]\w[\w-]*\.ts$/, shortNames('i18n/en.ts', BY_CODE)),
];

async function bundle(entry, options) {
  const { plugins = [], ...rest } = options;
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    legalComments: 'none',
    target: ['es2022'],
    logLevel: 'warning',
    plugins,
    ...rest,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** What the panel lends to the modules that only it loads: they import it from the panel's file,
 * which is on the page already, and do not carry it again. */
const LENT = /^(?:\.\/(?:h|paint|style|times|backoff|keys)|\.\.\/loader\/env)$/;
const borrow = (panel) => ({
  name: 'borrow',
  setup(b) {
    b.onResolve({ filter: LENT }, () => ({ path: `./${panel}`, external: true }));
  },
});

/** Several imports from one file, as one. */
const oneImport = (code) => {
  const names = [];
  let file;
  const rest = code.replace(/import\{([^}]*)\}from("[^"]*");/g, (all, some, from) => ((file = from), names.push(some), ''));
  return file ? `import{${names}}from${file};${rest}` : code;
};

/** Names of members that only the panel and its borrowers know of one another, never a host's, the
 * browser's or a frame's: they become short ones, the same in all of these modules. */
const INNER = new RegExp(
  `^(?:${[
    'acknowledge accepted anew answered arrived away backAt byHand check closed consented draw dress emit enter fail failed forget gap gotTo hello hide hold insert',
    'invite invites line list live looking meta opened presence readTo ready restart resume retry row screen see show slow suspect take touch typing wants who write',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$`,
);
const nameCache = {};
/** The same for the module that draws offers and forms, and what few of them need. */
const OFFER_INNER = /^(?:accepted|answers_|dirty|deliver|dismiss|doubt|els|kept|need|refused|skew|views|waits|working)$/;
const offerCache = {};

/** What a visitor downloads, once more smaller than esbuild makes it. */
async function small(entry, { format, inner, names, reserved, ...options }) {
  const code = await bundle(entry, { tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } }, ...options, plugins: [styleText, ...SHORTENED, ...(options.plugins ?? [])], format });
  const compress = { passes: 5, unsafe: true, ecma: 2022, keep_fargs: false, pure_getters: true, unsafe_arrows: true, unsafe_methods: true };
  const mangle = inner || names ? { properties: { regex: names ?? INNER, builtins: true, keep_quoted: true } } : { reserved };
  const done = await minify(code.toString(), { module: format === 'esm', ecma: 2022, compress, mangle, nameCache: inner || names ? Object.assign(names ? offerCache : nameCache, { vars: undefined }) : undefined, format: { ecma: 2022 } });
  return Buffer.from(`${oneImport(done.code)}\n`);
}

function sourceFiles() {
  const files = ['build.mjs', 'package-lock.json'];
  for (const dir of ['loader', 'ui', 'i18n', 'console']) {
    const top = path.join(root, dir);
    if (!fs.existsSync(top)) continue;
    for (const name of fs.readdirSync(top, { recursive: true })) {
      if (fs.statSync(path.join(top, name)).isFile()) files.push(`${dir}/${String(name).replaceAll(path.sep, '/')}`);
    }
  }
  return files.sort();
}

function consoleEntries() {
  const dir = path.join(root, 'console/entries');
  return fs.existsSync(dir) ? fs.readdirSync(dir).filter((f) => /\.(tsx?|css)$/.test(f)).sort() : [];
}

async function make(out) {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(path.join(out, 'console'), { recursive: true });
  const sizes = {};
  const write = (name, data, label) => {
    const packed = brotli(data);
    fs.writeFileSync(path.join(out, name), data);
    if (!name.endsWith('.png')) fs.writeFileSync(path.join(out, `${name}.br`), packed);
    sizes[label] = packed.length;
    return name;
  };
  const hashed = (stem, ext, data, label) => write(`${stem}-${sha256(data).slice(0, 8)}.${ext}`, data, label);

  // What is under `show` joins the modules of a site that has offers or forms.
  const manifest = { console: {}, modules: { lang: {} }, show: { offer_lang: {} }, sources: {} };
  write('w.js', await small('loader/main.ts', { format: 'iife' }), 'loader');
  for (const name of MODULES) {
    const borrows = BORROWERS.includes(name) ? [borrow(manifest.modules.panel)] : [];
    const code = await small(`ui/${name}.ts`, { format: 'esm', plugins: borrows, inner: name === 'panel' || borrows.length > 0 });
    manifest.modules[name] = hashed(name, 'js', code, name);
  }
  for (const name of LANGUAGES) {
    const code = await small(`i18n/${name}.ts`, { format: 'esm' });
    manifest.modules.lang[name] = hashed(name, 'js', code, `lang ${name}`);
  }
  for (const name of ['offer', 'offer-more']) {
    manifest.show[name.replace('-', '_')] = hashed(name, 'js', await small(`ui/${name}.ts`, { format: 'esm', names: OFFER_INNER }), name);
  }
  for (const name of LANGUAGES) {
    const code = await small(`i18n/offer/${name}.ts`, { format: 'esm' });
    manifest.show.offer_lang[name] = hashed(`offer-${name}`, 'js', code, `offer lang ${name}`);
  }
  manifest.show.offer_show = hashed('offer-show', 'js', await small('ui/offer-show.ts', { format: 'esm' }), 'offer show');
  // The server adds a site's rules as `d`.
  manifest.show.engine = hashed('offers', 'js', await small('ui/offers.ts', { format: 'esm', minifyIdentifiers: false, reserved: ['d'] }), 'offers');
  for (const file of consoleEntries()) {
    const { name, ext } = path.parse(file);
    const code = await bundle(`console/entries/${file}`, {
      format: 'esm',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    const kind = ext === '.css' ? 'css' : 'js';
    const key = kind === 'css' ? `${name}.css` : name;
    manifest.console[key] = hashed(`console/${name}`, kind, code, `console ${key}`);
  }
  for (const name of LANGUAGES) {
    const contents = `import texts from './console/i18n/${name}'; globalThis.leadbellTexts = texts;`;
    const code = await bundle(undefined, { entryPoints: undefined, stdin: { contents, resolveDir: root, loader: 'ts' }, format: 'esm' });
    manifest.console[`texts-${name}`] = hashed(`console/texts-${name}`, 'js', code, `texts ${name}`);
  }
  for (const file of fs.readdirSync(path.join(root, 'console/app')).sort()) {
    const { name, ext } = path.parse(file);
    if (ext === '.png') manifest.console[file] = hashed(`console/${name}`, 'png', fs.readFileSync(path.join(root, 'console/app', file)), `icon ${name}`);
  }
  const icon = (name) => JSON.stringify(`/w/${manifest.console[name]}`);
  const worker = { format: 'iife', define: { ICON: icon('icon-192.png'), BADGE: icon('badge-96.png') } };
  write('console/sw.js', await bundle('console/app/sw.ts', worker), 'console sw.js');
  for (const file of sourceFiles()) {
    manifest.sources[file] = sha256(fs.readFileSync(path.join(root, file)));
  }
  fs.writeFileSync(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  return sizes;
}

function budgets(sizes) {
  const langs = LANGUAGES.map((l) => sizes[`lang ${l}`]);
  const widest = Math.max(...langs);
  const all = sizes.loader + sizes.panel + sizes.form + sizes.pow + sizes.live + sizes.files + widest;
  const measured = {
    loader: sizes.loader,
    panel: sizes.panel,
    'form+pow': sizes.form + sizes.pow,
    live: sizes.live,
    files: sizes.files,
    language: widest,
    bot: sizes.bot,
    offer: sizes.offer,
    'offer more': sizes['offer-more'],
    'offer language': Math.max(...LANGUAGES.map((l) => sizes[`offer lang ${l}`])),
    'offers, without rules': sizes.offers,
    'offer show': sizes['offer show'],
    all,
    'all with the bot': all + sizes.bot,
  };
  let ok = true;
  const line = (what, is, limit) => {
    ok &&= is <= limit;
    console.log(`${what.padEnd(20)} ${String(is).padStart(7)} of ${String(limit).padStart(7)} bytes brotli${is <= limit ? '' : '   OVER'}`);
  };
  for (const [what, limit] of Object.entries(BUDGETS)) line(what, measured[what], limit);
  const islands = Object.entries(sizes).filter(([k]) => k.startsWith('console '));
  const texts = Math.max(...LANGUAGES.map((l) => sizes[`texts ${l}`]));
  for (const [what, size] of islands) line(what, size, CONSOLE_BUDGET);
  line('a console page', sizes['console console'] + Math.max(sizes['console inbox'], sizes['console visitors'], sizes['console scripts']) + texts, CONSOLE_BUDGET);
  return ok;
}

const listing = (dir) =>
  fs.readdirSync(dir, { recursive: true }).map(String).filter((f) => fs.statSync(path.join(dir, f)).isFile()).sort();

/** Names what differs; packed files count by what they unpack to. */
function differences(a, b) {
  const out = [];
  const names = new Set([...listing(a), ...listing(b)]);
  for (const name of names) {
    const read = (dir) => {
      const file = path.join(dir, name);
      if (!fs.existsSync(file)) return '';
      const data = fs.readFileSync(file);
      return sha256(name.endsWith('.br') ? brotliDecompressSync(data) : data);
    };
    if (read(a) !== read(b)) out.push(name);
  }
  return out;
}

const dist = path.join(root, 'dist');
if (process.argv.includes('--check')) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'leadbell-dist-'));
  try {
    const ok = budgets(await make(temp));
    const stale = differences(temp, dist);
    if (stale.length) console.error(`dist/ does not match its sources, run npm run build:\n  ${stale.join('\n  ')}`);
    process.exitCode = ok && !stale.length ? 0 : 1;
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
} else if (!budgets(await make(dist))) {
  console.error('over budget');
  process.exitCode = 1;
}
