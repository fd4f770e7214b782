// What a comparison of two versions shows: rows to read, and marks on the canvas.
import type { Difference, Script, Step } from './types';

export type Mark = 'added' | 'changed';

export interface DiffRow {
  how: 'added' | 'removed' | 'changed';
  id: string;
  step?: Step;
  /** Of a step that is gone. */
  title?: string;
  kind: string;
  fields: string[];
}

export function diffRows(difference: Difference, script: Script): DiffRow[] {
  const step = (id: string): Step | undefined => script.steps.find((one) => one.id === id);
  return [
    ...difference.added.map((id): DiffRow => ({ how: 'added', id, ...has(step(id)), kind: step(id)?.kind ?? '', fields: [] })),
    // A step that was only moved is not told.
    ...difference.changed
      .map(({ id, fields }): DiffRow => ({ how: 'changed', id, ...has(step(id)), kind: step(id)?.kind ?? '', fields: fields.filter((field) => field !== 'at') }))
      .filter((row) => row.fields.length),
    ...difference.removed.map(({ id, title, kind }): DiffRow => ({ how: 'removed', id, kind, fields: [], ...(title ? { title } : {}) })),
  ];
}

const has = (step: Step | undefined): { step?: Step } => (step ? { step } : {});

export const marks = (rows: DiffRow[]): Map<string, Mark> => new Map(rows.flatMap((row) => (row.how === 'removed' ? [] : [[row.id, row.how] as const])));
