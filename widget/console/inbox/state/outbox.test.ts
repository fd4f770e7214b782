import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from './outbox';

const memory = () => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
};
const written = (id: string) => ({ id, conversation: 'c', text: id, at: 1 });

test('what was not acknowledged outlives a reload, in its order', () => {
  const store = memory();
  const before = new Outbox(store);
  before.add(written('a'));
  before.add(written('b'));
  before.add(written('c'));
  assert.equal(before.take('b')?.id, 'b');
  assert.equal(before.take('b'), undefined);
  const after = new Outbox(store);
  assert.deepEqual(after.unsent().map((m) => m.id), ['a', 'c']);
  assert.equal(after.of('other').length, 0);
});

test('a refused message waits for a person', () => {
  const box = new Outbox(memory());
  box.add(written('a'));
  box.mark('a', 'too_long');
  assert.equal(box.unsent().length, 0);
  assert.equal(box.of('c')[0]?.refused, 'too_long');
  box.mark('a', undefined);
  assert.equal(box.unsent().length, 1);
});

test('without storage memory has it', () => {
  const broken = {
    getItem: () => '{broken',
    setItem: () => {
      throw new Error('full');
    },
  };
  for (const store of [null, broken]) {
    const box = new Outbox(store);
    box.add(written('a'));
    box.setDraft('c', 'half a word');
    assert.equal(box.unsent().length, 1);
    assert.equal(box.draft('c'), 'half a word');
  }
});

test('a list of what waits is the same one until something of it changes', () => {
  const box = new Outbox(null);
  const message = { id: 'm1', conversation: 'c1', text: 'a', at: 1 };
  box.add(message);
  const before = box.of('c1');
  box.add({ ...message, id: 'm2', conversation: 'c2' });
  assert.equal(box.of('c1'), before);
  box.mark('m1', 'closed');
  assert.equal(box.of('c1')[0]?.refused, 'closed');
  assert.deepEqual(box.of('c3'), box.of('c3'));
});
