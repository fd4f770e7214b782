import assert from 'node:assert/strict';
import { test } from 'node:test';
import { added, choicesFrom, moved, pasted, removed, shifted, stepOf } from './edit';
import { History } from './history';
import { laidOut, placed } from './layout';
import { outline } from './order';
import { START, edgesOf, linked } from './ports';
import { bounds, within } from './size';
import type { Script, Step } from './types';
import { wire } from './wire';
import { nearest, variablesOf, withVariables } from './variables';

const script = (steps: Step[], to = steps[0]?.id): Script => ({ format: 'leadbell.script/1', name: 'A', language: 'en', variables: [], entries: [{ on: 'start', to }], steps });
const say = (id: string, next?: string, more: Partial<Step> = {}): Step => ({ id, kind: 'message', text: id, at: [0, 0], ...(next ? { next } : {}), ...more });
const ask = (id: string, ways: (string | undefined)[], next?: string, more: Partial<Step> = {}): Step => ({
  id, kind: 'question', text: id, at: [0, 0],
  ask: { type: 'choice', choices: ways.map((to, i) => ({ id: `c${i + 1}`, label: `Way ${i + 1}`, ...(to ? { to } : {}) })) },
  ...(next ? { next } : {}), ...more,
});
const edges = (one: Script): string[] => edgesOf(one).map(({ from, port, to }) => `${from} ${port} ${to}`);

test('a step is added at a way out, and what stood there comes after it', () => {
  const before = script([say('a', 'b'), say('b')]);
  const { script: after, id } = added(before, { kind: 'message', text: 'new' }, { from: 'a', port: 'next' });
  assert.deepEqual(edges(after), ['@start entry:0 a', `a next ${id}`, `${id} next b`]);
  assert.deepEqual(edges(before), ['@start entry:0 a', 'a next b']);
});

test('the first step is led to by the start, and an answer leads where it is told', () => {
  const first = added(script([]), { kind: 'message', text: '' }, { from: START, port: 'entry:0' });
  assert.deepEqual(edges(first.script), [`@start entry:0 ${first.id}`]);
  const fork = added(script([ask('a', [undefined, undefined])]), { kind: 'end' }, { from: 'a', port: 'choice:c2' });
  assert.deepEqual(edges(fork.script), ['@start entry:0 a', `a choice:c2 ${fork.id}`]);
});

test('new steps stand on no other', () => {
  let now = script([]);
  let from: { from: string; port: string } = { from: START, port: 'entry:0' };
  for (let i = 0; i < 6; i += 1) {
    const next = added(now, { kind: 'message', text: '' }, from);
    now = next.script;
    from = { from: i % 2 ? now.steps[0]!.id : next.id, port: 'next' };
  }
  for (const step of now.steps) {
    const box = bounds(now, new Set([step.id]))!;
    assert.deepEqual(within(now, box), [step.id]);
  }
});

test('with a step go all the edges that led to it', () => {
  const after = removed(script([ask('a', ['b', 'c'], 'b', { failed: 'b' }), say('b', 'c'), say('c', 'b')]), new Set(['b']));
  assert.deepEqual(edges(after), ['@start entry:0 a', 'a choice:c2 c']);
  assert.ok(!('failed' in stepOf(after, 'a')!));
  assert.equal(removed(script([say('a')]), new Set(['a'])).entries[0]!.to, undefined);
});

test('pasted steps have new ids and keep the edges among them, and only those', () => {
  const before = script([say('a', 'b'), ask('b', ['c', 'a'], 'a'), say('c', 'a')]);
  const { script: after, ids } = pasted(before, before.steps.filter((step) => step.id !== 'c'));
  assert.equal(new Set(after.steps.map((step) => step.id)).size, 5);
  const [a, b] = ids as [string, string];
  assert.deepEqual(edges(after).filter((edge) => ids.some((id) => edge.startsWith(`${id} `))), [`${a} next ${b}`, `${b} choice:c2 ${a}`, `${b} next ${a}`]);
  assert.deepEqual(after.steps.slice(0, 3), before.steps);
});

test('undo and redo lead back and forth, and letters of one word are one change', () => {
  const history = new History<string>();
  const selection = new Set<string>();
  history.push({ doc: '', selection }, 'text', 0);
  history.push({ doc: 'a', selection }, 'text', 100);
  history.push({ doc: 'ab', selection }, '', 200);
  let now = { doc: 'ab!', selection };
  now = history.undo(now) as typeof now;
  assert.equal(now.doc, 'ab');
  now = history.undo(now) as typeof now;
  assert.equal(now.doc, '');
  assert.equal(history.undo(now), undefined);
  now = history.redo(now) as typeof now;
  now = history.redo(now) as typeof now;
  assert.equal(now.doc, 'ab!');
  history.undo(now);
  history.push({ doc: 'ab', selection });
  assert.equal(history.canRedo, false);
});

