// What was written and is not yet acknowledged, and drafts: they outlive a
// reload and a lost line. A tab keeps its own, so nothing is sent by two tabs.
import type { Pending } from './types';

const PENDING = 'leadbell.pending';
const DRAFTS = 'leadbell.drafts';

interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export class Outbox {
  private waiting: Pending[];
  /** The same list for as long as nothing of it changes. */
  private readonly cut = new Map<string, { of: Pending[]; list: Pending[] }>();
  private drafts: Record<string, string>;

  constructor(private readonly store: Store | null) {
    this.waiting = this.load<Pending[]>(PENDING, []);
    this.drafts = this.load<Record<string, string>>(DRAFTS, {});
  }

  private load<T>(key: string, empty: T): T {
    try {
      return (JSON.parse(this.store?.getItem(key) ?? 'null') as T | null) ?? empty;
    } catch {
      return empty;
    }
  }

  private keep(key: string, value: unknown): void {
    try {
      this.store?.setItem(key, JSON.stringify(value));
    } catch {
      // No room or no storage: memory has it as long as the page lives.
    }
  }

  add(message: Pending): void {
    this.waiting = [...this.waiting, message];
    this.keep(PENDING, this.waiting);
  }

  /** Takes out what was acknowledged or thrown away. */
  take(id: string): Pending | undefined {
    const found = this.waiting.find((m) => m.id === id);
    if (found) {
      this.waiting = this.waiting.filter((m) => m !== found);
      this.keep(PENDING, this.waiting);
    }
    return found;
  }

  /** Refused, and by whom somebody was faster; or to be sent again, after what was seen. */
  mark(id: string, refused: string | undefined, seen?: number, by?: string): void {
    this.waiting = this.waiting.map((m) => (m.id === id ? { ...m, refused, seen: seen ?? m.seen, by } : m));
    this.keep(PENDING, this.waiting);
  }

  of(conversation: string): Pending[] {
    const cut = this.cut.get(conversation);
    if (cut?.of === this.waiting) return cut.list;
    const list = this.waiting.filter((m) => m.conversation === conversation);
    const was = cut?.list;
    const same = was?.length === list.length && list.every((one, i) => one === was[i]);
    const now = same && was ? was : list;
    this.cut.set(conversation, { of: this.waiting, list: now });
    return now;
  }

  /** In the order in which they were written. */
  unsent(): Pending[] {
    return this.waiting.filter((m) => !m.refused);
  }

  draft(conversation: string): string {
    return this.drafts[conversation] ?? '';
  }

  setDraft(conversation: string, text: string): void {
    if (text) this.drafts[conversation] = text;
    else delete this.drafts[conversation];
    this.keep(DRAFTS, this.drafts);
  }
}

/** Session storage where the browser gives it. */
export function sessionStore(): Store | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
