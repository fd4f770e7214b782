// What a visitor does in the panel besides writing, on a desktop and on a phone.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { consolePage, overflow, violations } from './console-support.mjs';
import { picture } from './picture.mjs';
import { bubbles, document, field, nobody, openPanel, operator, panel, server, tag, until, visit, write } from './support.mjs';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = { desktop: {}, 'a phone': { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } };
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true };
const part = (page, selector) => page.locator('leadbell-widget ' + selector);
const meta = (page) => part(page, '[role=log] .meta').last();
const more = async (page, text) => {
  await part(page, 'header button[aria-label="More"]').click();
  await part(page, '.menu').getByText(text).click();
};

/** What axe finds in the widget, and whether anything reaches out of the panel. */
async function sound(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document.querySelector('leadbell-widget'));
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 140)}`));
  });
  assert.deepEqual(found, []);
  assert.ok(await panel(page).evaluate((el) => el.scrollWidth <= el.clientWidth), 'nothing reaches out of the panel');
  if (process.env.LEADBELL_E2E_SHOTS) {
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${process.env.LEADBELL_E2E_SHOTS}/${name}-${page.viewportSize().width}-${colorScheme}.png` });
    }
  }
}

/** A conversation in which somebody has answered; its id. */
async function talk(page, text) {
  const ann = await operator();
  await openPanel(page);
  await write(page, text);
  const conversation = await ann.conversation(text);
  await ann.say(conversation, 'Yes?');
  await until(async () => assert.equal(await bubbles(page).last().innerText(), 'Yes?'));
  return conversation;
}

/** Changes the site in the console, and afterwards back. */
async function withSite(path, change, run) {
  const page = await consolePage('/console/settings');
  const href = await page.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
  const save = async (act) => {
    await page.goto(server.base + href + path);
    await act(page);
    // The page's own script posts, too, when it has come to show something.
    const answered = page.waitForResponse((answer) => answer.request().method() == 'POST' && new URL(answer.url()).pathname == href + path);
    await page.locator('.form-actions button[type=submit]').click();
    assert.equal((await answered).status(), 303);
    await page.waitForLoadState();
  };
  try {
    await save((form) => change(form, true));
    await run(page);
    page.quiet();
  } finally {
    await save((form) => change(form, false));
    await page.close();
  }
}

for (const [where, size] of Object.entries(SIZES)) {
  test(`on ${where}: a message is sent, delivered, read`, async () => {
    const page = await visit(document(tag()), size);
    const text = `marks on ${where}`;
    const ann = await operator();
    await openPanel(page);
    await write(page, text);
    await until(async () => assert.match(await meta(page).innerText(), /Sent/));
    const conversation = await ann.conversation(text);
    await ann.send({ t: 'got', conversation, number: 1 });
    await until(async () => assert.match(await meta(page).innerText(), /Delivered/));
    await ann.send({ t: 'read', conversation, number: 1 });
    await until(async () => assert.match(await meta(page).innerText(), /Read/));
    await page.context().close();
  });

  test(`on ${where}: the chat is ended, taken back, ended, rated once, and goes on`, async () => {
    const page = await visit(document(tag()), size);
    const conversation = await talk(page, `ending on ${where}`);
    await more(page, 'End chat');
    await sound(page, 'ending');
    await part(page, '.bar button').click();
    await page.waitForTimeout(6_500);
    assert.equal(await part(page, '.sys').count(), 0, 'it was taken back');
    await more(page, 'End chat');
    await part(page, '.stars').waitFor({ timeout: 9_000 });
    assert.match(await part(page, '.sys').innerText(), /You have ended the chat/);
    await part(page, '.card .main').click();
    assert.match(await part(page, '.err').first().innerText(), /fill this in/);
    await part(page, '.stars input').first().focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await part(page, '#rate-comment').fill('Quick, thanks');
    await sound(page, 'rating');
    await part(page, '.card .main').click();
    await part(page, '.card .ok').waitFor();
    const ann = await operator();
    await until(async () => {
      const row = await ann.get('/api/v1/conversations/' + conversation);
      assert.deepEqual([row.status, row.rating, row.rating_comment], ['closed', 4, 'Quick, thanks']);
    });
    await page.reload();
    await openPanel(page);
    await until(async () => assert.equal(await part(page, '.sys').count(), 2));
    await page.waitForTimeout(500);
    assert.equal(await part(page, '.stars').count(), 0, 'it is asked once');
    await write(page, 'One more thing');
    await until(async () => assert.match(await meta(page).innerText(), /Sent/));
    assert.equal((await ann.get('/api/v1/conversations/' + conversation)).status, 'open');
    await page.context().close();
  });

  test(`on ${where}: the chat goes out by e-mail`, async () => {
    const page = await visit(document(tag()), size);
    await talk(page, `transcript on ${where}`);
    await more(page, 'E-mail this chat');
    const to = part(page, '#mail-to');
    await to.fill('nobody');
    await part(page, '.card .main').click();
    await until(async () => assert.match(await part(page, '.card .err').innerText(), /e-mail address/));
    await sound(page, 'transcript');
    await to.fill(`visitor-${size.viewport ? 1 : 2}@muster.example`);
    await part(page, '.card .main').click();
    await until(async () => assert.match(await part(page, '.card').innerText(), /on its way to visitor-/));
    await page.context().close();
  });

  test(`on ${where}: emoji by keyboard, put in where the cursor is`, async () => {
    const page = await visit(document(tag()), size);
    await openPanel(page);
    await field(page).fill('ab');
    await field(page).press('ArrowLeft');
    await part(page, '.write .tool').last().click();
    await part(page, '.emoji').waitFor();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    assert.equal(await field(page).inputValue(), 'a😈b');
    await sound(page, 'emoji');
    await page.keyboard.press('Escape');
    await part(page, '.emoji').waitFor({ state: 'hidden' });
    assert.equal(await panel(page).isVisible(), true);
    await page.context().close();
  });
}

