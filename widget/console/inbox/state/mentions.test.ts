import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentioned } from './mentions';

test('a note names whom it says, and nobody whose name is a part of another word', () => {
  const people = ['Dan', 'Dana Demo', 'Łukasz'].map((name) => ({ name }));
  const names = (text: string): string[] => mentioned(text, people).map((one) => one.name);
  assert.deepEqual(names('please ask @Dana Demo about it'), ['Dana Demo']);
  assert.deepEqual(names('@Dan, and @Łukasz: look'), ['Dan', 'Łukasz']);
  assert.deepEqual(names('(@Dan) @Dan @Dana Demo.'), ['Dan', 'Dana Demo']);
  assert.deepEqual(names('mail to me@Danube.example, or me@Dan, or @Danish'), []);
});
