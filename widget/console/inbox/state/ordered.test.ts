import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ordered } from './ordered';

interface Row {
  id: number;
  at: number;
}
const compare = (a: Row, b: Row): number => b.at - a.at || a.id - b.id;

test('after any changes the list stands as a sort would have it', () => {
  let seed = 7;
  const dice = (n: number): number => (seed = (seed * 48_271) % 2_147_483_647) % n;
  const list = new Ordered<Row>(compare);
  const rows = new Map<number, Row>();
  for (let step = 0; step < 5_000; step += 1) {
    const id = dice(60);
    const was = rows.get(id);
    const now = dice(4) === 0 ? undefined : { id, at: dice(40) };
    list.replace(was, now);
    if (now) rows.set(id, now);
    else rows.delete(id);
    if (step % 50 === 0) assert.deepEqual(list.slice(0, 100), [...rows.values()].sort(compare));
  }
  for (const [place, row] of list.slice(0, 100).entries()) assert.equal(list.place(row), place);
});

test('a row that keeps its place is exchanged, and each change has a number', () => {
  const list = new Ordered<Row>(compare);
  const [one, two] = [{ id: 1, at: 1 }, { id: 2, at: 2 }];
  list.fill([one, two]);
  const again = { ...one };
  list.replace(one, again);
  assert.equal(list.at(1), again);
  assert.equal(list.place(one), -1);
  const { version } = list;
  list.replace(undefined, undefined);
  assert.equal(list.version, version);
});
