// The module that draws offers, on pages of hosts.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { box, email, go, no, offerPage, title, words } from './offer-page.mjs';
import { document, launcher, proxy, tag, until } from './support.mjs';
import { refusedTo, strictTheme, connectTo, watchPolicy } from './theme.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const text = (n) => `<p id="p${n}">Paragraph ${n}. ${'Words of the page that are read. '.repeat(12)}</p>`;
const article = `<main><h1>An article</h1><button id="first">A button</button>${[1, 2, 3].map(text).join('')}<div id="place"><h2>In here</h2><a href="#x">A link</a>${text(4)}</div>${Array.from({ length: 12 }, (_, i) => text(i + 5)).join('')}</main>`;
const html = document(article + tag());
const shapes = {
  modal: { shape: 'modal', blocks: [title, words, { is: 'form', form: 'e1' }, no] },
  slide: { shape: 'slide', side: 'right', blocks: [title, words, go, no] },
  bar: { shape: 'bar', side: 'top', blocks: [title, go] },
  'bar below': { shape: 'bar', side: 'bottom', blocks: [title, { is: 'form', form: 'e1' }] },
  full: { shape: 'full', blocks: [title, words, { is: 'countdown', until: Date.now() + 9e7 }, go, no] },
  wheel: { shape: 'wheel', segments: ['10 % off', 'A mug', 'Nothing'].map((label) => ({ label })), blocks: [title, words] },
  lock: { shape: 'lock', selector: '#place', blocks: [title, { is: 'form', form: 'e1' }] },
  inline: { shape: 'inline', selector: '#place', blocks: [title, words, { is: 'form', form: 'e1' }] },
};
const forms = { e1: email };
/** Nobody has just pressed anything (what the tests do counts as that). */
const idle = () => Object.defineProperty(navigator, 'userActivation', { value: { isActive: false } });
const settled = (page) => box(page).evaluate((el) => Promise.all(el.getAnimations({ subtree: true }).map((one) => one.finished.catch(() => {}))));
const violations = async (page) => {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
};

for (const [width, height] of [[1440, 900], [360, 640]]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`every shape fits at ${width} px and is clean for axe, ${colorScheme}`, async () => {
      const page = await offerPage(html, { forms, viewport: { width, height }, colorScheme, hasTouch: width < 500 });
      for (const [name, look] of Object.entries(shapes)) {
        await page.offer(look, look.selector ? { into: undefined } : {});
        if (look.shape == 'inline') await page.evaluate(() => window.scrollTo(0, 0));
        await page.locator('leadbell-offer').waitFor({ state: 'attached' });
        if (look.shape == 'inline') await until(async () => assert.ok(await box(page).isVisible()));
        await box(page).scrollIntoViewIfNeeded();
        await settled(page);
        const found = await box(page).evaluate((el) => {
          const wide = window.innerWidth;
          const all = [el, ...el.querySelectorAll('*')].filter((one) => !one.closest('.say, .trap, svg, .spinner') && one.getClientRects().length);
          return {
            out: all.filter((one) => one.getBoundingClientRect().right > wide + 1 || one.getBoundingClientRect().left < -1).map((one) => one.outerHTML.slice(0, 90)),
            small: [...el.querySelectorAll('input,select,textarea')].filter((one) => !one.closest('.trap') && parseFloat(getComputedStyle(one).fontSize) < 16).length,
          };
        });
        assert.deepEqual(found, { out: [], small: 0 }, name);
        assert.deepEqual(await violations(page), [], name);
        await page.evaluate(() => shown.close());
        await page.locator('leadbell-offer').waitFor({ state: 'detached' });
      }
      assert.deepEqual(page.told.errors, []);
      await page.context().close();
    });
  }
}

