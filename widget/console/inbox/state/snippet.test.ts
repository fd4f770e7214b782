import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snippetParts } from './snippet';

test('found words are marked, and signs that do not pair are left out', () => {
  assert.deepEqual(snippetParts('a \u0002red\u0003 lamp'), [
    ['a ', false],
    ['red', true],
    [' lamp', false],
  ]);
  assert.deepEqual(snippetParts('nothing'), [['nothing', false]]);
  assert.deepEqual(snippetParts('cut \u0002off'), [
    ['cut ', false],
    ['off', false],
  ]);
});
