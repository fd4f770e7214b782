import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots';

test('whoever stays keeps the place in the page, and who enters gets that of who has left', () => {
  const slots = new Slots();
  const [a, b, c] = slots.of(['a', 'b', 'c']);
  assert.equal(new Set([a, b, c]).size, 3);
  assert.deepEqual(slots.of(['d', 'a', 'b']), [c, a, b]);
  assert.deepEqual(slots.of(['b', 'a']), [b, a]);
});

test('the place that has the focus is given to nobody else', () => {
  const slots = new Slots();
  const [a, b] = slots.of(['a', 'b']) as [number, number];
  const [c] = slots.of(['c', 'b'], a);
  assert.ok(c !== a && c !== b);
});