test('a modal takes the focus, keeps it, ends with Escape, says so once, and gives the focus back', async () => {
  const page = await offerPage(html, { forms });
  await page.locator('#first').focus();
  await page.offer(shapes.modal);
  await box(page).waitFor();
  const inside = () => page.evaluate(() => document.activeElement.localName);
  await until(async () => assert.equal(await inside(), 'leadbell-widget'));
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('Tab');
    assert.ok(['leadbell-widget', 'body'].includes(await inside()), await inside());
  }
  assert.equal(await page.evaluate(() => show.busy()), true);
  assert.equal(await box(page).getAttribute('aria-label'), title.text);
  await page.keyboard.press('Escape');
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'first');
  assert.equal(await page.evaluate(() => show.busy()), false);
  assert.deepEqual((await page.acts()).map(([what]) => what), ['seen', 'closed', 'gone']);
  await page.context().close();
});

test('a press beside a modal closes it, but not while its form is half filled in', async () => {
  const page = await offerPage(html, { forms });
  await page.offer(shapes.modal);
  await box(page).locator('input[type=email]').fill('anna');
  await page.mouse.click(20, 400);
  await page.waitForTimeout(250);
  assert.equal(await box(page).count(), 1);
  await box(page).locator('input[type=email]').fill('');
  await page.evaluate(() => shown.close());
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.offer({ shape: 'modal', blocks: [title, go] });
  await box(page).filter({ hasText: 'Book' }).waitFor();
  await page.mouse.click(20, 400);
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a slide-in and a bar leave the focus where it is, give it back, and are said', async () => {
  const page = await offerPage(html, { forms });
  for (const look of [shapes.slide, shapes.bar]) {
    await page.locator('#first').focus();
    await page.offer(look);
    await box(page).waitFor();
    await until(async () => assert.equal(await box(page).locator('.say[role=status]').last().textContent(), title.text));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'first');
    assert.equal(await page.evaluate(() => show.busy()), false);
    await box(page).locator('.x').focus();
    await page.keyboard.press('Escape');
    await page.locator('leadbell-offer').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'first');
  }
  await page.context().close();
});

test('a slide-in stands clear of the launcher, and steps aside while the chat is open', async () => {
  const page = await offerPage(html);
  await page.offer(shapes.slide);
  await box(page).waitFor();
  await settled(page);
  const [slide, button] = [await box(page).boundingBox(), await launcher(page).boundingBox()];
  assert.ok(slide.y + slide.height <= button.y, JSON.stringify({ slide, button }));
  await page.evaluate(() => document.dispatchEvent(new CustomEvent('leadbell:open')));
  assert.equal(await box(page).isVisible(), false);
  await page.evaluate(() => document.dispatchEvent(new CustomEvent('leadbell:close')));
  assert.equal(await box(page).isVisible(), true);
  await page.context().close();
});

test('no shape moves the page', async () => {
  const watch = () => {
    window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((e) => e.value))).observe({ type: 'layout-shift', buffered: true });
  };
  const page = await offerPage(html, { forms, init: idle });
  await page.waitForTimeout(600);
  await page.evaluate(watch);
  for (const [name, look] of Object.entries(shapes)) {
    await page.evaluate(() => (shifts.length = 0));
    await page.offer(look);
    await page.waitForTimeout(400);
    assert.deepEqual(await page.evaluate(() => shifts), [], name);
    await page.evaluate(() => shown.close());
    await page.waitForTimeout(200);
  }
  await page.context().close();
});

test('what stands in the page comes where nobody is looking, and is seen once it is looked at', async () => {
  const page = await offerPage(html, { forms, viewport: { width: 800, height: 500 }, init: idle });
  await page.evaluate(() => document.querySelector('#place').scrollIntoView({ block: 'center' }));
  await page.waitForTimeout(100);
  await page.offer({ ...shapes.inline, selector: '#p4' });
  await page.waitForTimeout(300);
  assert.equal(await box(page).isVisible(), false, 'not under the eyes of who reads');
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await until(async () => assert.equal(await box(page).isVisible(), true));
  assert.deepEqual(await page.acts(), []);
  await box(page).scrollIntoViewIfNeeded();
  await until(async () => assert.deepEqual((await page.acts()).map(([what]) => what), ['seen']));
  await page.context().close();
});

