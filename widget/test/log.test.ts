import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log, type Message } from '../ui/log';
import { together } from '../ui/message';

const m = (id: string, number?: number, at = number ?? 99): Message => ({ id, number, at, author: 'operator', text: id });
const order = (log: Log) => log.list().map((x) => x.id).join('');

test('messages are ordered by number, whatever order they come in', () => {
  const log = new Log();
  for (const [id, n] of [['c', 3], ['a', 1], ['b', 2]] as const) log.add(m(id, n));
  assert.equal(order(log), 'abc');
  assert.equal(log.last, 3);
});

test('a message is shown once, however often it comes', () => {
  const log = new Log();
  assert.ok(log.add(m('a', 1)));
  assert.ok(!log.add(m('a', 1)));
  assert.equal(order(log), 'a');
});

test('what waits stands last and takes its place when acknowledged', () => {
  const log = new Log();
  log.add({ ...m('x', undefined, 5), author: 'visitor' });
  log.add({ ...m('y', undefined, 6), author: 'visitor' });
  log.add(m('a', 1));
  assert.equal(order(log), 'axy');
  log.acknowledge('y', 2, 7);
  assert.equal(order(log), 'ayx');
  log.acknowledge('x', 3, 8);
  assert.equal(order(log), 'ayx');
  assert.equal(log.last, 3);
});

test('a gap is noticed, and closed by what was missing', () => {
  const log = new Log();
  log.add(m('a', 1));
  log.add(m('c', 3));
  assert.ok(log.gap);
  assert.equal(log.last, 1);
  log.add(m('b', 2));
  assert.ok(!log.gap);
  assert.equal(log.last, 3);
});

test('a resync forgets what is numbered and keeps what waits', () => {
  const log = new Log();
  log.add(m('a', 1));
  log.add(m('x'));
  log.restart(50);
  log.add(m('z', 51));
  assert.equal(order(log), 'zx');
  assert.equal(log.last, 51);
  assert.ok(!log.gap);
});

test('a refused message keeps its place and its reason until it is stored', () => {
  const log = new Log();
  log.add(m('x'));
  log.fail('x', 'too_many');
  assert.equal(log.list()[0]!.failed, 'too_many');
  log.acknowledge('x', 1, 1);
  assert.equal(log.list()[0]!.failed, undefined);
});

test('messages group by author and minute', () => {
  assert.ok(together(m('a', 1, 0), m('b', 2, 59_000)));
  assert.ok(!together(m('a', 1, 0), m('b', 2, 61_000)));
  assert.ok(!together(m('a', 1, 0), { ...m('b', 2, 1), author: 'visitor' }));
  assert.ok(!together(undefined, m('a', 1)));
});

test('the words of a refused message can be taken out to be sent anew', () => {
  const log = new Log();
  log.add({ id: 'a', author: 'visitor', text: 'Hello', at: 1 });
  assert.equal(log.take('a'), undefined);
  log.fail('a', 'closed');
  assert.equal(log.take('a')?.text, 'Hello');
  assert.equal(log.list().length, 0);
});
