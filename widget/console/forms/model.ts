// What is done to a form's draft, without a page: each gives a new one.
import type { PublicForm } from '../../ui/offer-types';
import type { Choice, Choices, Cond, Definition, Draft, Field, Finding, Kind, Step } from './types';

/** The most of each. */
export const MOST = { steps: 10, fields: 40, choices: 50, rows: 10 };

/** A form asks for each of them once; they have a label without being given one: the widget's own words. */
const ONCE: Kind[] = ['name', 'phone', 'email', 'company', 'position'];
/** What the visitor types by hand, or chooses: the server may know it from before. */
const ASKS: Kind[] = [...ONCE, 'text', 'long', 'number', 'choice', 'date', 'profile'];

export const KINDS: Kind[] = [...ONCE, 'text', 'long', 'number', 'choice', 'date', 'file', 'consent', 'profile', 'hidden'];

export const needsLabel = (kind: Kind): boolean => !ONCE.includes(kind);
export const mayBeKnown = (kind: Kind): boolean => ASKS.includes(kind);
/** How the smallest and the largest are meant, if the field has any. */
export const bounds = ({ kind, many }: Field): 'size' | 'count' | 'length' | undefined =>
  kind === 'number' ? 'size' : kind === 'choice' && many ? 'count' : kind === 'text' || kind === 'long' ? 'length' : undefined;

/** Where a field stands. */
export interface Spot {
  step: number;
  field: number;
}

export const all = (definition: Definition): Field[] => definition.steps.flatMap((step) => step.fields);

export function spotOf(definition: Definition, key: string): Spot | undefined {
  for (const [step, { fields }] of definition.steps.entries()) {
    const field = fields.findIndex((one) => one.key === key);
    if (field >= 0) return { step, field };
  }
  return undefined;
}

