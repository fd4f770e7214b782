// Keyboard, screen reader, phone, and other ways of using it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bubbles, document, field, form, launcher, openPanel, operator, panel, tag, until, visit, write } from './support.mjs';

const focused = (page) =>
  page.evaluate(() => {
    const inner = document.activeElement?.shadowRoot?.activeElement;
    return inner ? inner.localName + '.' + inner.className : document.activeElement?.localName;
  });

test('hazard 10: shortcuts of the host neither swallow typing nor hear of it', async () => {
  const page = await visit(document('<p>Shortcuts</p>' + tag()), {
    init: () => {
      window.heard = '';
      addEventListener('keydown', (e) => e.target.localName != 'input' && /^[a-z/?. ]$/i.test(e.key) && e.preventDefault(), true);
      addEventListener('keydown', (e) => (window.heard += e.key));
    },
  });
  await openPanel(page);
  await page.keyboard.type('why/not? a b');
  assert.equal(await field(page).inputValue(), 'why/not? a b');
  assert.equal(await page.evaluate(() => window.heard), '');
  await page.context().close();
});

test('hazard 10: an Enter that ends a composition does not send, Shift+Enter breaks the line', async () => {
  const page = await visit(document(tag()));
  await openPanel(page);
  await page.keyboard.type('nihao');
  await field(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await field(page).dispatchEvent('keydown', { key: 'Enter', keyCode: 229 });
  assert.equal(await bubbles(page).count(), 0);
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  assert.equal(await field(page).inputValue(), 'nihao\nsecond line');
  await page.keyboard.press('Enter');
  await until(async () => assert.equal(await bubbles(page).last().innerText(), 'nihao\nsecond line'));
  await page.context().close();
});

test('hazard 10: by keyboard alone; focus goes in, and back to the launcher', async () => {
  const page = await visit(document('<a href="#">A link</a>' + tag()));
  await launcher(page).waitFor();
  await page.locator('a').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'button.l');
  await page.keyboard.press('Enter');
  await panel(page).waitFor();
  await until(async () => assert.match(await focused(page), /textarea/));
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'button.l');
  await page.context().close();
});

test('hazard 10: an automatic opening steals no focus, and the panel is no trap', async () => {
  const page = await visit(document(`<input id="own"><script>document.getElementById('own').focus()</script>${tag()}<script>addEventListener('leadbell:ready', () => leadbell('open'))</script>`));
  // Without looking at the page: what the test runs there counts as a person's doing.
  await page.waitForTimeout(1_500);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'own');
  await panel(page).waitFor();
  await field(page).focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('Tab');
  await page.locator('#own').focus();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'own');
  await page.context().close();
});

test('hazard 10: on a phone it fills what the keyboard leaves, with inputs of 16 px, and holds the focus', async () => {
  const page = await visit(document('<p>Text</p>'.repeat(200) + tag()), { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  await openPanel(page);
  await page.waitForTimeout(300);
  assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 0, width: 360, height: 640 });
  assert.equal(await panel(page).getAttribute('aria-modal'), 'true');
  assert.equal(await launcher(page).isVisible(), false);
  await page.evaluate(() => {
    Object.defineProperty(VisualViewport.prototype, 'height', { get: () => 300 });
    Object.defineProperty(VisualViewport.prototype, 'offsetTop', { get: () => 40 });
    visualViewport.dispatchEvent(new Event('resize'));
  });
  assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 40, width: 360, height: 300 });
  await page.locator('leadbell-widget header button').first().click();
  await form(page).waitFor();
  const sizes = await page.locator('leadbell-widget input:not([type=checkbox], [tabindex]), leadbell-widget textarea').evaluateAll((all) => all.map((el) => getComputedStyle(el).fontSize));
  assert.deepEqual([...new Set(sizes)], ['16px']);
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab');
    assert.notEqual(await focused(page), 'body');
  }
  await page.keyboard.press('Escape');
  await launcher(page).waitFor();
  await page.context().close();
});

