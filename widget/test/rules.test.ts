import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, ground, inkOn } from '../ui/colour';
import { backoff } from '../ui/backoff';
import { callingCode, distance, spaced, typo, validate } from '../ui/form-rules';
import { uuid } from '../ui/uuid';

test('mistyped mail domains get a hint, right and foreign ones none', () => {
  const hints: Record<string, string | undefined> = {
    'anna@gmial.com': 'anna@gmail.com',
    'anna@gmal.com': 'anna@gmail.com',
    'anna@gmail.con': 'anna@gmail.com',
    'anna@gnail.com': 'anna@gmail.com',
    'anna@hotmial.com': 'anna@hotmail.com',
    'anna@outlok.com': 'anna@outlook.com',
    'anna@yahooo.com': 'anna@yahoo.com',
    'anna@t-onlin.de': 'anna@t-online.de',
    'anna@yandx.ru': 'anna@yandex.ru',
    'anna@firma.cmo': 'anna@firma.com',
    'anna@gmail.com': undefined,
    'anna@ymail.com': undefined,
    'anna@mail.com': undefined,
    'anna@gmx.net': undefined,
    'anna@web.de': undefined,
    'anna@leadbell.example': undefined,
    'not an address': undefined,
  };
  for (const [given, wanted] of Object.entries(hints)) assert.equal(typo(given), wanted, given);
});

test('the distance of two words counts a swap as one', () => {
  assert.equal(distance('gmial', 'gmail'), 1);
  assert.equal(distance('kitten', 'sitting'), 3);
  assert.equal(distance('', 'abc'), 3);
});

test('a form needs a phone or an e-mail, well formed, and the consent where asked', () => {
  assert.deepEqual(validate({ name: 'Anna' }, true), { contact: 'contact_required', consent: 'consent_required' });
  assert.deepEqual(validate({ phone: '0151 / 23-456 789', consent: true }, true), {});
  assert.deepEqual(validate({ phone: '12' }, false), { phone: 'invalid_phone' });
  assert.deepEqual(validate({ email: 'anna@firma' }, false), { email: 'invalid_email' });
  assert.deepEqual(validate({ email: 'änna@bücher.example' }, false), {});
  assert.deepEqual(validate({ email: 'a@b.de', message: 'x'.repeat(4001) }, false), { message: 'too_long' });
});

test('a phone number in one piece is shown in groups, any other as it was typed', () => {
  const shown = {
    '+4915123456789': '+49 151 234 567 89',
    '+12025550123': '+1 202 555 0123',
    '+79161234567': '+7 916 123 4567',
    '+37369123456': '+373 691 234 56',
    '015123456789': '015 123 456 789',
    '+49 151 23456789': '+49 151 23456789',
    '0151/234': '0151/234',
    '12345': '123 45',
  };
  for (const [typed, read] of Object.entries(shown)) assert.equal(spaced(typed).replaceAll('\u00a0', ' '), read);
});

test('calling codes', () => {
  assert.equal(callingCode('DE'), '+49');
  assert.equal(callingCode('RO'), '+40');
  assert.equal(callingCode('RU'), '+7');
  assert.equal(callingCode('MD'), '+373');
  assert.equal(callingCode('XX'), undefined);
  assert.equal(callingCode(undefined), undefined);
});

test('text is readable on any colour of a site, and a sign on the launcher', () => {
  for (let r = 0; r < 256; r += 15)
    for (let g = 0; g < 256; g += 5)
      for (let b = 0; b < 256; b += 15) {
        const colour = '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
        assert.ok(contrast(colour, inkOn(colour)) >= 3, colour);
        const { back, ink } = ground(colour);
        assert.ok(contrast(back, ink) >= 4.5, colour);
      }
  assert.deepEqual(ground('#ffd54a'), { back: '#ffd54a', ink: '#000' });
});

test('back-off is jittered over the whole of a span that doubles up to 30 s', () => {
  assert.equal(backoff(0, () => 1), 1_000);
  assert.equal(backoff(3, () => 0.5), 4_000);
  assert.equal(backoff(99, () => 1), 30_000);
  assert.equal(backoff(99, () => 0), 0);
});

test('ids are version 4', () => {
  const ids = new Set(Array.from({ length: 100 }, uuid));
  assert.equal(ids.size, 100);
  for (const id of ids) assert.ok(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id), id);
});
