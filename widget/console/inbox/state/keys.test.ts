import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyCaps, keyOf, Sequence } from './keys';

const press = (key: string, code: string, mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}): string =>
  keyOf({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...mods });

test('a key is named by what it writes', () => {
  assert.equal(press('e', 'KeyE'), 'e');
  assert.equal(press('J', 'KeyJ', { shiftKey: true }), 'J');
  assert.equal(press('?', 'Minus', { shiftKey: true }), '?');
  assert.equal(press('k', 'KeyK', { ctrlKey: true }), 'mod+k');
  assert.equal(press('Enter', 'Enter', { shiftKey: true }), 'Shift+Enter');
});

test('on a Cyrillic keyboard letters count by their place, on a French one by what they write', () => {
  assert.equal(press('о', 'KeyJ'), 'j');
  assert.equal(press('О', 'KeyJ', { shiftKey: true }), 'J');
  assert.equal(press('л', 'KeyK', { metaKey: true }), 'mod+k');
  assert.equal(press('a', 'KeyQ'), 'a');
  assert.equal(press('˜', 'KeyN', { altKey: true }), 'alt+n');
});

test('two keys one after the other are one command, if the second comes soon', () => {
  const keys = new Sequence(new Set(['g']));
  assert.equal(keys.press('g', 0), '');
  assert.equal(keys.press('i', 500), 'g i');
  assert.equal(keys.press('i', 600), 'i');
  assert.equal(keys.press('g', 1_000), '');
  assert.equal(keys.press('i', 3_000), 'i');
});

test('keys are shown as they stand on the keyboard', () => {
  assert.deepEqual(keyCaps('g i'), ['g', 'i']);
  assert.deepEqual(keyCaps('Shift+ArrowDown'), ['⇧', '↓']);
  assert.deepEqual(keyCaps('alt+n').at(-1), 'N');
  assert.deepEqual(keyCaps('+'), ['+']);
});
