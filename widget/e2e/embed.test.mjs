import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consolePage } from './console-support.mjs';
import { bubbles, document, launcher, openPanel, panel, proxy, server, tag, until, visit, views, write } from './support.mjs';

const count = (page) => page.locator('leadbell-widget').count();

test('hazard 1: pasted twice, the tag makes one widget', async () => {
  const page = await visit(document(tag() + tag()));
  await launcher(page).waitFor();
  await page.waitForTimeout(300);
  assert.equal(await count(page), 1);
  await until(() => assert.equal(views(page).length, 1));
  await page.context().close();
});

test('hazard 1: in the head, not async, before there is a body', async () => {
  const page = await visit(document('<p>Hello</p>', { head: tag().replace('async', '') }));
  await openPanel(page);
  assert.equal(await count(page), 1);
  assert.deepEqual(page.told.errors, []);
  await page.context().close();
});

test('hazard 1: through a tag manager, where currentScript is null', async () => {
  const add = `const s = document.createElement('script'); s.async = true; s.src = '${proxy.url}/w.js'; s.dataset.site = '${server.key}'; document.head.append(s)`;
  const page = await visit(document(`<script>setTimeout(() => { ${add} }, 50)</script>`));
  await openPanel(page);
  await page.context().close();
});

test('hazard 1: rewritten by an optimiser, into a module or after the page was loaded', async () => {
  const delayed = tag().replace('<script', '<script type="text/later"');
  const run = `addEventListener('load', () => { const old = document.querySelector('[type="text/later"]'); const s = document.createElement('script'); for (const { name, value } of old.attributes) if (name != 'type') s.setAttribute(name, value); old.replaceWith(s) })`;
  for (const body of [tag('type="module"'), delayed + `<script>${run}</script>`]) {
    const page = await visit(document(body));
    await openPanel(page);
    assert.equal(await count(page), 1);
    assert.deepEqual(page.told.errors, []);
    await page.context().close();
  }
});

test('hazard 5: in a sandboxed frame, whose origin is null, it is there only where the site says so', async () => {
  const pages = { '/': document('<iframe sandbox="allow-scripts" src="/inner" width="600" height="700"></iframe>'), '/inner': document(tag()) };
  const refused = await visit(pages);
  await until(() => assert.ok(refused.told.console.some((line) => line.startsWith('Leadbell: ') && line.endsWith(' 403')), refused.told.console.join()));
  assert.equal(await refused.frameLocator('iframe').locator('leadbell-widget').count(), 0);
  assert.deepEqual(refused.told.errors, []);
  await refused.context().close();

  const site = await consolePage('/console/settings');
  await site.locator('a.row-link[href*="/console/settings/sites/"]').first().click();
  const allow = async (yes) => {
    await site.locator('[name=allow_null_origin]').setChecked(yes);
    await Promise.all([site.waitForResponse((answer) => answer.request().method() == 'POST' && answer.url().includes('/settings/sites/') && answer.status() < 400), site.locator('#site-form [type=submit]').click()]);
    await site.waitForLoadState();
  };
  await allow(true);
  try {
    const page = await visit(pages);
    const widget = page.frameLocator('iframe').locator('leadbell-widget');
    await widget.locator('.l').click();
    await widget.locator('.write textarea').fill('From a sandbox');
    await widget.locator('.write textarea').press('Enter');
    await until(async () => assert.equal(await widget.locator('[role=log] .b').innerText(), 'From a sandbox'));
    await until(async () => assert.equal(await widget.locator('[role=log] .wait').count(), 0));
    assert.deepEqual(page.told.errors, []);
    await page.context().close();
  } finally {
    await allow(false);
    await site.close();
  }
});

test('hazard 1: through a tag manager that drops attributes, beside a stranger’s w.js', async () => {
  const stranger = '<script type="text/plain" src="https://stats.example/w.js"></script>';
  const add = `window.leadbellSite = '${server.key}'; const s = document.createElement('script'); s.src = '${proxy.url}/w.js'; document.head.append(s)`;
  const page = await visit(document(`${stranger}<script>${add}</script>`));
  await openPanel(page);
  await page.context().close();
});

