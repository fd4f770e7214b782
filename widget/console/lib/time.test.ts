import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from '../i18n/en';
import { ago, agoInWords, day, waited } from './time';

globalThis.leadbellTexts = en;

const MIN = 60_000;
test('how long ago, in few letters', () => {
  const now = Date.UTC(2026, 5, 15, 12);
  assert.equal(ago(now - 59_000, now), 'now');
  assert.equal(ago(now + 5_000, now), 'now'); // a clock that is ahead
  assert.equal(ago(now - 4 * MIN, now), '4 min');
  assert.equal(ago(now - 3 * 60 * MIN, now), '3 h');
  assert.equal(ago(now - 50 * 60 * MIN, now), '2 d');
  assert.ok(/Jun/.test(ago(now - 10 * 24 * 60 * MIN, now)));
  assert.ok(/2024/.test(ago(Date.UTC(2024, 1, 1, 12), now)));
});

test('in a sentence the time is said in words', () => {
  const now = Date.UTC(2026, 5, 15, 12);
  assert.equal(agoInWords(now - 5_000, now), 'now');
  assert.equal(agoInWords(now - 4 * MIN, now), '4 minutes ago');
  assert.equal(agoInWords(now - 3 * 60 * MIN, now), '3 hours ago');
  assert.equal(agoInWords(now - 26 * 60 * MIN, now), 'yesterday');
  assert.ok(/2024/.test(agoInWords(Date.UTC(2024, 1, 1, 12), now)));
});

test('a wait is exact while it is short', () => {
  assert.equal(waited(0, 5_400), '5 s');
  assert.equal(waited(0, 125_000), '2:05');
  assert.equal(waited(0, 11 * MIN), '11 min');
});

test('days have names', () => {
  const now = Date.UTC(2026, 5, 15, 12);
  assert.equal(day(now, now), 'Today');
  assert.equal(day(now - 24 * 60 * MIN, now), 'Yesterday');
});
