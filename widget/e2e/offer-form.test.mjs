// Built forms, as the module for offers draws them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { box, email, offerPage, title } from './offer-page.mjs';
import { document, tag, until } from './support.mjs';

const html = document(`<h1>Host</h1><div id="here"></div>${tag()}`);
const cond = (field, is, value) => ({ all: [{ field, is, value }] });
const plan = {
  id: 'p1',
  title: 'Plan a tasting',
  consent: true,
  submit: 'Ask for a date',
  steps: [
    {
      title: 'What are you after?',
      fields: [
        { key: 'why', kind: 'choice', label: 'Why?', required: true, choices: [{ key: 'team', label: 'My team' }, { key: 'beans', label: 'Beans' }] },
        { key: 'many', kind: 'number', label: 'How many?', required: true, min: 4, max: 40, when: cond('why', 'eq', 'team') },
        { key: 'days', kind: 'choice', many: true, label: 'Days', choices: [{ key: 'a', label: 'Weekdays' }, { key: 'b', label: 'Saturday' }] },
        { key: 'utm', kind: 'hidden', from: { query: 'utm_x' } },
      ],
    },
    { title: 'Only for teams', when: cond('why', 'eq', 'team'), fields: [{ key: 'date', kind: 'date', label: 'When?' }, { key: 'note', kind: 'long', label: 'Anything else?' }] },
    { title: 'How do we reach you?', fields: [{ key: 'name', kind: 'name', required: true }, { key: 'mail', kind: 'email', required: true }, { key: 'tel', kind: 'phone' }] },
  ],
};
const forms = { e1: email, p1: plan };
const label = (page, text) => box(page).getByLabel(text, { exact: false });
const next = (page) => box(page).locator('[type=submit]').click();
const heading = (page) => box(page).locator('h3');
const said = (page) => box(page).innerText();

test('a form of three steps: progress, conditions, errors beside the fields, and what is sent', async () => {
  const page = await offerPage({ '/': html }, { forms, at: '/?utm_x=spring', config: { privacy_url: 'https://shop.example/privacy' } });
  await page.form('#here', 'p1');
  await heading(page).waitFor();
  assert.match(await said(page), /Plan a tasting[\s\S]*Step 1 of 2[\s\S]*What are you after/);
  assert.equal(await label(page, 'How many?').isVisible(), false);
  await next(page);
  assert.match(await said(page), /Please fill this in/);
  assert.equal(await page.evaluate(() => document.querySelector('leadbell-offer').shadowRoot.activeElement.type), 'radio');
  await label(page, 'My team').check();
  assert.match(await said(page), /Step 1 of 3/);
  await label(page, 'How many?').fill('3');
  await label(page, 'Saturday').check();
  await next(page);
  assert.match(await said(page), /At least 4/);
  assert.equal(await label(page, 'How many?').getAttribute('aria-invalid'), 'true');
  await label(page, 'How many?').fill('12');
  await next(page);
  assert.match(await said(page), /Step 2 of 3[\s\S]*Only for teams/);
  await label(page, 'When?').fill('2026-12-24');
  await next(page);
  assert.match(await said(page), /Step 3 of 3/);
  await label(page, 'Name').fill('Anna');
  await label(page, 'E-mail').fill('anna@firma');
  await next(page);
  assert.match(await said(page), /does not look like an e-mail[\s\S]*Please agree/);
  await label(page, 'E-mail').fill('anna@firma.example');
  assert.equal(await box(page).locator('.check a').getAttribute('href'), 'https://shop.example/privacy');
  await label(page, 'I agree').check();
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  const [{ key, page: at, token, site, ...sent }] = page.posted;
  assert.match(key, /^[0-9a-f-]{36}$/);
  assert.ok(token && site && at.url.includes('utm_x'));
  assert.deepEqual(sent, { form: 'p1', rev: 1, answers: { why: 'team', many: 12, days: ['b'], utm: 'spring', date: '2026-12-24', name: 'Anna', mail: 'anna@firma.example' }, consent: true, lang: 'en', form_token: 'token' });
  assert.deepEqual(await page.evaluate(() => events), [['lead', { submission: 's1', form: 'p1' }]]);
  await page.context().close();
});

test('back and a changed mind: what a hidden field held is not sent, and its step is skipped', async () => {
  const page = await offerPage(html, { forms: { p1: { ...plan, consent: false } } });
  await page.form('#here', 'p1');
  await label(page, 'My team').check();
  await label(page, 'How many?').fill('12');
  await next(page);
  await label(page, 'Anything else?').fill('Left behind');
  await box(page).getByText('Back').click();
  assert.equal(await label(page, 'How many?').inputValue(), '12');
  await label(page, 'Beans').check();
  await next(page);
  assert.match(await said(page), /Step 2 of 2[\s\S]*How do we reach you/);
  await label(page, 'Name').fill('Anna');
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.deepEqual(page.posted[0].answers, { why: 'beans', days: [], name: 'Anna', mail: 'anna@firma.example' });
  await page.context().close();
});

