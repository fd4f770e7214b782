import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, blankBlock, isExperiment, moved, parts, shaped, withCopy, withoutVariant } from './model.ts';
import type { Definition, Look } from './types.ts';

const look = (): Look => ({ shape: 'modal', blocks: [blankBlock('title')] });
const definition = (): Definition => ({
  triggers: [{ on: 'exit' }],
  audience: {},
  frequency: { seen: 'visit', closed: { days: 7 }, converted: 'never' },
  variants: [{ key: 'a', name: '', weight: 1, look: look() }],
  control: 0,
});

test('a shape brings what it needs and drops what it has not', () => {
  const wheel = shaped(look(), 'wheel');
  assert.equal(wheel.segments?.length, 4);
  assert.deepEqual(shaped(wheel, 'bar'), { shape: 'bar', side: 'top', blocks: look().blocks });
  assert.equal(shaped(shaped(look(), 'lock'), 'modal').selector, undefined);
});

test('a new variant is a copy under the first free key, and the last one stays', () => {
  let it = withCopy(withCopy(definition(), 0), 0);
  assert.deepEqual(it.variants.map((one) => one.key), ['a', 'b', 'c']);
  it.variants[1]!.look.blocks[0]!.text = 'Changed';
  assert.equal(it.variants[0]!.look.blocks[0]!.text, '');
  it = withCopy(withoutVariant(it, 1), 0);
  assert.deepEqual(it.variants.map((one) => one.key), ['a', 'c', 'b']);
  assert.equal(withoutVariant(definition(), 0).variants.length, 1);
});

test('the group that sees nothing takes its part of the visitors', () => {
  const it = { ...withCopy(definition(), 0), control: 2 };
  assert.deepEqual(parts(it), [0.25, 0.25, 0.5]);
  assert.ok(isExperiment(it));
  assert.ok(!isExperiment(definition()));
});

test('things move within their list only', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 0, 2), ['b', 'c', 'a']);
  assert.deepEqual(moved(['a', 'b'], 1, 2), ['a', 'b']);
});

test('findings are told where they belong', () => {
  const findings = [{ path: 'variants.0.look.blocks.1.url', code: 'required' }, { path: 'triggers', code: 'required' }];
  assert.equal(at(findings, 'variants.0', true).length, 1);
  assert.equal(at(findings, 'variants.0').length, 0);
  assert.equal(at(findings, 'variants', true).length, 1);
});