test('who ends the chat and leaves the page at once has ended it', async () => {
  const page = await visit(document(tag()));
  const conversation = await talk(page, 'ending by leaving');
  await more(page, 'End chat');
  await part(page, '.bar button').waitFor();
  await page.goto('about:blank');
  const ann = await operator();
  await until(async () => assert.equal((await ann.get('/api/v1/conversations/' + conversation)).status, 'closed'));
  await page.context().close();
});

test('who waits sees their place in line move up, and then who answers', async () => {
  const ann = await operator();
  const place = async (page) => Number(/^You are number (\d+) in line$/.exec(await part(page, 'header p').innerText())?.[1]);
  const [ahead, behind] = await Promise.all(Object.values(SIZES).map((size) => visit(document(tag()), size)));
  const ids = [];
  for (const page of [ahead, behind]) {
    await openPanel(page);
    const text = `waiting at ${page.viewportSize().width} px`;
    await write(page, text);
    await until(async () => assert.ok(await place(page)));
    ids.push(await ann.conversation(text));
  }
  const [first, second] = [await place(ahead), await place(behind)];
  assert.equal(second, first + 1);
  for (const page of [ahead, behind]) await sound(page, 'line');
  await ann.say(ids[0], 'You are next');
  await until(async () => assert.equal(await part(ahead, 'header h1').innerText(), 'Dana Demo'));
  assert.doesNotMatch(await part(ahead, 'header p').innerText(), /in line/);
  await until(async () => assert.equal(await place(behind), first));
  await ann.say(ids[1], 'And so are you');
  await until(async () => assert.equal(await part(behind, 'header h1').innerText(), 'Dana Demo'));
  assert.doesNotMatch(await part(behind, 'header p').innerText(), /in line/);
  await Promise.all([ahead, behind].map((page) => page.context().close()));
});

