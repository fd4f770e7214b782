import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { bubbles, document, field, form, launcher, openPanel, origin, proxy, tag, until, visit, write } from './support.mjs';

const creative = new URL('../node_modules/startbootstrap-creative/dist/', import.meta.url);
const types = { css: 'text/css', js: 'text/javascript', jpg: 'image/jpeg', ico: 'image/x-icon' };
const asset = (name) => [
  '/' + name,
  { body: fs.readFileSync(new URL(name, creative)), contentType: types[name.split('.').pop()] ?? 'application/octet-stream' },
];

/** The page of a Bootstrap theme as its owner would serve it: a nonce, and nothing
 * allowed that it does not need. Its own script and style carry the nonce. */
function strict(extra = '', connect = `connect-src ${proxy.url} ${proxy.url.replace('http', 'ws')}`) {
  const policy = [
    "default-src 'none'",
    "script-src 'nonce-abc' 'strict-dynamic'",
    `style-src 'nonce-abc'`,
    `img-src ${origin}`,
    connect,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    extra,
  ];
  const html = fs
    .readFileSync(new URL('index.html', creative), 'utf8')
    .replace(/<(script|link|style)\b(?![^>]*https:)/g, '<$1 nonce="abc"')
    .replace(/<(script|link)[^>]*https:[^>]*>(<\/script>)?/g, '')
    .replace('</body>', tag('nonce="abc"') + '</body>');
  return {
    pages: { '/': html, ...Object.fromEntries(['css/styles.css', 'js/scripts.js', 'assets/favicon.ico'].map(asset)) },
    headers: { 'content-security-policy': policy.filter(Boolean).join('; ') },
  };
}
const watch = () => {
  window.violations = [];
  addEventListener('securitypolicyviolation', (e) => window.violations.push([e.effectiveDirective, e.blockedURI, e.sourceFile].join(' ')), true);
};
/** What the policy refused to us: named as the file that did it, or as the target. */
const ours = async (page) => (await page.evaluate(() => window.violations)).filter((v) => v.includes(proxy.url));

test('hazard 4: a theme’s page with a strict nonce policy and Trusted Types: chat and form work', async () => {
  const { pages, headers } = strict();
  const page = await visit(pages, { headers, init: watch });
  await openPanel(page);
  await write(page, 'Hello from a strict page');
  await until(async () => assert.match(await page.locator('leadbell-widget [role=log] .meta').last().innerText(), /Sent/));
  await page.locator('leadbell-widget header button').first().click();
  await form(page).waitFor();
  assert.deepEqual(await ours(page), []);
  assert.ok(!page.told.console.some((line) => /leadbell/i.test(line)), page.told.console.join('\n'));
  assert.equal(await launcher(page).evaluate((el) => el.offsetWidth), 56);
  await page.context().close();
});

test('hazard 4: without connect-src, the console says once what the policy needs', async () => {
  const { pages, headers } = strict('', '');
  const page = await visit(pages, { headers, init: watch });
  await until(() => assert.ok(page.told.console.some((line) => line.startsWith('Leadbell:'))));
  await page.waitForTimeout(1_500);
  const said = page.told.console.filter((line) => line.startsWith('Leadbell:'));
  assert.deepEqual(said, [`Leadbell: connect-src needs ${proxy.url} ${proxy.url.replace('http', 'ws')}`]);
  await page.context().close();
});

test('hazard 4: no style attribute, no inline style, no frame in what we draw', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  const found = await page.evaluate(() => {
    const root = document.querySelector('leadbell-widget').shadowRoot;
    return root.querySelectorAll('style, iframe, link, script, img').length;
  });
  assert.equal(found, 0);
  await page.context().close();
});

test('hazard 17: markup in a message is text, and a javascript: link is no link', async () => {
  const page = await visit(document(tag()), { init: () => (window.hit = false) });
  await openPanel(page);
  const nasty = '<img src=x onerror="hit=true"><svg onload="hit=true"> javascript:hit=true https://example.com/a?b=<b>';
  await write(page, nasty);
  await until(async () => assert.equal(await bubbles(page).last().innerText(), nasty));
  assert.equal(await page.locator('leadbell-widget .b img, leadbell-widget .b svg').count(), 0);
  assert.deepEqual(await page.locator('leadbell-widget .b a').evaluateAll((all) => all.map((a) => a.href)), ['https://example.com/a?b=']);
  assert.equal(await page.evaluate(() => window.hit), false);
  assert.equal(await field(page).inputValue(), '');
  await page.context().close();
});
