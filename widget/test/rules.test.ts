import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff } from '../ui/backoff';
import { near, typo, validate } from '../ui/form-rules';
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

test('one letter more, less, changed or swapped is near, two are not', () => {
  for (const other of ['gmial', 'gmai', 'gmaill', 'gnail', 'mail', 'gmail', 'xgmail']) assert.ok(near('gmail', other), other);
  for (const other of ['gmlia', 'gma', 'gmailxx', 'gnaul', 'liamg', '']) assert.ok(!near('gmail', other), other);
});

test('a form needs a phone or an e-mail, well formed, and the consent where asked', () => {
  assert.deepEqual(validate({ name: 'Anna' }, true), { contact: 'contact_required', consent: 'consent_required' });
  assert.deepEqual(validate({ phone: '0151 / 23-456 789', consent: true }, true), {});
  assert.deepEqual(validate({ phone: '12' }, false), { phone: 'invalid_phone' });
  assert.deepEqual(validate({ email: 'anna@firma' }, false), { email: 'invalid_email' });
  assert.deepEqual(validate({ email: 'änna@bücher.example' }, false), {});
  assert.deepEqual(validate({ email: 'a@b.de', message: 'x'.repeat(4001) }, false), { message: 'too_long' });
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