test('a place that is not there, and a form that is gone: nothing is drawn, and the engine is told', async () => {
  const page = await offerPage(html, { forms });
  for (const look of [{ ...shapes.inline, selector: '#nowhere' }, { ...shapes.inline, selector: '<<' }, { shape: 'modal', blocks: [{ is: 'form', form: 'gone' }] }]) {
    await page.evaluate(() => (acts.length = 0));
    await page.offer(look);
    await until(async () => assert.deepEqual(await page.acts(), [['gone']]));
    assert.equal(await page.locator('leadbell-offer').count(), 0);
  }
  await page.context().close();
});

test('a lock covers what it locks, lifts once its form is sent, and leaves nothing behind', async () => {
  const page = await offerPage(html, { forms });
  const style = () => page.evaluate(() => document.querySelector('#place').getAttribute('style') ?? '');
  const before = await page.evaluate(() => document.querySelector('#place').getBoundingClientRect().height);
  await page.offer(shapes.lock);
  await box(page).waitFor();
  await settled(page);
  const covered = await page.evaluate(() => {
    const place = document.querySelector('#place').getBoundingClientRect();
    const cover = document.querySelector('leadbell-offer').getBoundingClientRect();
    return [place.left, place.top, place.width, place.height].map((n, i) => Math.abs(n - [cover.left, cover.top, cover.width, cover.height][i]) < 1);
  });
  assert.deepEqual(covered, [true, true, true, true]);
  assert.equal(await page.evaluate(() => document.querySelector('#place a').matches('[inert]')), true);
  assert.ok((await page.evaluate(() => document.querySelector('#place').getBoundingClientRect().height)) >= before);
  await box(page).locator('input[type=email]').fill('anna@firma.example');
  await box(page).locator('[type=submit]').click();
  await until(async () => assert.match(await box(page).innerText(), /Thank you/));
  assert.equal(await page.evaluate(() => document.querySelector('#place a').matches('[inert]')), false);
  assert.deepEqual((await page.acts()).map(([what]) => what), ['seen', 'converted']);
  await box(page).locator('.x').click();
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  assert.doesNotMatch(await style(), /position|min-height/);
  assert.equal(await page.evaluate(() => document.querySelector('#place').getBoundingClientRect().height), before);
  assert.deepEqual((await page.acts()).map(([what]) => what), ['seen', 'converted', 'gone']);
  await page.context().close();
});

test('buttons: clicks are told, links are links, `javascript:` is none, the chat opens', async () => {
  const page = await offerPage({ '/': html, '/booked': document('<h1>Booked</h1>') }, { forms });
  await page.offer({ shape: 'modal', blocks: [title, { is: 'button', label: 'Evil', does: 'url', url: 'javascript:window.hit=1' }, { is: 'button', label: 'Talk to us', does: 'chat', script: 'tasting' }, go] });
  await box(page).waitFor();
  assert.equal(await box(page).locator('a').count(), 1);
  await box(page).getByText('Talk to us').click();
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  assert.deepEqual((await page.acts()).slice(1), [['clicked', { block: 2 }], ['gone'], ['command script', 'tasting']]);
  await page.offer({ shape: 'modal', blocks: [title, go] });
  await box(page).getByText(go.label).click();
  await page.waitForURL('**/booked');
  await page.context().close();
});