const HOSTILE = {
  'unset everything': '* { all: unset !important }',
  'hide what it does not know': 'div, section, button, leadbell-widget, [popover] { display: none !important; visibility: hidden !important; opacity: 0 !important }',
  'small rem': 'html { font-size: 62.5% } * { font-size: 3rem !important; letter-spacing: 9px !important; text-transform: uppercase !important }',
  'body transformed': 'body { transform: translate(30px, 200px) scale(0.5); filter: blur(1px); overflow: hidden }',
  'html transformed': 'html { transform: translateY(100px); perspective: 100px; contain: paint }',
  'html a container': 'html { container-type: size; height: 50%; will-change: transform; zoom: 1 }',
  'our names for its own properties': ':root, * { --c: red !important; --i: red !important; --x: 200px !important; --y: 200px !important; --top: 200px !important; --high: 50px !important; --bg: red !important }',
  'everything positioned': '* { position: relative !important; inset: 40px !important; z-index: 1 !important; float: left !important; margin: 9px !important; pointer-events: none !important }',
};
for (const [name, css] of Object.entries(HOSTILE)) {
  test(`hazard 2: host style “${name}” moves, shrinks or covers nothing`, async () => {
    const cover = '<div id="cover" style="position:fixed;inset:0;z-index:2147483647"></div>';
    const page = await visit(document(`<p>Text</p>${cover}${tag()}`, { head: `<style>${css}</style>` }));
    await launcher(page).waitFor();
    const { width: w, height: h } = page.viewportSize();
    const box = await launcher(page).boundingBox();
    assert.deepEqual(box, { x: w - 76, y: h - 76, width: 56, height: 56 });
    const onTop = await page.evaluate(([x, y]) => Document.prototype.elementFromPoint.call(document, x, y).localName, [box.x + 28, box.y + 28]);
    assert.equal(onTop, 'leadbell-widget');
    await openPanel(page);
    await page.waitForTimeout(200);
    const p = await panel(page).boundingBox();
    assert.deepEqual([p.width, p.x + p.width, p.y + p.height], [380, w - 20, h - 88]);
    const look = await panel(page).evaluate((el) => {
      const s = getComputedStyle(el);
      return [s.fontSize, s.letterSpacing, s.textTransform, s.visibility, s.opacity];
    });
    assert.deepEqual(look, ['15px', 'normal', 'none', 'visible', '1']);
    await write(page, 'Can you hear me?');
    await until(async () => assert.equal(await bubbles(page).count(), 1));
    await page.context().close();
  });
}

test('hazard 3: a modal dialog of the host takes the widget in, and gives it back', async () => {
  const dialog = '<dialog id="d"><p>A dialog</p><button id="x">Close</button></dialog>';
  const page = await visit(document(dialog + tag()));
  await openPanel(page);
  await write(page, 'Before the dialog');
  await page.evaluate(() => document.getElementById('d').showModal());
  await until(async () => assert.equal(await page.locator('dialog > leadbell-widget').count(), 1));
  await write(page, 'In the dialog');
  await until(async () => assert.equal(await bubbles(page).count(), 2));
  const onTop = await page.evaluate(() => document.elementFromPoint(innerWidth - 48, innerHeight - 48).localName);
  assert.equal(onTop, 'leadbell-widget');
  await page.evaluate(() => document.getElementById('d').close());
  await until(async () => assert.equal(await page.locator('html > leadbell-widget').count(), 1));
  assert.equal(await bubbles(page).count(), 2);
  await page.evaluate(() => {
    document.getElementById('d').showModal();
    setTimeout(() => document.getElementById('d').remove(), 100);
  });
  await page.waitForTimeout(150);
  await until(async () => assert.equal(await page.locator('html > leadbell-widget').count(), 1));
  await write(page, 'After the dialog');
  await until(async () => assert.equal(await bubbles(page).count(), 3));
  await page.context().close();
});

test('hazard 3: Escape in the panel does not close the host’s dialog', async () => {
  const page = await visit(document('<dialog id="d"><p>A dialog</p></dialog>' + tag()));
  await page.evaluate(() => document.getElementById('d').showModal());
  await openPanel(page);
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
  assert.equal(await page.locator('dialog[open]').count(), 1);
  await page.context().close();
});

test('hazard 3: the offset keeps off the host’s bottom bar, on either side', async () => {
  const page = await visit(document(tag()), { config: { offset: { x: 32, y: 96 }, position: 'left' } });
  const box = await launcher(page).boundingBox();
  assert.deepEqual([box.x, box.y], [32, page.viewportSize().height - 56 - 96]);
  await openPanel(page);
  await page.waitForTimeout(200);
  const p = await panel(page).boundingBox();
  assert.equal(p.x, 32);
  assert.ok(p.y >= 0);
  await page.context().close();
});
