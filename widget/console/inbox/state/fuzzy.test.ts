import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzy, ranked } from './fuzzy';

const names = ['Close', 'Snooze until tomorrow', 'Assign to Ana Popescu', 'Assign to me', 'Block the visitor', 'Go to the leads'];
const find = (typed: string): string | undefined => ranked(names, typed, (name) => name)[0];

test('letters in order find a name, the beginnings of words first', () => {
  assert.equal(find('clo'), 'Close');
  assert.equal(find('atm'), 'Assign to me');
  assert.equal(find('ap'), 'Assign to Ana Popescu');
  assert.equal(find('assign ana'), 'Assign to Ana Popescu');
  assert.equal(find('tomorrow'), 'Snooze until tomorrow');
  assert.equal(find('leads'), 'Go to the leads');
});

test('what does not fit is not found, and strewn letters do not fit', () => {
  assert.equal(fuzzy('xyz', 'Close'), 0);
  assert.equal(fuzzy('eol', 'Close'), 0);
  assert.equal(fuzzy('ies', 'The visitor likes trees'), 0);
});

test('accents and case do not matter, in any script', () => {
  assert.ok(fuzzy('munchen', 'München') > 100);
  assert.ok(fuzzy('ЗАКР', 'Закрыть') > 100);
  assert.deepEqual(ranked(names, ' ', (name) => name), names);
});
