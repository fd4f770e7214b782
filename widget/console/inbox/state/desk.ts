// The person's place in the inbox: what is shown, the cursor, what is selected, which menu is open.
import type { Menu } from '../menu';
import type { Inbox } from './inbox';
import { filled, unfilled } from './canned';
import type { Canned, Conversation } from './types';
import { address, PINS, readWhere, type Where } from './where';

const wide = matchMedia('(min-width: 700px)');
const columns = matchMedia('(min-width: 1600px)');

export class Desk {
  where: Where = readWhere(location.search);
  cursor: string | null = this.where.open;
  selected: ReadonlySet<string> = new Set();
  /** The column that keys go to. */
  active: string | null = this.where.open;
  /** Conversations whose composer writes notes. */
  noting: ReadonlySet<string> = new Set();
  menu: { id: number; build: () => Menu; at: DOMRect | null } | null = null;
  facts = false;
  help = false;
  search = '';
  /** The message that a search has led to. */
  hit: { id: string; number: number } | null = null;
  readonly fields = new Map<string, HTMLTextAreaElement>();
  list: HTMLElement | null = null;
  searchField: HTMLInputElement | null = null;
  private from: string | null = null;
  private menus = 0;

  // The same functions for as long as the page lives: rows are not drawn again for them.
  readonly onOpen = (id: string): void => this.open(id);
  readonly onPick = (id: string, range: boolean): void => this.pick(id, range);

  constructor(readonly inbox: Inbox) {
    inbox.goTo = (id, number) => this.open(id, number);
  }

  /** The threads on the screen: beside each other only where there is room. */
  get columns(): string[] {
    const { open, pins } = this.where;
    if (!columns.matches) return open ? [open] : [];
    return open ? [open, ...pins] : pins;
  }

  get canPin(): boolean {
    return columns.matches;
  }

  begin(): void {
    this.inbox.select(this.where.open, this.pinned());
    this.inbox.looks.look(this.active);
    void this.inbox.lists.show(this.where);
  }

  private pinned(): string[] {
    return this.canPin ? this.where.pins : [];
  }

  /** On a phone the browser's back leads from the thread to the list. */
  go(part: Partial<Where>, push = false): void {
    const where = { ...this.where, ...part };
    history[push ? 'pushState' : 'replaceState'](null, '', address(where));
    this.arrive(where);
  }

  /** The address says something else now. */
  arrive(where: Where): void {
    const was = this.where;
    this.where = where;
    if (where.open !== was.open) {
      this.facts = false;
      if (this.hit?.id !== where.open) this.hit = null;
    }
    if (!this.active || !this.columns.includes(this.active)) this.active = where.open;
    this.inbox.select(where.open, this.pinned());
    this.inbox.looks.look(this.active);
    if (['filter', 'site', 'department', 'tag', 'assignee'].some((name) => where[name as 'site'] !== was[name as 'site'])) {
      this.selected = new Set();
      void this.inbox.lists.show(where);
    }
    this.inbox.now();
  }

  /** Opens a conversation in the first column, at a message where one is named. */
  open(id: string, number?: number): void {
    this.cursor = id;
    this.hit = number ? { id, number } : null;
    this.active = id;
    const pins = this.where.pins.filter((one) => one !== id);
    this.go({ open: id, pins }, !this.where.open && !wide.matches);
    if (number) void this.inbox.threads.reach(id, number).then(() => this.inbox.now());
  }

  leave(): void {
    this.facts = false;
    this.go({ open: null });
    this.focusCursor();
  }

  /** Puts the focus on the row under the cursor, once it is in the page. */
  focusCursor(): void {
    const { list } = this;
    list?.focus({ preventScroll: true });
    setTimeout(() => {
      // Unless a faster key has led the focus elsewhere meanwhile.
      if (list?.contains(document.activeElement)) list.querySelector<HTMLElement>('.is-cursor a')?.focus({ preventScroll: true });
    }, 40);
  }

  private place(id: string | null): number {
    return this.inbox.known.shown.place(this.inbox.known.get(id));
  }

  private at(place: number): Conversation | undefined {
    const { length } = this.inbox.lists;
    return length ? this.inbox.known.shown.at(Math.min(length - 1, Math.max(0, place))) : undefined;
  }

  /** Moves the cursor by rows; with `extend` what it passes is selected. */
  move(by: number, extend = false): void {
    const now = this.place(this.cursor);
    const next = this.at(now < 0 ? 0 : now + by);
    if (!next) return;
    if (extend) {
      const ids = new Set(this.selected);
      if (this.cursor && now >= 0) ids.add(this.cursor);
      ids.add(next.id);
      this.selected = ids;
    }
    this.cursor = next.id;
    this.inbox.now();
    this.focusCursor();
  }

  /** The row beside one that is about to leave the list gets the cursor. */
  stepAside(): void {
    const now = this.place(this.cursor);
    const beside = this.inbox.known.shown.at(now + 1) ?? this.inbox.known.shown.at(now - 1);
    if (this.where.filter === 'all' || this.where.open || this.selected.size || !beside) return;
    this.cursor = beside.id;
    this.focusCursor();
  }

