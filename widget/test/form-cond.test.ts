import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, holds } from '../ui/form-cond';
import vectors from './form-vectors.json';

test('conditions hold as in the server', () => {
  for (const { cond, answers, holds: wanted } of vectors.holds as any[]) {
    assert.equal(holds(cond, answers), wanted, JSON.stringify([cond, answers]));
  }
});

test('what is asked depends on answers that are asked themselves', () => {
  for (const { about, steps, answers, asked: wanted } of vectors.asked as any[]) {
    const found = asked({ id: '', rev: 1, steps }, answers).map((fields) => fields.map(({ key }) => key));
    assert.deepEqual(found, wanted, about);
  }
});
