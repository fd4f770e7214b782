import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, matches, newer, webUrl, withMessage } from './rows';
import type { Conversation, Message } from './types';
import type { View } from './where';

const row = (id: string, last_at: number, part: Partial<Conversation> = {}): Conversation => ({
  id,
  site: 's1',
  site_name: 'Shop',
  visitor: 'v',
  name: null,
  number: 1,
  operator_read: 0,
  visitor_read: 0,
  unread: 0,
  status: 'open',
  waiting_since: null,
  last_at,
  last_text: '',
  last_author: 'visitor',
  lead: null,
  page: null,
  source: null,
  lang: null,
  created_at: 0,
  assignee: null,
  department: null,
  queued_at: null,
  snoozed_until: null,
  mode: '',
  handler: 'people',
  operator_got: 0,
  visitor_got: 0,
  rating: null,
  rating_comment: '',
  spam: false,
  tags: [],
  answers: {},
  notes: 0,
  verified: false,
  blocked: false,
  country: '',
  rev: 0,
  ...part,
});
const message = (number: number, at = number): Message => ({ conversation: 'c', number, id: `m${number}`, author: 'visitor', name: null, text: '', at });
const numbers = (messages: Message[]): number[] => messages.map((m) => m.number);

const view = (part: Partial<View> = {}): View => ({ filter: 'open', site: '', department: '', tag: '', assignee: '', ...part });

test('a list shows what its filter asks for', () => {
  const me = { id: 'me', name: 'Me' };
  const rows = [
    row('a', 1, { assignee: me }),
    row('b', 2, { waiting_since: 2, tags: ['vip'] }),
    row('c', 3, { status: 'closed', assignee: me }),
    row('d', 4, { site: 's2', department: { id: 'd1', name: 'Sales' } }),
    row('e', 5, { snoozed_until: 9, assignee: me }),
    row('f', 6, { spam: true, waiting_since: 6 }),
  ];
  const ids = (part: Partial<View>): string => rows.filter((one) => matches(one, view(part), 'me')).map((one) => one.id).join('');
  assert.deepEqual(
    (['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'closed', 'spam', 'all'] as const).map((filter) => ids({ filter })),
    ['a', 'bd', 'abd', 'b', 'e', 'c', 'f', 'abcde'],
  );
  assert.equal(ids({ site: 's2' }), 'd');
  assert.equal(ids({ department: 'd1' }), 'd');
  assert.equal(ids({ tag: 'vip' }), 'b');
  assert.equal(ids({ filter: 'all', assignee: 'me' }), 'ace');
});

test('the newest stands first, and the id settles a tie', () => {
  const rows = [row('a', 1), row('b', 3), row('c', 3)];
  assert.deepEqual(rows.sort(newer).map((one) => one.id), ['c', 'b', 'a']);
});

test('a thread is one run of numbers, and says where it lacks some', () => {
  const have = [message(1), message(2)];
  assert.deepEqual(join(have, [message(3), message(2)]), { messages: [message(1), message(2), message(3)], missing: null });
  const gap = join(have, [message(5)]);
  assert.deepEqual(numbers(gap.messages), [1, 2]);
  assert.equal(gap.missing, 2);
  assert.deepEqual(numbers(join([message(3)], [message(1), message(2)]).messages), [1, 2, 3]);
});

test('only addresses of the web become links', () => {
  assert.equal(webUrl('javascript:alert(1)'), null);
  assert.equal(webUrl('data:text/html,x'), null);
  assert.equal(webUrl('not one'), null);
  assert.equal(webUrl('https://shop.example/a?b')?.pathname, '/a');
});

test('a row follows its messages, and an old one changes nothing', () => {
  const page = { url: 'https://shop.example/lamps', title: 'Lamps' };
  const asked = withMessage(row('c', 1), { ...message(2, 20), text: 'x'.repeat(200), page });
  assert.deepEqual([asked.number, asked.unread, asked.waiting_since, asked.last_at, asked.page], [2, 2, 20, 20, page]);
  assert.equal(asked.last_text?.length, 160);
  assert.equal(withMessage(asked, message(2, 30)), asked);
  const more = withMessage(asked, message(3, 40));
  assert.deepEqual([more.waiting_since, more.page], [20, page]);
  const answered = withMessage(more, { ...message(4, 50), author: 'operator' });
  assert.deepEqual([answered.unread, answered.waiting_since, answered.operator_read, answered.visitor_read], [0, null, 4, 3]);
});
