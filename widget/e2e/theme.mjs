// The page of a Bootstrap theme as its owner would serve it: a nonce, and nothing allowed that it
// does not need. Its own script and style carry the nonce.
import * as fs from 'node:fs';
import { origin } from './support.mjs';

const creative = new URL('../node_modules/startbootstrap-creative/dist/', import.meta.url);
const types = { css: 'text/css', js: 'text/javascript', jpg: 'image/jpeg', ico: 'image/x-icon' };
const asset = (name) => [
  '/' + name,
  { body: fs.readFileSync(new URL(name, creative)), contentType: types[name.split('.').pop()] ?? 'application/octet-stream' },
];

/** What `connect-src` must say for a server. */
export const connectTo = (base) => `connect-src ${base} ${base.replace('http', 'ws')}`;

/** The pages by path, with the headers of their policy; `tag` carries the nonce `abc`. */
export function strictTheme(tag, connect, lang = 'en') {
  const policy = [
    "default-src 'none'",
    "script-src 'nonce-abc' 'strict-dynamic'",
    `style-src 'nonce-abc'`,
    `img-src ${origin}`,
    connect,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  const html = fs
    .readFileSync(new URL('index.html', creative), 'utf8')
    .replace('<html lang="en">', `<html lang="${lang}">`)
    .replace(/<(script|link|style)\b(?![^>]*https:)/g, '<$1 nonce="abc"')
    .replace(/<(script|link)[^>]*https:[^>]*>(<\/script>)?/g, '')
    .replace('</body>', tag + '</body>');
  return {
    pages: { '/': html, ...Object.fromEntries(['css/styles.css', 'js/scripts.js', 'assets/favicon.ico'].map(asset)) },
    headers: { 'content-security-policy': policy.filter(Boolean).join('; ') },
  };
}

/** Runs in the page: notes what its policy refuses. */
export const watchPolicy = () => {
  window.violations = [];
  addEventListener('securitypolicyviolation', (e) => window.violations.push([e.effectiveDirective, e.blockedURI, e.sourceFile].join(' ')), true);
};
/** What the policy refused to a server's files: named as the file that did it, or as the target. */
export const refusedTo = async (page, base) => (await page.evaluate(() => window.violations)).filter((v) => v.includes(base));