  pick(id: string, range = false): void {
    const ids = new Set(this.selected);
    const from = this.place(this.from ?? this.cursor);
    const to = this.place(id);
    if (range && from >= 0 && to >= 0) {
      for (let at = Math.min(from, to); at <= Math.max(from, to); at += 1) ids.add((this.at(at) as Conversation).id);
    } else if (!ids.delete(id)) ids.add(id);
    this.from = id;
    this.cursor = id;
    this.selected = ids;
    this.inbox.now();
  }

  pickAll(): void {
    this.selected = new Set(this.inbox.known.shown.slice(0, this.inbox.lists.length).map((row) => row.id));
    this.inbox.now();
  }

  unpick(): void {
    this.selected = new Set();
    this.inbox.now();
  }

  /** What is selected and stands in the list: what was closed from it is no more meant. */
  get picked(): string[] {
    const { known } = this.inbox;
    return [...this.selected].filter((id) => known.shown.place(known.get(id)) >= 0);
  }

  /** The conversations that a command is for. */
  targets(): string[] {
    const { picked } = this;
    if (picked.length) return picked;
    const one = this.current();
    return one ? [one] : [];
  }

  current(): string | null {
    return this.active ?? this.where.open ?? this.cursor;
  }

  row(): Conversation | undefined {
    return this.inbox.known.get(this.targets()[0]);
  }

  show(build: () => Menu, at: Element | null = null): void {
    this.menu = { id: ++this.menus, build, at: at?.getBoundingClientRect() ?? null };
    this.inbox.now();
  }

  hide(): void {
    this.menu = null;
    this.inbox.now();
  }

  set<Key extends 'facts' | 'help' | 'search'>(key: Key, value: Desk[Key]): void {
    (this as Desk)[key] = value;
    this.inbox.now();
  }

  /** The composer of a conversation, as an answer or as a note. */
  write(id: string, note: boolean | null = null): void {
    if (note !== null) {
      const noting = new Set(this.noting);
      if (note) noting.add(id);
      else noting.delete(id);
      this.noting = noting;
      this.inbox.now();
    }
    const focus = () => this.fields.get(id)?.focus();
    // At once, so that what is typed right after is no command; a column that opens comes later.
    focus();
    setTimeout(focus);
  }

  /** Puts a canned reply at the end of what is being written. */
  insert(id: string, canned: Canned): void {
    const draft = this.inbox.outbox.draft(id);
    const text = filled(canned.text, this.values(id));
    this.inbox.outbox.setDraft(id, draft && !/\s$/.test(draft) ? `${draft} ${text}` : draft + text);
    this.write(id, false);
  }

  /** What could become a canned reply: what is being written, or the team's last words. */
  keepable(id: string): string {
    const { outbox, threads } = this.inbox;
    const draft = outbox.draft(id).trim();
    const said = threads.get(id)?.messages.findLast((message) => message.author === 'operator' && message.text !== '');
    return unfilled(draft || said?.text || '', this.values(id));
  }

  /** What the variables of canned replies stand for here. */
  values(id: string): Record<string, string> {
    const { details, known, me } = this.inbox;
    const row = known.get(id);
    const lead = details.get(id)?.lead;
    return {
      'visitor.name': row?.name || lead?.name || '',
      'visitor.email': lead?.email ?? '',
      'visitor.phone': lead?.phone ?? '',
      'operator.name': me?.user.name ?? '',
      'site.name': row?.site_name ?? '',
      'page.title': row?.page?.title ?? '',
      'page.url': row?.page?.url ?? '',
    };
  }

  activate(id: string): void {
    if (this.active === id) return;
    this.active = id;
    this.inbox.looks.look(id);
    this.inbox.now();
  }

  pin(id: string): void {
    const { open, pins } = this.where;
    if (pins.includes(id)) {
      this.go({ pins: pins.filter((one) => one !== id) });
    } else if (id === open) {
      // It stays, and the next one that is opened stands beside it.
      this.go({ open: null, pins: [id, ...pins].slice(0, PINS) });
      this.active = id;
      this.inbox.now();
    } else this.go({ pins: [id, ...pins].slice(0, PINS) });
  }

  closeColumn(id: string): void {
    const { open, pins } = this.where;
    if (id === open) this.go({ open: pins[0] ?? null, pins: pins.slice(1) });
    else this.go({ pins: pins.filter((one) => one !== id) });
  }

  /** The column to the left or the right gets the keys. */
  side(by: number): void {
    const all = this.columns;
    const id = all[Math.min(all.length - 1, Math.max(0, all.indexOf(this.active ?? '') + by))];
    if (!id) return;
    this.activate(id);
    document.querySelector<HTMLElement>(`[data-column="${CSS.escape(id)}"] .ib-scroll`)?.focus();
  }
}