test('hazard 2: hostile styles of the page change nothing', async () => {
  const looks = { modal: { shape: 'modal', blocks: [title, words, go, no] }, slide: shapes.slide, inline: shapes.inline };
  const measure = async (head) => {
    const page = await offerPage(document(article + tag(), { head }), { forms });
    const sizes = {};
    for (const [name, look] of Object.entries(looks)) {
      await page.offer(look, {});
      if (look.shape == 'inline') await page.evaluate(() => shown.close() || offer({ look: { shape: 'inline', blocks: [{ is: 'title', text: 'In here' }] }, into: document.body }));
      await page.locator('leadbell-offer .o:not([hidden])').waitFor();
      await settled(page);
      sizes[name] = await box(page).evaluate((el) => {
        const { left, width, bottom } = el.getBoundingClientRect();
        const css = getComputedStyle(el);
        return { ...(el.localName == 'dialog' || el.matches('.slide') ? { left, width, bottom: Math.round(bottom) } : {}), height: el.offsetHeight, font: css.fontSize, display: css.display, h2: getComputedStyle(el.querySelector('h2')).fontSize };
      });
      await page.evaluate(() => shown.close());
      await page.locator('leadbell-offer').waitFor({ state: 'detached' });
    }
    await page.context().close();
    return sizes;
  };
  const plain = await measure('');
  for (const css of ['* { all: unset !important }', 'div, dialog, section, leadbell-offer { display: none !important }', 'html { font-size: 62.5% }', 'body { transform: translateX(50px) }', 'html { transform: scale(1) rotate(0.5deg) }', '* { font: 40px serif !important; box-sizing: content-box !important; letter-spacing: 9px !important }']) {
    assert.deepEqual(await measure(`<style>${css}</style>`), plain, css);
  }
});

test('hazard 3: over a dialog of the page that was there, and one that opens later', async () => {
  const page = await offerPage(document(`<dialog id="d"><p>Of the page</p><button>OK</button></dialog>${article}${tag()}`), { forms });
  const onTop = () =>
    box(page).evaluate((el) => {
      const { left, top, width, height } = el.getBoundingClientRect();
      let at = document.elementFromPoint(left + width / 2, top + height / 2);
      while (at?.shadowRoot) at = at.shadowRoot.elementFromPoint(left + width / 2, top + height / 2);
      return el.contains(at);
    });
  await page.evaluate(() => document.querySelector('#d').showModal());
  await page.waitForTimeout(1_100);
  await page.offer(shapes.modal);
  await box(page).waitFor();
  await until(async () => assert.ok(await onTop()));
  await box(page).locator('input[type=email]').fill('a');
  await page.evaluate(() => document.querySelector('#d').close());
  await until(async () => assert.ok(await onTop()));
  await page.evaluate(() => document.querySelector('#d').showModal());
  await until(async () => assert.ok(await onTop()));
  await box(page).locator('input[type=email]').fill('ab');
  await page.evaluate(() => shown.close());
  await page.context().close();
});

test('hazard 4: a strict policy and Trusted Types: every shape, with a picture, and nothing refused', async () => {
  const { pages, headers } = strictTheme(tag('nonce="abc"'), connectTo(proxy.url));
  const page = await offerPage(pages, { forms, headers, init: watchPolicy });
  const picture = { is: 'picture', src: '/pic.png', alt: 'Dunes at dusk', width: 40, height: 30 };
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC', 'base64');
  await page.route('**/pic.png', (route) => route.fulfill({ headers: { 'access-control-allow-origin': '*' }, contentType: 'image/png', body: png }));
  for (const [name, look] of Object.entries(shapes)) {
    if (look.selector) continue;
    await page.offer({ ...look, blocks: [picture, ...look.blocks] });
    await box(page).locator('h2').waitFor();
    if (look.shape != 'bar') await box(page).locator('.pic canvas[role=img]').waitFor();
    assert.equal(await box(page).locator('img, iframe, script, style').count(), 0, name);
    await page.evaluate(() => shown.close());
    await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  }
  assert.deepEqual(await refusedTo(page, proxy.url), []);
  assert.deepEqual(page.told.errors.filter((error) => error.includes(proxy.url)), []);
  await page.context().close();
});