test('a half-filled form survives a reload, with its step, but not the agreement', async () => {
  const page = await offerPage(html, { forms });
  await page.form('#here', 'p1');
  await label(page, 'Beans').check();
  await next(page);
  await label(page, 'Name').fill('Anna');
  await label(page, 'I agree').check();
  await page.waitForTimeout(400);
  await page.reload();
  await page.ready();
  await page.form('#here', 'p1');
  assert.match(await said(page).catch(() => ''), /How do we reach you|^$/);
  await label(page, 'Name').waitFor();
  assert.equal(await label(page, 'Name').inputValue(), 'Anna');
  assert.equal(await label(page, 'I agree').isChecked(), false);
  await box(page).getByText('Back').click();
  assert.equal(await label(page, 'Beans').isChecked(), true);
  await page.context().close();
});

test('hazard 8: what cannot be sent is kept, said, and posted with the same key after a reload', async () => {
  let line = false;
  const page = await offerPage(html, { forms, submit: () => (line ? [201, { submission: 's2' }] : undefined) });
  await page.offer({ shape: 'modal', blocks: [title, { is: 'form', form: 'e1' }] });
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await box(page).getByText('It is kept in this browser').waitFor();
  await page.reload();
  line = true;
  await page.ready();
  await until(async () => assert.deepEqual(await page.evaluate(() => events), [['lead', { submission: 's2', form: 'e1' }]]));
  assert.equal(new Set(page.posted.map(({ key }) => key)).size, 1);
  assert.deepEqual(await page.evaluate(() => [ctx.get().posts, ctx.get().filled.e1]), [{}, undefined]);
  await page.context().close();
});

test('hazard 8: without a line at all, not even for what sends: it goes out once there is one', async () => {
  const page = await offerPage(html, { forms });
  let refuse = true;
  await page.context().route('**/w/offer-more*', (route) => (refuse ? route.abort() : route.fallback()));
  await page.offer({ shape: 'modal', blocks: [title, { is: 'form', form: 'e1' }] });
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await box(page).getByText('It is kept in this browser').waitFor();
  refuse = false;
  await box(page).getByText('Try again').click();
  await box(page).getByText('Thank you').waitFor();
  assert.equal(page.posted.length, 1);
  await page.context().close();
});

test('hazard 20: too many requests: the wait is told, and then it goes', async () => {
  const page = await offerPage(html, { forms, submit: (_, n) => (n == 1 ? [429, { code: 'too_many' }, { 'retry-after': '2' }] : [201, { submission: 's1' }]) });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await box(page).getByText('in 2 seconds').waitFor();
  await box(page).getByText('Thank you').waitFor();
  assert.equal(page.posted[0].key, page.posted[1].key);
  await page.context().close();
});

test('hazard 21: a proof of work is solved and posted with the same key', async () => {
  const challenge = { parameters: { algorithm: 'PBKDF2/SHA-256', cost: 100, keyLength: 32, keyPrefix: '00', nonce: '00'.repeat(16), salt: '11'.repeat(16) }, signature: 'ab' };
  const page = await offerPage(html, { forms, submit: (body) => (body.proof ? [201, { submission: 's1' }] : [428, { code: 'proof_required', challenge }]) });
  await page.form(null, 'e1');
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.equal(page.posted[0].key, page.posted[1].key);
  assert.ok(JSON.parse(atob(page.posted[1].proof)).solution.derivedKey.startsWith('00'));
  await page.context().close();
});

test('what the server finds wrong stands beside its field, on the step that has it', async () => {
  const answers = [[422, { code: 'invalid_fields', errors: { why: 'invalid' } }], [422, { code: 'invalid_fields', errors: { contact: 'contact_required' } }], [422, { code: 'invalid_fields', errors: { mail: 'no_such_code' }, hints: { email: 'anna@gmail.com' } }], [201, { submission: 's1' }]];
  const page = await offerPage(html, { forms: { p1: { ...plan, consent: false } }, submit: (_, n) => answers[n - 1] });
  await page.form('#here', 'p1');
  await label(page, 'Beans').check();
  await next(page);
  await label(page, 'Name').fill('Anna');
  await label(page, 'E-mail').fill('anna@gnail.example');
  await next(page);
  await until(async () => assert.match(await said(page), /Step 1 of 2[\s\S]*Please check this field/));
  await next(page);
  await next(page);
  await until(async () => assert.match(await said(page), /Step 2 of 2[\s\S]*phone number or an e-mail address/));
  assert.equal(await label(page, 'Name').inputValue(), 'Anna');
  await next(page);
  await until(async () => assert.match(await said(page), /Please check this field/));
  await box(page).getByText('Did you mean anna@gmail.com?').click();
  assert.equal(await label(page, 'E-mail').inputValue(), 'anna@gmail.com');
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.equal(new Set(page.posted.map(({ key }) => key)).size, 4, 'a corrected form is another one');
  await page.context().close();
});