test('what a site asks before a chat is set in the console and goes with the first message', async () => {
  const questions = async (form, on) => {
    await form.locator('#when').selectOption(on ? 'always' : 'never');
    if (on) {
      const rows = [['name', ''], ['email', ''], ['choice', 'Topic', 'Coffee\nTea']];
      for (const [i, [ask, label, choices]] of rows.entries()) {
        if (!(await form.locator(`#ask_${i}`).count())) {
          const saved = form.waitForResponse((answer) => answer.request().method() == 'POST' && answer.url().includes('/settings/sites/'));
          await form.locator('.form-actions button[type=submit]').click();
          assert.equal((await saved).status(), 303);
          await form.locator(`#ask_${i}`).waitFor();
        }
        await form.locator(`#ask_${i}`).selectOption(ask);
        await form.locator(`#label_${i}`).fill(label);
        if (choices) await form.locator(`#choices_${i}`).fill(choices);
        if (ask == 'email') await form.locator(`input[name=required_${i}]`).check();
      }
      assert.deepEqual(await violations(form), []);
      assert.deepEqual(await overflow(form), []);
    }
  };
  await withSite('/questions', questions, async () => {
    const ann = await operator();
    for (const [where, size] of Object.entries(SIZES)) {
      const page = await visit(document(tag()), size);
      await openPanel(page);
      await part(page, '.card select').waitFor();
      assert.equal(await field(page).isVisible(), false);
      await sound(page, 'before');
      await part(page, '.card .main').click();
      assert.match(await part(page, '#e-q-1').innerText(), /fill this in/);
      await part(page, '#q-0').fill('Anna');
      await part(page, '#q-1').fill('anna@muster.example');
      await part(page, '.card select').selectOption('Tea');
      await part(page, '.card .main').click();
      await field(page).waitFor();
      const text = `asked before on ${where}`;
      await write(page, text);
      const row = await ann.get('/api/v1/conversations/' + (await ann.conversation(text)));
      assert.deepEqual(row.answers, { name: 'Anna', email: 'anna@muster.example', Topic: 'Tea' });
      assert.equal(row.name, 'Anna');
      await page.reload();
      await openPanel(page);
      await until(async () => assert.equal(await bubbles(page).last().innerText(), text));
      assert.equal(await part(page, '.card').count(), 0, 'it is asked once');
      await page.context().close();
    }
  });
});

test('the team sees what is being written only where the site says so, and the visitor is told', async () => {
  const drafts = (form, on) => form.locator('input[name=drafts]').setChecked(on);
  await withSite('', drafts, async () => {
    const page = await visit(document(tag()));
    const conversation = await talk(page, 'a draft');
    assert.match(await part(page, '.note').innerText(), /before you send it/);
    await sound(page, 'draft');
    const inboxes = await Promise.all([{}, PHONE].map((size) => consolePage(`/console/inbox?c=${conversation}`, size)));
    const drawn = (text) => Promise.all(inboxes.map((inbox) => inbox.locator('.ib-draft').getByText(text, { exact: true }).waitFor()));
    // Sooner than a draft is forgotten that nobody goes on with.
    const gone = () => Promise.all(inboxes.map((inbox) => inbox.locator('.ib-typing p').first().waitFor({ state: 'detached', timeout: 2_500 })));
    await Promise.all(inboxes.map((inbox) => inbox.locator('.ib-messages .b', { hasText: 'a draft' }).waitFor()));
    for (const inbox of inboxes) {
      const long = `My half ${'andverylong'.repeat(12)} sentence ${inbox.viewportSize().width}`;
      await field(page).fill(long);
      await drawn(long);
      assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    }
    await field(page).fill('On second thought');
    await drawn('On second thought');
    await field(page).fill('');
    await gone();
    await field(page).fill('My whole sentence');
    await drawn('My whole sentence');
    await field(page).press('Enter');
    await Promise.all(inboxes.map((inbox) => inbox.locator('.ib-messages .b', { hasText: 'My whole sentence' }).waitFor()));
    await gone();
    await page.waitForTimeout(1_000);
    for (const inbox of inboxes) {
      assert.equal(await inbox.locator('.ib-typing p').count(), 0, 'who has sent it writes no more');
      inbox.quiet();
      await inbox.close();
    }
    await page.context().close();
  });
  const page = await visit(document(tag()));
  await openPanel(page);
  assert.equal(await part(page, '.note').count(), 0);
  await page.context().close();
});

test('hazard 13: with nobody there the questions are asked, and the chat takes the message', async () => {
  await nobody();
  const before = { when: 'away', questions: [{ ask: 'email', required: true }] };
  const page = await visit(document(tag()), { config: { before } });
  await openPanel(page);
  await part(page, '#q-0').fill('away@muster.example');
  await part(page, '.card .main').click();
  await write(page, 'Call me when you are back');
  await until(async () => assert.match(await meta(page).innerText(), /Sent/));
  // Nobody moves up in a line with nobody at its end: when they are back says more.
  await page.waitForTimeout(1_000);
  assert.match(await part(page, 'header p').innerText(), /^(We are away right now|Away now\. Back: .+)$/);
  await page.context().close();
});