test('hazard 17: markup in what an offer says is text', async () => {
  const nasty = '<img src=x onerror="window.hit=1"><svg onload="window.hit=1">';
  const page = await offerPage(html, { forms: { e1: { ...email, title: nasty, submit: nasty, steps: [{ title: nasty, fields: [{ key: 'f1', kind: 'choice', label: nasty, hint: nasty, choices: [{ key: 'a', label: nasty }] }] }] } } });
  await page.offer({ shape: 'wheel', segments: [{ label: nasty }, { label: 'b' }], blocks: [{ is: 'title', text: nasty }, { is: 'text', text: nasty }, { is: 'button', label: nasty, does: 'close' }, { is: 'form', form: 'e1' }] });
  await box(page).locator('h2').waitFor();
  assert.equal(await box(page).locator('h2').textContent(), nasty);
  assert.equal(await box(page).locator('img').count(), 0);
  assert.equal(await page.evaluate(() => window.hit), undefined);
  await page.context().close();
});

test('the wheel turns to the segment that the server drew, and says it', async () => {
  const page = await offerPage(html);
  await page.offer({ ...shapes.wheel, segments: ['A', 'B', 'C', 'D', 'E'].map((label) => ({ label: 'Prize ' + label })) });
  assert.match(await box(page).locator('[role=img]').getAttribute('aria-label'), /Prize A, Prize B, Prize C, Prize D, Prize E/);
  await page.answer({ spin: 'fail' });
  await box(page).getByText('Spin the wheel').click();
  await until(async () => assert.match(await box(page).innerText(), /try again/));
  await page.answer({ spin: { segment: 3, code: 'WHEEL-D' } });
  await box(page).getByText('Spin the wheel').click();
  await until(async () => assert.match(await box(page).innerText(), /spinning/));
  await until(async () => assert.match(await box(page).innerText(), /You have won: Prize D[\s\S]*WHEEL-D/));
  const pointed = await box(page).evaluate((el) => {
    const { top, height } = el.querySelector('.disc').getBoundingClientRect();
    const { left, width } = el.querySelector('.spinner i').getBoundingClientRect();
    return el.getRootNode().elementFromPoint(left + width / 2, top + height * 0.3).closest('g').textContent;
  });
  assert.equal(pointed, 'Prize D');
  assert.equal((await page.acts()).filter(([what]) => what == 'spin').length, 2);
  await page.context().close();
});

test('the wheel: where motion is not wanted it stands at once, and with a form it turns when that was sent', async () => {
  const page = await offerPage(html, { forms, reducedMotion: 'reduce' });
  await page.answer({ spin: { segment: 2 } });
  await page.offer({ ...shapes.wheel, blocks: [title, { is: 'form', form: 'e1' }] });
  await box(page).locator('input[type=email]').fill('anna@firma.example');
  await box(page).locator('[type=submit]').click();
  await box(page).locator('h2').filter({ hasText: /^Nothing$/ }).waitFor();
  assert.deepEqual((await page.acts()).map(([what]) => what), ['seen', 'converted', 'spin']);
  await page.context().close();
});

test('a coupon: shown and copied, sent by mail, or none left; what fails may be asked for again', async () => {
  const page = await offerPage(html, { permissions: ['clipboard-read', 'clipboard-write'] });
  const coupon = { is: 'coupon', magnet: 'm1', give: 'show' };
  await page.offer({ shape: 'modal', blocks: [title, coupon] });
  await page.answer({ coupon: 'fail' });
  await box(page).getByText('Show my code').click();
  await until(async () => assert.match(await box(page).innerText(), /did not work/));
  await page.answer({ coupon: { code: 'SAVE-10' } });
  await box(page).getByText('Show my code').click();
  await box(page).getByText('Copy').click();
  await box(page).getByText('Copied').first().waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'SAVE-10');
  assert.equal(await box(page).locator('.gift a').count(), 0);
  await page.evaluate(() => shown.close());
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.answer({ coupon: { dry: true } });
  await page.offer({ shape: 'modal', blocks: [title, coupon] });
  await box(page).getByText('Show my code').click();
  await box(page).getByText('All of them are taken').waitFor();
  await page.evaluate(() => shown.close());
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.answer({ coupon: { mailed: true } });
  await page.offer({ shape: 'modal', blocks: [title, { ...coupon, give: 'mail' }] });
  await box(page).locator('input').fill('anna@firma');
  await box(page).locator('.main').click();
  assert.match(await box(page).innerText(), /does not look like an e-mail/);
  await box(page).locator('input').fill('anna@firma.example');
  await box(page).locator('input').press('Enter');
  await box(page).getByText('on its way to your inbox').waitFor();
  assert.deepEqual((await page.acts()).at(-1), ['coupon', { block: 1, email: 'anna@firma.example' }]);
  await page.context().close();
});

