// The draft while it is changed: what it was before each change, and what is selected.
import { useRef, useState } from 'preact/hooks';
import { History } from '../scripts/state/history';
import { draftOf, spotOf } from './model';
import type { Definition, Draft, Whole } from './types';

/** A field by its key, or a step by its place. */
export type Selected = { field: string } | { step: number } | undefined;

export class Editor {
  draft: Draft;
  selected: Selected;
  private readonly history = new History<Draft>();

  constructor(
    whole: Whole,
    /** Whether something is selected from the start. */
    starts: boolean,
    private readonly told: () => void,
  ) {
    this.draft = draftOf(whole);
    const first = this.draft.definition.steps[0]?.fields[0];
    if (starts && first) this.selected = { field: first.key };
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Changes with the same tag that follow at once are one. */
  change(part: Partial<Draft>, tag = ''): void {
    this.history.push({ doc: this.draft, selection: this.selection() }, tag);
    this.draft = { ...this.draft, ...part };
    this.settle();
  }

  define(definition: Definition, tag = ''): void {
    if (definition !== this.draft.definition) this.change({ definition }, tag);
  }

  select(selected: Selected): void {
    this.selected = selected;
    this.settle();
  }

  undo(): boolean {
    return this.swap(this.history.undo({ doc: this.draft, selection: this.selection() }));
  }

  redo(): boolean {
    return this.swap(this.history.redo({ doc: this.draft, selection: this.selection() }));
  }

  private swap(found: { doc: Draft; selection: ReadonlySet<string> } | undefined): boolean {
    if (!found) return false;
    this.draft = found.doc;
    const [key] = found.selection;
    if (key) this.selected = { field: key };
    this.settle();
    return true;
  }

  private selection(): ReadonlySet<string> {
    return new Set(this.selected && 'field' in this.selected ? [this.selected.field] : []);
  }

  /** What is selected is there. */
  private settle(): void {
    const { selected, draft } = this;
    const { steps } = draft.definition;
    if (selected && ('field' in selected ? !spotOf(draft.definition, selected.field) : selected.step >= steps.length)) this.selected = undefined;
    this.told();
  }
}

export function useEditor(whole: Whole, starts: boolean): Editor {
  const [, draw] = useState(0);
  const editor = useRef<Editor>(undefined);
  return (editor.current ??= new Editor(whole, starts, () => draw((n) => n + 1)));
}
