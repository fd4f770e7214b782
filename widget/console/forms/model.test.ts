import assert from 'node:assert/strict';
import { test } from 'node:test';
import { about, before, blankField, broken, comparisons, cond, findingsNow, hasRoom, lines, movedBy, movedTo, newKey, rowFor, shownAfter, spotOf, withChoices, withCopy, withoutField } from './model.ts';
import type { Definition, Draft, Field } from './types.ts';

const field = (key: string, kind: Field['kind'] = 'text', more: Partial<Field> = {}): Field => ({ key, kind, label: key, ...more });
const choice = field('c', 'choice', { choices: [{ key: 'x', label: 'X' }, { key: 'y', label: 'Y' }] });
const form = (): Definition => ({ steps: [{ fields: [field('a'), choice] }, { fields: [field('e', 'email')] }, { fields: [] }], after: { do: 'message' } });
const keys = (definition: Definition): string[][] => definition.steps.map((step) => step.fields.map((one) => one.key));
const draft = (definition: Definition): Draft => ({ name: '', active: true, definition });
/** Numbers one after another, in a circle. */
const rolling = (...numbers: number[]) => () => (numbers.push(numbers[0]!), numbers.shift()!);

test('a field moved by keys goes through its step, then into the next one, and stops at the ends', () => {
  let it = movedBy(form(), 'a', 1);
  assert.deepEqual(keys(it), [['c', 'a'], ['e'], []]);
  it = movedBy(it, 'a', 1);
  assert.deepEqual(keys(it), [['c'], ['a', 'e'], []]);
  it = movedBy(movedBy(it, 'a', 1), 'a', 1);
  assert.deepEqual(keys(it), [['c'], ['e'], ['a']]);
  assert.equal(movedBy(it, 'a', 1), it);
  assert.deepEqual(keys(movedBy(it, 'a', -1)), [['c'], ['e', 'a'], []]);
  assert.deepEqual(keys(movedBy(form(), 'c', -1)), [['c', 'a'], ['e'], []]);
});

test('a field that is dropped stands before what was there, also lower in its own step', () => {
  assert.deepEqual(keys(movedTo(form(), 'a', { step: 0, field: 2 })), [['c', 'a'], ['e'], []]);
  assert.deepEqual(keys(movedTo(form(), 'e', { step: 0, field: 1 })), [['a', 'e', 'c'], [], []]);
  const it = form();
  assert.equal(movedTo(it, 'a', { step: 0, field: 1 }), it);
  assert.equal(movedTo(it, 'a', { step: 9, field: 0 }), it);
});

test('a form asks for a contact once, and holds so many fields', () => {
  assert.ok(!hasRoom(form(), 'email'));
  assert.ok(hasRoom(form(), 'phone'));
  assert.equal(withCopy(form(), 'e'), undefined);
  const full = { ...form(), steps: [{ fields: Array.from({ length: 40 }, (_, i) => field(`k${i}`)) }] };
  assert.ok(!hasRoom(full, 'text'));
});

test('a copy stands after its field under a key of its own', () => {
  const copied = withCopy(form(), 'a')!;
  assert.deepEqual(keys(copied.definition), [['a', copied.key, 'c'], ['e'], []]);
  assert.ok(/^[a-z0-9_]{1,32}$/.test(copied.key));
  assert.deepEqual(spotOf(copied.definition, copied.key), { step: 0, field: 1 });
});

test('no key is given twice', () => {
  const first = newKey(form(), rolling(0));
  const taken = { ...form(), steps: [{ fields: [field(first)] }] };
  assert.ok(newKey(taken, rolling(0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0)) !== first);
});

test('choices from a list keep the keys of those that were there', () => {
  const kept = withChoices(choice.choices!, lines(' - Y\r\n2) Z\n\n'));
  assert.deepEqual(kept.map((one) => one.label), ['Y', 'Z']);
  assert.equal(kept[0]!.key, 'y');
  assert.ok(!['x', 'y'].includes(kept[1]!.key));
  assert.deepEqual(lines('1.5 litres\n2024'), ['1.5 litres', '2024']);
  assert.equal(withChoices([], Array(60).fill('')).length, 50);
});

test('a condition looks at what comes before it only', () => {
  assert.deepEqual(before(form(), { step: 1 }).map((one) => one.key), ['a', 'c']);
  assert.deepEqual(before(form(), { step: 0, field: 1 }).map((one) => one.key), ['a']);
  assert.deepEqual(before(form(), { step: 0 }), []);
});

test('a row about another field keeps what fits', () => {
  assert.deepEqual(rowFor(choice, { field: 'a', is: 'ne', value: 'old' }), { field: 'c', is: 'ne', value: 'x' });
  assert.deepEqual(rowFor(field('n', 'number'), { field: 'a', is: 'contains', value: 'old' }), { field: 'n', is: 'eq', value: '' });
  assert.deepEqual(rowFor(field('k', 'consent')), { field: 'k', is: 'filled' });
  assert.ok(comparisons('date').includes('gt'));
});

test('a condition whose field is moved behind it or taken away is told at once', () => {
  const it = form();
  it.steps[1]!.when = cond([rowFor(choice)]);
  assert.deepEqual(broken(it), []);
  assert.deepEqual(broken(movedTo(it, 'c', { step: 2, field: 0 })), [{ path: 'steps.1.when.all.0.field', code: 'unknown' }]);
  assert.deepEqual(broken(withoutField(it, 'c')), [{ path: 'steps.1.when.all.0.field', code: 'unknown' }]);
  it.steps[0]!.fields[1] = { ...choice, choices: [choice.choices![1]!] };
  assert.deepEqual(broken(it), [{ path: 'steps.1.when.all.0.value', code: 'unknown' }]);
});

test('a finding goes with its field, and goes away once that is changed', () => {
  const told = [{ path: 'steps.0.fields.0.label', code: 'required' }];
  const then = draft(form());
  assert.deepEqual(findingsNow(then, draft(movedBy(form(), 'a', 1)), told), [{ path: 'steps.0.fields.1.label', code: 'required' }]);
  const mended = form();
  mended.steps[0]!.fields[0] = field('a', 'text', { label: 'Now' });
  assert.deepEqual(findingsNow(then, draft(mended), told), []);
  assert.deepEqual(findingsNow(then, draft(withoutField(form(), 'a')), told), []);
  assert.deepEqual(about(form(), told[0]!.path), { step: 0, field: 'a' });
  assert.deepEqual(about(form(), 'after.url'), {});
});

test('the preview leads nowhere', () => {
  assert.deepEqual(shownAfter({ do: 'redirect', title: 'T', url: 'https://a.example' }, 'L', []), { title: 'T', text: undefined });
  assert.equal(shownAfter({ do: 'magnet', magnet: 'm' }, 'L', [{ id: 'm', name: '', kind: 'coupon' }]).code, 'CODE-1234');
});

test('a new field has what its kind needs', () => {
  assert.equal(blankField(form(), 'choice').choices?.length, 2);
  assert.deepEqual(blankField(form(), 'hidden').from, { query: '' });
  assert.equal(blankField(form(), 'consent').required, true);
});
