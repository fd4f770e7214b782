// Undo and redo. Letters typed one after another into one field are one change.

export interface Moment<Doc> {
  doc: Doc;
  /** What was selected when it was so. */
  selection: ReadonlySet<string>;
}

const TOGETHER = 1_200;
const KEPT = 200;

export class History<Doc> {
  private past: Moment<Doc>[] = [];
  private future: Moment<Doc>[] = [];
  private tag = '';
  private at = 0;

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** `before` was left by a change; a `tag` names what changes with it may be one. */
  push(before: Moment<Doc>, tag = '', now = Date.now()): void {
    const same = tag && tag === this.tag && now - this.at < TOGETHER && this.past.length > 0;
    this.tag = tag;
    this.at = now;
    this.future = [];
    if (same) return;
    this.past.push(before);
    if (this.past.length > KEPT) this.past.shift();
  }

  undo(now: Moment<Doc>): Moment<Doc> | undefined {
    return this.swap(this.past, this.future, now);
  }

  redo(now: Moment<Doc>): Moment<Doc> | undefined {
    return this.swap(this.future, this.past, now);
  }

  private swap(from: Moment<Doc>[], to: Moment<Doc>[], now: Moment<Doc>): Moment<Doc> | undefined {
    const found = from.pop();
    if (found) to.push(now);
    this.tag = '';
    return found;
  }
}