/** Whether one more of the kind has a place. */
export const hasRoom = (definition: Definition, kind: Kind): boolean =>
  all(definition).length < MOST.fields && !(ONCE.includes(kind) && all(definition).some((one) => one.kind === kind));

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A key that has not been given before: what was answered under another never counts for it. */
function fresh(prefix: string, taken: string[], random: () => number): string {
  for (;;) {
    const key = prefix + Array.from({ length: 6 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
    if (!taken.includes(key)) return key;
  }
}

export const newKey = (definition: Definition, random: () => number = Math.random): string => fresh('f', all(definition).map((one) => one.key), random);

export function blankField(definition: Definition, kind: Kind, random: () => number = Math.random): Field {
  const field: Field = { key: newKey(definition, random), kind, label: '', required: kind === 'consent' };
  if (kind === 'choice') field.choices = withChoices([], ['', ''], random);
  if (kind === 'hidden') field.from = { query: '' };
  return field;
}

const withStep = (definition: Definition, at: number, change: (step: Step) => Step): Definition => ({
  ...definition,
  steps: definition.steps.map((step, i) => (i === at ? change(step) : step)),
});

/** Puts a field before the one that stands there. */
export const placed = (definition: Definition, field: Field, { step, field: at }: Spot): Definition =>
  withStep(definition, step, (one) => ({ ...one, fields: [...one.fields.slice(0, at), field, ...one.fields.slice(at)] }));

export function changedField(definition: Definition, key: string, part: Partial<Field>): Definition {
  const spot = spotOf(definition, key);
  if (!spot) return definition;
  return withStep(definition, spot.step, (step) => ({ ...step, fields: step.fields.map((one) => (one.key === key ? { ...one, ...part } : one)) }));
}

export const changedStep = (definition: Definition, at: number, part: Partial<Step>): Definition => withStep(definition, at, (step) => ({ ...step, ...part }));

export const withoutField = (definition: Definition, key: string): Definition => ({
  ...definition,
  steps: definition.steps.map((step) => (step.fields.some((one) => one.key === key) ? { ...step, fields: step.fields.filter((one) => one.key !== key) } : step)),
});

/** One more like it, after it, under a key of its own. */
export function withCopy(definition: Definition, key: string, random: () => number = Math.random): { definition: Definition; key: string } | undefined {
  const spot = spotOf(definition, key);
  const source = spot && definition.steps[spot.step]!.fields[spot.field]!;
  if (!source || !hasRoom(definition, source.kind)) return undefined;
  const copy = { ...structuredClone(source), key: newKey(definition, random) };
  return { definition: placed(definition, copy, { step: spot.step, field: spot.field + 1 }), key: copy.key };
}

/** Puts a field elsewhere: before the one that stands there now. */
export function movedTo(definition: Definition, key: string, to: Spot): Definition {
  const from = spotOf(definition, key);
  if (!from || !definition.steps[to.step]) return definition;
  const isLower = to.step === from.step && to.field > from.field;
  const field = isLower ? to.field - 1 : to.field;
  if (to.step === from.step && field === from.field) return definition;
  return placed(withoutField(definition, key), definition.steps[from.step]!.fields[from.field]!, { step: to.step, field });
}

/** One up or down; at its step's edge into the next one. */
export function movedBy(definition: Definition, key: string, by: 1 | -1): Definition {
  const spot = spotOf(definition, key);
  if (!spot) return definition;
  const { step, field } = spot;
  const count = definition.steps[step]!.fields.length;
  if (field + by >= 0 && field + by < count) return movedTo(definition, key, { step, field: by > 0 ? field + 2 : field - 1 });
  const next = definition.steps[step + by];
  return next ? movedTo(definition, key, { step: step + by, field: by > 0 ? 0 : next.fields.length }) : definition;
}

/** What a condition can look at: the fields before it. `field` is left out for a step's own. */
export const before = (definition: Definition, { step, field = 0 }: { step: number; field?: number }): Field[] =>
  [...definition.steps.slice(0, step).flatMap((one) => one.fields), ...(definition.steps[step]?.fields.slice(0, field) ?? [])].filter((one) => one.kind !== 'file');

export type Is = 'eq' | 'ne' | 'contains' | 'gt' | 'lt' | 'filled' | 'empty';

/** What can be asked of an answer of the kind. */
export function comparisons(kind: Kind | undefined): Is[] {
  switch (kind) {
    case 'consent':
      return ['filled', 'empty'];
    case 'choice':
      return ['eq', 'ne', 'filled', 'empty'];
    case 'number':
    case 'date':
      return ['eq', 'gt', 'lt', 'filled', 'empty'];
    default:
      return ['eq', 'ne', 'contains', 'filled', 'empty'];
  }
}

export const hasValue = (is: string): boolean => is !== 'filled' && is !== 'empty';

export type Row = Cond['all'][number];

/** A row about a field, with as much of the last one as fits. */
export function rowFor(field: Field, row?: Row): Row {
  const fit = comparisons(field.kind);
  const is = row && fit.includes(row.is as Is) ? row.is : fit[0]!;
  if (!hasValue(is)) return { field: field.key, is };
  const value = field.kind === 'choice' ? (field.choices?.find((one) => one.key === row?.value) ?? field.choices?.[0])?.key ?? '' : '';
  return { field: field.key, is, value };
}

/** A condition, or none where nothing is asked. */
export const cond = (rows: Row[]): Cond | null => (rows.length ? { all: rows } : null);

/** The lines of a text as choices: those that were there keep their key, and so the answers that were given. */
export function withChoices(choices: Choice[], labels: string[], random: () => number = Math.random): Choice[] {
  const left = [...choices];
  const taken = choices.map((one) => one.key);
  return labels.slice(0, MOST.choices).map((label) => {
    const at = left.findIndex((one) => one.label === label);
    if (at >= 0) return left.splice(at, 1)[0]!;
    const key = fresh('c', taken, random);
    taken.push(key);
    return { key, label };
  });
}

/** What is pasted as a list: a line each, without bullets and numbers before them. */
export const lines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d{1,3}[.)])\s+/, '').trim())
    .filter(Boolean);

