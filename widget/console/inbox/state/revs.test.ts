import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Revs } from './revs';

test('a change that came before its forerunner leaves a gap until that has come', () => {
  const revs = new Revs();
  revs.has(10);
  revs.saw(12);
  assert.equal(revs.misses(), true);
  revs.saw(11);
  assert.deepEqual([revs.upto, revs.misses()], [12, false]);
  assert.equal(revs.misses(13), true);
});

test('what was loaded fills every gap before it, and nothing behind it', () => {
  const revs = new Revs();
  revs.has(1);
  for (const rev of [3, 5, 8]) revs.saw(rev);
  revs.has(4);
  assert.deepEqual([revs.upto, revs.misses()], [5, true]);
  revs.has(9);
  assert.deepEqual([revs.upto, revs.misses()], [9, false]);
  revs.saw(2);
  assert.equal(revs.upto, 9);
});