test('hazard 10: the keyboard of a phone, upright or not, covers neither the last message nor the field', async () => {
  for (const [width, height, left] of [[360, 640, 300], [740, 360, 180]]) {
    const page = await visit(document('<p>Text</p>'.repeat(200) + tag()), { viewport: { width, height }, hasTouch: true, isMobile: true });
    await openPanel(page);
    for (let i = 0; i < 12; i++) await write(page, `Line ${i} of a conversation that is longer than the screen is high`);
    await until(async () => assert.equal(await page.locator('leadbell-widget .wait').count(), 0));
    await page.evaluate((high) => {
      Object.defineProperty(VisualViewport.prototype, 'height', { get: () => high });
      visualViewport.dispatchEvent(new Event('resize'));
    }, left);
    assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 0, width, height: left });
    const [scroll, last, write_] = await Promise.all([page.locator('leadbell-widget .scroll'), bubbles(page).last(), field(page)].map((part) => part.boundingBox()));
    assert.ok(last.y + last.height <= scroll.y + scroll.height, 'the last message is in sight');
    assert.ok(write_.y + write_.height <= left, 'the field is in sight');
    await page.context().close();
  }
});

test('hazard 11: the log is there before its messages; history is not announced, what is new is', async () => {
  const ann = await operator();
  const page = await visit(document(tag()));
  await openPanel(page);
  const log = page.locator('leadbell-widget [role=log]');
  assert.equal(await log.count(), 1);
  assert.equal(await log.innerText(), '');
  await write(page, 'can you read this?');
  await ann.say(await ann.conversation('can you read this?'), 'yes');
  await until(async () => assert.equal(await bubbles(page).count(), 2));
  assert.equal(await log.getAttribute('aria-live'), 'polite');
  await page.reload();
  const live = page.evaluate(
    () =>
      new Promise((done) => {
        const watch = setInterval(() => {
          const log = document.querySelector('leadbell-widget')?.shadowRoot.querySelector('[role=log]');
          if (log?.children.length) {
            clearInterval(watch);
            done(log.getAttribute('aria-live'));
          }
        }, 1);
      }),
  );
  await openPanel(page);
  assert.equal(await live, 'off');
  await until(async () => assert.equal(await log.getAttribute('aria-live'), 'polite'));
  await page.context().close();
});

test('hazard 11: right to left: each message in its own direction, the panel mirrored by its language', async () => {
  const page = await visit(document('<p>سلام</p>' + tag(), { lang: 'ar', attributes: 'dir="rtl"' }));
  await openPanel(page);
  await write(page, 'مرحبا بكم');
  await until(async () => assert.equal(await bubbles(page).count(), 1));
  const directions = await bubbles(page).evaluateAll((all) => all.map((el) => getComputedStyle(el).direction));
  assert.deepEqual(directions, ['rtl']);
  const side = () => bubbles(page).first().evaluate((el) => el.getBoundingClientRect().left - el.closest('.p').getBoundingClientRect().left > 100);
  assert.equal(await side(), true);
  await panel(page).evaluate((el) => (el.dir = 'rtl'));
  assert.equal(await side(), false);
  assert.equal(await panel(page).evaluate((el) => el.scrollWidth <= el.clientWidth), true);
  await page.context().close();
});

test('hazard 11: reduced motion, forced colours and print', async () => {
  const page = await visit(document('<p>Text</p>' + tag()), { reducedMotion: 'reduce', forcedColors: 'active' });
  await openPanel(page);
  assert.equal(await panel(page).evaluate((el) => getComputedStyle(el).animationName), 'none');
  assert.equal(await page.locator('leadbell-widget .type i').first().evaluate((el) => getComputedStyle(el).animationName), 'none');
  assert.equal(await panel(page).evaluate((el) => getComputedStyle(el).borderTopStyle), 'solid');
  assert.equal(await launcher(page).isVisible(), true);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await launcher(page).isVisible(), false);
  assert.equal(await panel(page).isVisible(), false);
  await page.context().close();
});

test('every control has a name, in the language of the page', async () => {
  for (const [lang, label] of [['de', 'Chat schließen'], ['fr-CA', 'Fermer le chat'], ['ro', 'Închideți chatul'], ['ru', 'Закрыть чат'], ['pt', 'Close chat']]) {
    const page = await visit(document(tag(), { lang }));
    await openPanel(page);
    await until(async () => assert.equal(await launcher(page).getAttribute('aria-label'), label));
    const nameless = await page.locator('leadbell-widget button, leadbell-widget textarea').evaluateAll((all) => all.filter((el) => el.getClientRects().length && !el.ariaLabel && !el.textContent.trim()).length);
    assert.equal(nameless, 0);
    await page.context().close();
  }
});