test('hazards 7, 9: a countdown goes by the server’s deadline, also after sleep, and ends', async () => {
  const page = await offerPage(html);
  const until_ = await page.evaluate(() => Date.now() + 3_600_000 + 65_500);
  const look = { shape: 'bar', side: 'top', blocks: [title, { is: 'countdown', until: until_ }] };
  const tiles = async () => (await box(page).locator('.tiles b:visible').allTextContents()).join(':');
  await page.offer(look);
  await until(async () => assert.match(await tiles(), /^01:01:0\d$/));
  await until(async () => assert.match(await box(page).locator('[role=timer] .say').textContent(), /^Ends /));
  // The page sleeps for half an hour: its timers did not run.
  await page.evaluate(() => {
    const { now } = Date;
    window.asleep = 1_800_000;
    Date.now = () => now() + window.asleep;
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  });
  assert.match(await tiles(), /^00:3[01]:\d\d$/);
  // It starts nowhere anew.
  await page.evaluate(() => shown.close());
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.offer(look, { now: await page.evaluate(() => Date.now()) });
  await until(async () => assert.match(await tiles(), /^00:3[01]:\d\d$/));
  await page.evaluate(() => ((window.asleep = 7_200_000), document.dispatchEvent(new Event('visibilitychange'))));
  await box(page).getByText('This offer has ended.').waitFor();
  await page.context().close();
});

test('a countdown where the visitor’s clock is wrong by a day', async () => {
  const page = await offerPage(html);
  const now = Date.now() + 864e5;
  await page.offer({ shape: 'bar', side: 'top', blocks: [title, { is: 'countdown', until: now + 125_000 }] }, { now });
  await until(async () => assert.match((await box(page).locator('.tiles b:visible').allTextContents()).join(':'), /^00:02:0\d$/));
  await page.context().close();
});

test('right to left: the page’s words decide, the cross stands at the other side', async () => {
  const page = await offerPage(html);
  await page.offer({ shape: 'modal', blocks: [{ is: 'title', text: 'خصم ١٠٪ على طلبك الأول' }, { is: 'countdown', until: Date.now() + 9e6 }, { is: 'button', label: 'احجز الآن', does: 'close' }] });
  await box(page).waitFor();
  await settled(page);
  const [all, cross, head] = [await box(page).boundingBox(), await box(page).locator('.x').boundingBox(), await box(page).locator('h2').evaluate((el) => getComputedStyle(el).direction)];
  assert.equal(head, 'rtl');
  assert.ok(cross.x < all.x + 40);
  await page.context().close();
});

test('forced colours: the box and its button have an edge', async () => {
  const page = await offerPage(html, { forcedColors: 'active' });
  await page.offer({ shape: 'modal', blocks: [title, go] });
  await box(page).waitFor();
  for (const el of [box(page), box(page).locator('.main')]) {
    assert.equal(await el.evaluate((one) => getComputedStyle(one).borderTopStyle + getComputedStyle(one).borderTopWidth), 'solid1px');
  }
  await page.context().close();
});
