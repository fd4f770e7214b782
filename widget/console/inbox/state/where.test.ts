import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, readWhere } from './where';

test('the address holds everything that is shown, and gives it back', () => {
  const where = { ...readWhere(''), filter: 'mine' as const, tag: 'a&b=c', department: 'd1', open: 'c1', pins: ['c2', 'c3'] };
  const url = new URL(address(where), 'http://x');
  assert.equal(url.pathname, '/console/inbox');
  assert.deepEqual(readWhere(url.search), where);
  assert.equal(address(readWhere('')), '/console/inbox');
});

test('a made-up address shows the open ones, and no conversation twice', () => {
  const where = readWhere('?filter=nonsense&c=a&pins=a,b,b,c,d');
  assert.equal(where.filter, 'open');
  assert.deepEqual(where.pins, ['b', 'c']);
});
