import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipped } from './clip';

test('a text is cut between words, and one that fits is left as it is', () => {
  assert.equal(clipped('What do you need?', 20), 'What do you need?');
  assert.equal(clipped('What do you need, a shop or a site?', 20), 'What do you need, a…');
  assert.equal(clipped('What do you need today', 16), 'What do you need…');
  assert.equal(clipped('Überweisungsauftragsformular', 10), 'Überweisun…');
});
