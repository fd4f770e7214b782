import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naps, toField } from './snooze';

const at = (text: string): number => new Date(text).getTime();
const said = (now: string): string[] => naps(at(now)).map((nap) => `${nap.id} ${toField(nap.at)}`);

test('a conversation sleeps for an hour, to the evening, to tomorrow, to Monday', () => {
  assert.deepEqual(said('2026-11-25T10:20:00'), ['hour 2026-11-25T11:20', 'evening 2026-11-25T18:00', 'tomorrow 2026-11-26T09:00', 'monday 2026-11-30T09:00']);
});

test('what is near or the same is left out', () => {
  assert.deepEqual(said('2026-11-25T17:00:00'), ['hour 2026-11-25T18:00', 'tomorrow 2026-11-26T09:00', 'monday 2026-11-30T09:00']);
  assert.deepEqual(said('2026-11-29T20:00:00'), ['hour 2026-11-29T21:00', 'tomorrow 2026-11-30T09:00']);
  assert.deepEqual(said('2026-11-30T20:00:00'), ['hour 2026-11-30T21:00', 'tomorrow 2026-12-01T09:00', 'monday 2026-12-07T09:00']);
});

test('nine o’clock is nine o’clock after the clocks have changed', () => {
  for (const day of ['2026-03-28', '2026-10-24']) assert.equal(new Date(naps(at(`${day}T12:00:00`)).find((nap) => nap.id === 'tomorrow')?.at ?? 0).getHours(), 9);
});
