import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Looks } from './looks';

test('a draft stays while its visitor pauses, and goes with what is said or taken back', (context) => {
  context.after(() => mock.timers.reset());
  mock.timers.enable({ apis: ['setTimeout'] });
  const looks = new Looks(() => true, () => 'me', () => {});
  looks.types('a', 'Anna', 'My half');
  looks.types('b', 'Ben');
  mock.timers.tick(5_001);
  assert.deepEqual([looks.writes('a')?.name, looks.writes('a')?.draft, looks.writes('b')], ['', 'My half', undefined]);
  looks.types('a', 'Anna', 'My half sentence');
  assert.equal(looks.writes('a')?.name, 'Anna');
  looks.types('a', '');
  assert.equal(looks.writes('a'), undefined);
  looks.types('a', 'Anna', 'Gone for long');
  mock.timers.tick(5_001);
  mock.timers.tick(600_001);
  assert.equal(looks.writes('a'), undefined);
});
