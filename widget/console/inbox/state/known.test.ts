import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Known } from './known';
import type { Conversation } from './types';

const row = (id: string, last_at: number, part: Partial<Conversation> = {}): Conversation => ({ id, last_at, rev: 1, status: 'open', unread: 0, spam: false, ...part }) as Conversation;
const shown = (known: Known): string => known.shown.slice(0, 99).map((one) => one.id).join('');

test('the list follows every change, in its order, and a row that no longer fits leaves it', () => {
  const known = new Known();
  known.show((one) => one.status === 'open');
  for (const one of [row('a', 1), row('b', 2), row('c', 3, { status: 'closed' })]) known.put(one);
  assert.equal(shown(known), 'ba');
  known.change('a', { last_at: 9 });
  assert.equal(shown(known), 'ab');
  known.change('a', { status: 'closed' });
  assert.equal(shown(known), 'b');
  known.show((one) => one.status === 'closed');
  assert.equal(shown(known), 'ac');
});

test('what is older than what is known changes nothing', () => {
  const known = new Known();
  known.show(() => true);
  known.put(row('a', 1, { rev: 5 }));
  assert.equal(known.put(row('a', 9, { rev: 4 })), false);
  assert.equal(known.get('a')?.last_at, 1);
});

test('a row that a part of something later has overtaken is not taken for known', () => {
  const known = new Known();
  assert.equal(known.learn(row('a', 1, { rev: 3 })), true);
  // Somebody has read it: a frame of another node, before the one about an earlier change.
  known.change('a', { rev: 5 });
  assert.equal(known.learn(row('a', 1, { rev: 2 })), true, 'what was known before');
  assert.equal(known.learn(row('a', 1, { rev: 4, status: 'closed' })), false);
  assert.equal(known.get('a')?.status, 'open');
  assert.equal(known.learn(row('a', 1, { rev: 5, status: 'closed' })), true);
  assert.equal(known.get('a')?.status, 'closed');
});

test('unread are the open conversations with news, whatever the list shows', () => {
  const known = new Known();
  known.put(row('a', 1, { unread: 2 }));
  known.put(row('b', 2, { unread: 1, status: 'closed' }));
  known.put(row('c', 3, { unread: 1, spam: true }));
  assert.equal(known.unread, 1);
  known.change('a', { unread: 0 });
  assert.equal(known.unread, 0);
  known.change('c', { spam: false });
  assert.equal(known.unread, 1);
  known.clear();
  assert.deepEqual([known.unread, known.size, shown(known)], [0, 0, '']);
});
