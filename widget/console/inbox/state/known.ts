// The conversations that are known here: by id, and those that the list shows in its order.
import { Ordered } from './ordered';
import { newer } from './rows';
import type { Conversation } from './types';

/** So many rows are kept; beyond it closed ones go first. */
const KEPT = 20_000;

export class Known {
  private readonly all = new Map<string, Conversation>();
  /** The change up to which the server has told the whole of a row; frames tell parts of later ones. */
  private readonly whole = new Map<string, number>();
  readonly shown = new Ordered<Conversation>(newer);
  /** Open conversations with something unread. */
  unread = 0;
  private matches: (row: Conversation) => boolean = () => false;

  get size(): number {
    return this.all.size;
  }

  get(id: string | null | undefined): Conversation | undefined {
    return id ? this.all.get(id) : undefined;
  }

  values(): IterableIterator<Conversation> {
    return this.all.values();
  }

  /** Which rows the list shows from now on. */
  show(matches: (row: Conversation) => boolean): void {
    this.matches = matches;
    this.shown.fill([...this.all.values()].filter(matches));
  }

  /** A row as it is now; false where a newer one is known. */
  put(row: Conversation): boolean {
    const was = this.all.get(row.id);
    if (was === row) return false;
    if (was && row.rev < was.rev) return false;
    this.unread += news(row) - news(was);
    this.all.set(row.id, row);
    this.shown.replace(was, this.matches(row) ? row : undefined);
    if (this.all.size > KEPT) this.forget();
    return true;
  }

  /**
   * The whole of a row, as the server had it. False where a part of something later is known already, as
   * a frame has overtaken it: what else it has is neither known nor may be taken, and is to be asked for.
   */
  learn(row: Conversation): boolean {
    const was = this.all.get(row.id);
    if (was && row.rev < was.rev) return row.rev <= (this.whole.get(row.id) ?? 0);
    this.whole.set(row.id, row.rev);
    this.put(row);
    return true;
  }

  /** Changes a part of a row. */
  change(id: string, part: Partial<Conversation>): void {
    const row = this.all.get(id);
    if (row) this.put({ ...row, ...part });
  }

  clear(): void {
    this.all.clear();
    this.whole.clear();
    this.shown.fill([]);
    this.unread = 0;
  }

  private forget(): void {
    for (const row of this.all.values()) {
      if (row.status === 'open') continue;
      this.all.delete(row.id);
      this.whole.delete(row.id);
      this.shown.replace(row, undefined);
      if (this.all.size <= KEPT) return;
    }
  }
}

const news = (row: Conversation | undefined): number => (row && row.status === 'open' && !row.spam && row.unread > 0 ? 1 : 0);