/** What moving and taking away breaks at once: conditions that look at what is not before them. */
export function broken(definition: Definition): Finding[] {
  const found: Finding[] = [];
  const look = (when: Cond | null | undefined, path: string, earlier: Field[]): void => {
    for (const [i, row] of (when?.all ?? []).entries()) {
      const field = earlier.find((one) => one.key === row.field);
      if (!field) found.push({ path: `${path}.when.all.${i}.field`, code: 'unknown' });
      else if (field.kind === 'choice' && hasValue(row.is) && !field.choices?.some((one) => one.key === row.value)) found.push({ path: `${path}.when.all.${i}.value`, code: 'unknown' });
    }
  };
  for (const [step, { when, fields }] of definition.steps.entries()) {
    look(when, `steps.${step}`, before(definition, { step }));
    for (const [i, field] of fields.entries()) look(field.when, `steps.${step}.fields.${i}`, before(definition, { step, field: i }));
  }
  return found;
}

/** Findings of the last saving, as long as what they are about is as it was, and those that can be seen at once. */
export function findingsNow(saved: Draft, now: Draft, told: Finding[]): Finding[] {
  const here = broken(now.definition);
  const isHere = (path: string) => here.some((one) => one.path === path);
  const kept = told.flatMap((one) => {
    const path = followed(saved.definition, now.definition, one.path);
    if (path === undefined || isHere(path) || /\.when\.all\.\d+\.(?:field|value)$/.test(path)) return [];
    return JSON.stringify(valueAt(saved, one.path)) === JSON.stringify(valueAt(now, path)) ? [{ path, code: one.code }] : [];
  });
  return [...kept, ...here];
}

/** Where something of the draft has gone meanwhile: fields are known by their keys. */
function followed(from: Definition, to: Definition, path: string): string | undefined {
  const [, step, field, rest] = /^steps\.(\d+)\.fields\.(\d+)(.*)$/.exec(path) ?? [];
  if (step === undefined) return path;
  const key = from.steps[Number(step)]?.fields[Number(field)]?.key;
  const spot = key === undefined ? undefined : spotOf(to, key);
  return spot && `steps.${spot.step}.fields.${spot.field}${rest}`;
}

function valueAt(draft: Draft, path: string): unknown {
  let value: any = path === 'name' ? draft : draft.definition;
  for (const part of path.split('.')) value = value?.[part];
  return value;
}

/** Which field or step a finding is about. */
export function about(definition: Definition, path: string): { field?: string; step?: number } {
  const [, step, field] = /^steps\.(\d+)(?:\.fields\.(\d+))?/.exec(path) ?? [];
  if (step === undefined) return {};
  const key = field === undefined ? undefined : definition.steps[Number(step)]?.fields[Number(field)]?.key;
  return key === undefined ? { step: Number(step) } : { step: Number(step), field: key };
}

/** The draft as visitors get it. */
export const shown = ({ title, intro, submit, consent, steps }: Definition, rev: number): PublicForm => ({ id: 'preview', rev, title, intro, submit, consent, steps: steps as PublicForm['steps'] });

/** What follows in the preview: nothing that leads out of it. */
export const shownAfter = ({ do: does, title, text, magnet }: Definition['after'], link: string, magnets: Choices['magnets']): Record<string, unknown> => {
  const kind = magnets.find((one) => one.id === magnet)?.kind;
  return { title, text, ...(does === 'magnet' && (kind === 'coupon' ? { do: 'magnet', code: 'CODE-1234' } : { do: 'magnet', link })) };
};

/** What is saved of a form. */
export const draftOf = ({ name, active, definition }: Draft): Draft => ({ name, active, definition });

export const same = (one: Draft, two: Draft): boolean => JSON.stringify(one) === JSON.stringify(two);

/** What the funnel loses at each field, of who met it. */
export const lost = (field: { views: number; drops: number }): number => (field.views ? field.drops / field.views : 0);
