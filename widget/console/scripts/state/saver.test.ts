import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused } from './api';
import { Saver, type Kept, type SaveState } from './saver';
import type { Script } from './types';

const script = (name: string): Script => ({ format: 'leadbell.script/1', name, language: 'en', variables: [], entries: [], steps: [] });

function made(answer: (rev: number, script: Script) => Promise<{ rev: number; findings: [] }>) {
  const kept: { now: Kept | null } = { now: null };
  const states: SaveState[] = [];
  const saver = new Saver('one', 1, { save: (_, rev, draft) => answer(rev, draft) }, { read: () => kept.now, write: (next) => (kept.now = next) }, { state: (state) => states.push(state), saved: () => {} });
  return { saver, kept, states };
}

test('what changes while a save is under way is saved after it, on the newer revision', async () => {
  const got: [number, string][] = [];
  const { saver, kept } = made(async (rev, draft) => {
    got.push([rev, draft.name]);
    if (got.length === 1) saver.take(script('b'));
    return { rev: rev + 1, findings: [] };
  });
  saver.take(script('a'));
  assert.equal(await saver.flush(), true);
  assert.deepEqual(got, [[1, 'a'], [2, 'b']]);
  assert.equal(kept.now, null);
  saver.stop();
});

test('without a line the draft is kept and goes out when the line is back', async () => {
  let there = false;
  const { saver, kept, states } = made(async (rev) => {
    if (!there) throw new Refused(0, 'away', {});
    return { rev: rev + 1, findings: [] };
  });
  saver.take(script('a'));
  assert.equal(await saver.flush(), false);
  assert.equal(states.at(-1), 'offline');
  assert.equal(kept.now?.script.name, 'a');
  there = true;
  assert.equal(await saver.flush(), true);
  assert.equal(kept.now, null);
  saver.stop();
});

test('a draft that was changed elsewhere is not written over', async () => {
  let asked = 0;
  const { saver, kept } = made(async () => {
    asked += 1;
    throw new Refused(409, 'changed', { code: 'changed_elsewhere', rev: 7 });
  });
  saver.take(script('a'));
  assert.equal(await saver.flush(), false);
  saver.take(script('b'));
  assert.equal(await saver.flush(), false);
  assert.equal(asked, 1);
  assert.equal(saver.state, 'changed_elsewhere');
  assert.equal(kept.now?.script.name, 'b');
  saver.stop();
});