test('hazard 27: who the host’s server says it is has a badge and one conversation in two browsers', async () => {
  const console_ = await consolePage('/console/settings');
  const href = await console_.locator('a.row-link[href*="/console/settings/sites/"]').first().getAttribute('href');
  await console_.goto(`${server.base}${href}/install`);
  await console_.locator('#identity form button').click();
  const secret = (await console_.locator('#secret').innerText()).trim();
  await console_.close();
  const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = base64({ alg: 'HS256' }) + '.' + base64({ aud: server.key, exp: Math.floor(Date.now() / 1000) + 600, external_id: 'ida', name: 'Ida', attributes: { plan: 'pro', seats: 3 } });
  const jwt = signed + '.' + createHmac('sha256', secret).update(signed).digest('base64url');
  const html = document(`<script>window.leadbell = function () { (leadbell.q = leadbell.q || []).push(arguments) }; leadbell('identify', '${jwt}'); leadbell('set', { plan: 'as the page says' })</script>${tag()}`);
  const identified = async () => {
    const page = await visit(html);
    await until(() => assert.ok(page.told.requests.some((request) => request.url().endsWith('/v1/identify'))));
    await page.waitForTimeout(500);
    await openPanel(page);
    return page;
  };
  /** What the team sees of it: in the list, above the conversation, and at its side. */
  const known = async (size) => {
    const inbox = await consolePage('/console/inbox', size);
    const row = (text) => inbox.locator('.ib-row').filter({ hasText: text });
    await row('from one browser').locator('.ib-verified', { hasText: 'Verified' }).waitFor();
    await row('from anybody').waitFor();
    assert.equal(await row('from anybody').locator('.ib-verified').count(), 0);
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    await row('from one browser').locator('a').click();
    await inbox.locator('.ib-title', { hasText: 'Ida' }).locator('.ib-verified').waitFor();
    if (size.hasTouch) await inbox.getByRole('button', { name: 'About the visitor' }).click();
    const facts = inbox.getByRole('complementary', { name: 'About the visitor' });
    await facts.getByRole('heading', { name: 'From the site Verified' }).waitFor();
    const told = await facts.locator('h3:has-text("From the site") + dl').innerText();
    assert.deepEqual(told.split('\n'), ['plan', 'pro', 'seats', '3']);
    assert.deepEqual([await violations(inbox), await overflow(inbox)], [[], []]);
    inbox.quiet();
    await inbox.close();
  };
  const ann = await operator();
  const first = await identified();
  await write(first, 'from one browser');
  const row = await ann.get('/api/v1/conversations/' + (await ann.conversation('from one browser')));
  assert.deepEqual([row.verified, row.name], [true, 'Ida']);
  const anybody = await visit(document(tag()));
  await openPanel(anybody);
  await write(anybody, 'from anybody');
  await Promise.all([{}, PHONE].map(known));
  await anybody.context().close();
  const second = await identified();
  await until(async () => assert.equal(await bubbles(second).last().innerText(), 'from one browser'));
  await write(second, 'from another');
  await until(async () => assert.equal(await bubbles(first).last().innerText(), 'from another'));
  await second.evaluate(() => leadbell('reset'));
  await until(async () => assert.equal(await bubbles(second).count(), 0));
  assert.deepEqual(second.told.errors, []);
  await first.context().close();
  await second.context().close();
});

test('who answers has a face: chosen in the profile, drawn in the chat where no image may be loaded', async () => {
  const profile = await consolePage('/console/settings/profile', { viewport: { width: 360, height: 740 } });
  const own = profile.locator('[data-face]');
  await own.locator('input').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
  await own.getByRole('alert').getByText('This is no picture').waitFor();
  await own.locator('input').setInputFiles(picture('me.png', 3_000, 2_000));
  await own.locator('img').waitFor();
  assert.deepEqual([await own.locator('img').evaluate((img) => img.decode().then(() => [img.naturalWidth, img.naturalHeight])), await violations(profile), await overflow(profile)], [[128, 128], [], []]);
  const policy = `<meta http-equiv="Content-Security-Policy" content="img-src 'none'">`;
  const page = await visit(document(tag(), { head: policy }));
  await talk(page, 'Who are you?');
  await part(page, '.faces canvas').waitFor();
  await sound(page, 'face');
  await own.getByRole('button', { name: 'Remove the picture' }).click();
  await own.locator('img').waitFor({ state: 'detached' });
  profile.quiet();
  await Promise.all([profile.close(), page.context().close()]);
});