test('a mistyped address is pointed out once before it is sent, and not again', async () => {
  const page = await offerPage(html, { forms });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').fill('anna@gmial.com');
  await box(page).getByText('Did you mean anna@gmail.com?').waitFor();
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.equal(page.posted[0].answers.f1, 'anna@gmial.com');
  await page.context().close();
});

test('what follows: words, a link and a code, the chat, another page', async () => {
  const afters = [
    { do: 'message', title: 'It is on its way', text: 'Look into your inbox.' },
    { do: 'magnet', title: 'Here it is', link: 'https://shop.example/m/x', code: 'FREE-1', mailed: true },
    { do: 'chat' },
    { do: 'redirect', url: '/thanks' },
  ];
  const page = await offerPage({ '/': html, '/thanks': document('<h1>Thanks</h1>') }, { forms, submit: (_, n) => [201, { submission: 's' + n, after: afters[n - 1] }] });
  for (const [n, wanted] of [/It is on its way[\s\S]*Look into your inbox/, /Here it is[\s\S]*FREE-1[\s\S]*on its way to your inbox/].entries()) {
    await page.form('#here', 'e1');
    await label(page, 'E-mail').fill('anna@firma.example');
    await next(page);
    await until(async () => assert.match(await said(page), wanted));
    if (n) assert.equal(await box(page).locator('.gift a').getAttribute('href'), 'https://shop.example/m/x');
    await page.evaluate(() => shown.close());
  }
  await page.form(null, 'e1');
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await page.locator('leadbell-offer').waitFor({ state: 'detached' });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').fill('anna@firma.example');
  await next(page);
  await page.waitForURL('**/thanks');
  await page.context().close();
});

test('files go up as they are chosen, by their ids; a refused one says why, and can be taken out', async () => {
  const file = { id: 'u1', steps: [{ fields: [{ key: 'cv', kind: 'file', label: 'Your plan', required: true }] }] };
  const page = await offerPage(html, { forms: { u1: file } });
  await page.form('#here', 'u1');
  await label(page, 'Your plan').waitFor();
  await next(page);
  assert.match(await said(page), /Please fill this in/);
  await label(page, 'Your plan').setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') });
  await box(page).getByText('This file is empty.').waitFor();
  await label(page, 'Your plan').setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('A plan') });
  await box(page).getByText('plan.txt').waitFor();
  await until(async () => assert.equal(await box(page).locator('progress').count(), 0));
  await page.waitForTimeout(400);
  await page.reload();
  await page.ready();
  await page.form('#here', 'u1');
  await box(page).getByText('plan.txt').waitFor();
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.match(page.posted[0].answers.cv.join(), /^[0-9a-f-]{36}$/);
  await page.context().close();
});

test('what is known is not asked: filled in, or nothing left but the button', async () => {
  const page = await offerPage(html, { forms: { e1: { ...email, steps: [{ fields: [{ ...email.steps[0].fields[0], value: 'anna@firma.example' }] }] }, n1: { id: 'n1', steps: [{ fields: [{ key: 'h', kind: 'hidden', from: { attribute: 'plan' } }] }] } } });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').waitFor();
  assert.equal(await label(page, 'E-mail').inputValue(), 'anna@firma.example');
  await page.evaluate(() => shown.close());
  await page.form('#here', 'n1');
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.deepEqual(page.posted[0].answers, {});
  await page.context().close();
});

test('it is told how a form is filled in: seen, begun, how long each field took', async () => {
  const page = await offerPage(html, { forms });
  await page.form('#here', 'p1');
  await until(() => assert.equal(page.seen.length, 1));
  assert.deepEqual({ ...page.seen[0], site: 0, token: 0, session: 0 }, { site: 0, token: 0, form: 'p1', session: 0, rev: 1, at: [], started: false });
  await label(page, 'Beans').check();
  await page.waitForTimeout(120);
  await next(page);
  await until(() => assert.ok(page.seen.length > 1));
  const last = page.seen.at(-1);
  assert.equal(last.started, true);
  assert.equal(last.session, page.seen[0].session);
  assert.ok(Object.fromEntries(last.at).why >= 100, JSON.stringify(last.at));
  await page.context().close();
});

test('before consent nothing is asked of the visitor, stored or told, and the form works', async () => {
  const page = await offerPage(html, { forms, config: { consent: true } });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').fill('anna@firma.example');
  await page.waitForTimeout(400);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  assert.equal(page.seen.length, 0);
  await next(page);
  await box(page).getByText('Thank you').waitFor();
  assert.equal(page.posted[0].token, undefined);
  assert.ok(!page.told.requests.some((request) => request.url().endsWith('/v1/view')));
  await page.context().close();
});

