import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, readWhere, visible } from './rows';
import type { Present } from './types';

const one = (id: string, came: number, more: Partial<Present> = {}): Present => ({
  id, site: 'a', name: null, lead: null, conversation: null, url: 'https://shop.example/', title: '', since: came, came,
  pages: 1, visits: 1, source: {}, device: 'desktop', lang: 'en', country: '', invitation: null, ...more,
});
const ids = (rows: Present[]) => rows.map((row) => row.id);

test('who came last stands first, whatever page they are on now', () => {
  const all = [one('1', 5, { since: 99 }), one('2', 7), one('3', 7)];
  assert.deepEqual(ids(visible(all, { site: '', page: '', open: null })), ['3', '2', '1']);
});

test('the list is narrowed by site and by a part of the page', () => {
  const all = [one('1', 1, { site: 'b' }), one('2', 2, { url: 'https://shop.example/Lamps' }), one('3', 3, { title: 'All lamps' })];
  assert.deepEqual(ids(visible(all, { site: 'b', page: '', open: null })), ['1']);
  assert.deepEqual(ids(visible(all, { site: '', page: ' lamps ', open: null })), ['3', '2']);
});

test('what is shown lives in the address', () => {
  const where = { site: 's', page: '/a b', open: 'v' };
  assert.deepEqual(readWhere(address(where).split('?')[1] ?? ''), where);
  assert.equal(address({ site: '', page: '', open: null }), '/console/visitors');
});
