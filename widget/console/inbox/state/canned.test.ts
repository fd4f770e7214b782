import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, fitting, shortcut, trigger, unfilled } from './canned';

test('a slash begins a search at the start of a word only', () => {
  assert.deepEqual(trigger('/he', 3, '/'), { from: 0, word: 'he' });
  assert.deepEqual(trigger('Hello /', 7, '/'), { from: 6, word: '' });
  assert.equal(trigger('and/or', 6, '/'), null);
  assert.equal(trigger('https://shop', 12, '/'), null);
  assert.equal(trigger('/hello there', 12, '/'), null);
  assert.deepEqual(trigger('ask @An and so', 7, '@'), { from: 4, word: 'An' });
  assert.equal(trigger('mail me@shop', 12, '@'), null);
});

test('answers are found by shortcut before text', () => {
  const all = [
    { id: '1', shortcut: 'bye', text: 'Hello and goodbye', shared: true },
    { id: '2', shortcut: 'hello', text: 'Good day', shared: true },
    { id: '3', shortcut: 'hours', text: 'We are open from 9 to 5', shared: false },
  ];
  assert.deepEqual(fitting(all, 'hello').map((one) => one.id), ['2', '1']);
  assert.deepEqual(fitting(all, 'open').map((one) => one.id), ['3']);
  assert.deepEqual(fitting(all, '').map((one) => one.shortcut), ['bye', 'hello', 'hours']);
});

test('variables are filled in; an empty one leaves no gap, and an unknown one stays to be seen', () => {
  const values = { name: 'Ana', site: '', 'visitor.name': 'Bo' };
  assert.equal(filled('Hello {name}, welcome', values), 'Hello Ana, welcome');
  assert.equal(filled('Hello {{visitor.name}}!', values), 'Hello Bo!');
  assert.equal(filled('Hello {site}, welcome', values), 'Hello, welcome');
  assert.equal(filled('Hello {nobody}', values), 'Hello {nobody}');
  assert.equal(filled('{name}{name}', values), 'AnaAna');
});

test('what is kept from a conversation speaks of the next visitor: names become variables again', () => {
  const values = { 'visitor.name': 'Ana', 'visitor.email': '', 'operator.name': 'Bo Li', 'site.name': 'Lamps' };
  assert.equal(unfilled('Hello Ana, thank you. Bo Li', values), 'Hello {visitor.name}, thank you. {operator.name}');
  assert.equal(unfilled('Anais buys Lamps', values), 'Anais buys Lamps');
  assert.equal(filled(unfilled('Hello Ana', values), { 'visitor.name': 'Eva' }), 'Hello Eva');
});

test('a shortcut is one word in lower case', () => {
  assert.equal(shortcut(' /Prix-été '), 'prix-été');
  for (const wrong of ['', '/', 'two words', 'a/b', 'x'.repeat(33)]) assert.equal(shortcut(wrong), null);
});