test('hazard 10: shortcuts of the host do not swallow letters, and do not hear them', async () => {
  const page = await offerPage(html, { forms });
  await page.evaluate(() => {
    window.heard = [];
    document.addEventListener('keydown', (e) => heard.push(e.key));
    window.addEventListener('keydown', (e) => e.key == 's' && e.preventDefault(), true);
  });
  await page.form('#here', 'e1');
  await label(page, 'E-mail').focus();
  await page.keyboard.type('sos');
  assert.equal(await label(page, 'E-mail').inputValue(), 'sos');
  assert.deepEqual(await page.evaluate(() => heard), []);
  await page.context().close();
});

test('the site’s contact form: without an id, with words of our own, without figures', async () => {
  const contact = { id: 'contact', steps: [{ fields: [{ key: 'name', kind: 'name' }, { key: 'phone', kind: 'phone' }, { key: 'email', kind: 'email' }, { key: 'message', kind: 'long' }] }] };
  const page = await offerPage(html, { forms: { contact }, submit: (_, n) => (n == 1 ? [422, { code: 'invalid_fields', errors: { contact: 'contact_required' } }] : [201, { submission: 's1', to: '+49 151 23456789' }]) });
  await page.offer({ shape: 'slide', blocks: [title, { is: 'form', form: '' }] });
  await label(page, 'Message').fill('Do you deliver?');
  await next(page);
  await until(async () => assert.match(await said(page), /phone number or an e-mail address/));
  await label(page, 'Phone').fill('0151 23456789');
  await next(page);
  await box(page).getByText('+49 151 23456789').waitFor();
  assert.deepEqual(page.opened, ['contact']);
  assert.deepEqual([page.posted[1].form, page.posted[1].answers], ['contact', { phone: '0151 23456789', message: 'Do you deliver?' }]);
  assert.deepEqual(page.seen, []);
  await page.context().close();
});

test('what somebody else has put among what waits goes out when that is said', async () => {
  const page = await offerPage(html, { forms });
  await page.offer({ shape: 'slide', blocks: [title] });
  await box(page).waitFor();
  await page.evaluate(() => {
    const post = { key: 'k1', at: 1, form: 'e1', rev: 1, answers: { f1: 'anna@firma.example' }, page: ctx.page(), lang: 'en', until: 0 };
    ctx.put({ posts: { k1: post } });
    show.send();
  });
  await until(async () => assert.deepEqual(await page.evaluate(() => events), [['lead', { submission: 's1', form: 'e1' }]]));
  assert.deepEqual([page.posted[0].key, page.posted[0].form_token], ['k1', 'token']);
  await page.context().close();
});

for (const [what, init] of [
  [
    'patched arrays, polluted prototypes, clobbered names',
    () => {
      Object.prototype.extend = function () {};
      Array.from = () => [];
      Array.prototype.last = function () {};
      Array.prototype.flat = Array.prototype.find = Array.prototype.at = () => 'patched';
      window.$ = window.h = window.t = 'taken';
    },
  ],
  [
    'Prototype 1.6',
    () => {
      Array.prototype.toJSON = function () {
        return '[' + this.join() + ']';
      };
      Array.prototype.reduce = function () {
        return this.length > 1 ? this : this[0];
      };
      Element.prototype.update = Element.prototype.hide = function () {
        throw new Error('the host’s');
      };
    },
  ],
]) {
  test(`hazard 6: ${what}: an offer and its form work`, async () => {
    const names = ['createElement', 'createElementNS', 'querySelector', 'documentElement', 'body', 'addEventListener', 'removeEventListener', 'dispatchEvent', 'hidden', 'activeElement', 'execCommand'];
    const page = await offerPage(document(names.map((name) => `<img name="${name}" alt="">`).join('') + `<div id="here"></div>${tag()}`), { forms: { p1: { ...plan, consent: false } }, init });
    await page.offer({ shape: 'modal', blocks: [title, { is: 'countdown', until: Date.now() + 9e6 }, { is: 'form', form: 'p1' }, { is: 'button', label: 'No', does: 'close' }] });
    await label(page, 'Beans').check();
    await next(page);
    await label(page, 'Name').fill('Anna');
    await label(page, 'E-mail').fill('anna@firma.example');
    await next(page);
    await box(page).getByText('Thank you').waitFor();
    assert.equal(page.posted[0].answers.mail, 'anna@firma.example');
    await box(page).getByText('No', { exact: true }).click();
    await page.locator('leadbell-offer').waitFor({ state: 'detached' });
    assert.deepEqual(page.told.errors, []);
    await page.context().close();
  });
}