test('the layout of a selection moves nothing else', () => {
  const before = script([say('a', 'b', { at: [700, 40] }), say('b', 'c', { at: [20, 300] }), say('c', undefined, { at: [300, 10] })]);
  const after = laidOut(before, new Set(['a', 'b']));
  assert.deepEqual(stepOf(after, 'c')!.at, [300, 10]);
  assert.ok(stepOf(after, 'a')!.at![0] < stepOf(after, 'b')!.at![0]);
  assert.deepEqual(moved(before, new Set(['c']), [4, -4]).steps.map((step) => step.at), [[700, 40], [20, 300], [304, 6]]);
});

test('what the first answer leads to stands above what the others lead to', () => {
  const one = script([ask('a', ['b', 'c'], 'd'), say('d', 'e'), say('c'), say('b'), say('e')]);
  const top = (id: string): number => stepOf(laidOut(one), id)!.at![1];
  assert.ok(top('b') < top('c') && top('c') < top('d'));
});

test('a script without places gets an order, one with places keeps it', () => {
  const bare = script([say('a', 'b', { at: undefined }), say('b', undefined, { at: undefined })]);
  const [a, b] = placed(bare).steps as [Step, Step];
  assert.ok(a.at![0] < b.at![0]);
  const kept = script([say('a')]);
  assert.equal(placed(kept), kept);
});

test('answers are typed one a line, and keep what hangs on them', () => {
  const old = [{ id: 'c1', label: 'Yes', to: 's1' }, { id: 'c2', label: 'No', to: 's2' }];
  assert.deepEqual(choicesFrom('Yes, please\n No \n\n', old), [{ id: 'c1', label: 'Yes, please', to: 's1' }, old[1]]);
  assert.deepEqual(choicesFrom('No\nYes', old), [old[1], old[0]]);
  const three = choicesFrom('Maybe\nYes\nNo', old);
  assert.deepEqual(three.map((one) => one.to), [undefined, 's1', 's2']);
  assert.equal(new Set(three.map((one) => one.id)).size, 3);
});

test('steps that follow each other change places', () => {
  const before = script([say('a', 'b'), say('b', 'c'), say('c')]);
  assert.deepEqual(edges(shifted(before, 'b', 1)), ['@start entry:0 a', 'a next c', 'b next', 'c next b'].filter((edge) => edge !== 'b next'));
  assert.deepEqual(edges(shifted(before, 'b', -1)), ['@start entry:0 b', 'a next c', 'b next a']);
  assert.equal(shifted(before, 'c', 1), before);
});

test('the outline has every step once, ways of a fork below it, what is common after it', () => {
  const one = script([ask('a', ['b', undefined], 'c'), say('b', 'd'), say('c', 'd'), say('d', 'a'), say('e')]);
  assert.deepEqual(
    outline(one).map((line) => `${'-'.repeat(line.depth)}${line.start ? 'start' : (line.step?.id ?? `${line.port!.key}${line.elsewhere ? ` to ${line.elsewhere.id}` : ''}`)}${line.lost ? ' lost' : ''}`),
    ['start', 'entry:0', '-a', '--choice:c1', '---b', '---next to d', '--choice:c2', '-c', '-d', '-next to a', 'e lost', 'next lost'],
  );
});

test('variables come into being by being named, and go with the last that names them', () => {
  const one = { ...script([ask('a', [], 'b', { variable: 'Budget' }), say('b', undefined, { text: '{{Old}}' })]), variables: [{ name: 'Old' }, { name: 'Gone' }, { name: 'Kept', initial: '1' }] };
  assert.deepEqual(withVariables(one).variables.map((variable) => variable.name), ['Old', 'Kept', 'Budget']);
  assert.deepEqual(variablesOf(one), ['Old', 'Gone', 'Kept', 'Budget']);
  assert.equal(nearest(one, 'b'), 'Budget');
});

test('a draft goes out with all that the format asks for, also where nothing was typed', () => {
  const one = wire({ ...script([{ id: 'a', kind: 'set' }, { id: 'b', kind: 'jump' }, { id: 'c', kind: 'image' }, { id: 'd', kind: 'set', variable: 'X', day: 1 }]), entries: [{ on: 'start' }] });
  assert.deepEqual(one.entries, [{ on: 'start', to: '' }]);
  assert.deepEqual(one.steps, [
    { variable: '', id: 'a', kind: 'set', text: '' },
    { to: '', id: 'b', kind: 'jump' },
    { url: '', id: 'c', kind: 'image' },
    { variable: 'X', id: 'd', kind: 'set', day: 1 },
  ]);
});

test('an edge is taken away by leading its way nowhere', () => {
  const one = script([ask('a', ['b'], 'b'), say('b')]);
  assert.deepEqual(edges(linked(one, 'a', 'choice:c1', null)), ['@start entry:0 a', 'a next b']);
  assert.deepEqual(edges(linked(one, START, 'entry:0', 'b')), ['@start entry:0 b', 'a choice:c1 b', 'a next b']);
});
