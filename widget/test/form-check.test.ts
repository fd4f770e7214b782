import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrong } from '../ui/form-check';

const field = (kind: string, more: object = {}): any => ({ key: 'f1', kind, ...more });

test('what is required must be there, and what is not may be left out', () => {
  for (const empty of [undefined, '', '  ', [], false] as any[]) {
    assert.equal(wrong(field('text', { required: true }), empty), 'required');
    assert.equal(wrong(field('text'), empty), '');
    assert.equal(wrong(field('consent', { required: true }), empty), 'consent_required');
  }
  assert.equal(wrong(field('number', { required: true }), 0), '');
  assert.equal(wrong(field('consent', { required: true }), true), '');
});

test('each kind knows its own form', () => {
  assert.equal(wrong(field('phone'), '12'), 'invalid_phone');
  assert.equal(wrong(field('phone'), '+49 151 2345678'), '');
  assert.equal(wrong(field('email'), 'anna@firma'), 'invalid_email');
  assert.equal(wrong(field('email'), 'anna@firma.example'), '');
  assert.equal(wrong(field('number'), 'ten'), 'invalid_number');
  assert.equal(wrong(field('number'), '1,5'), '');
});

test('least and most are of numbers their size, of choices how many, of words their letters', () => {
  const choices = ['a', 'b', 'c'].map((key) => ({ key, label: key }));
  assert.equal(wrong(field('number', { min: 2, max: 4 }), '1,5'), 'too_small');
  assert.equal(wrong(field('number', { min: 2, max: 4 }), 5), 'too_large');
  assert.equal(wrong(field('choice', { many: true, min: 2, choices }), ['a']), 'too_small');
  assert.equal(wrong(field('choice', { many: true, max: 2, choices }), ['a', 'b', 'c']), 'too_large');
  assert.equal(wrong(field('text', { min: 3 }), 'ab'), 'too_short');
  assert.equal(wrong(field('long', { max: 3 }), 'abcd'), 'too_long');
  assert.equal(wrong(field('long'), 'x'.repeat(4001)), 'too_long');
});
