// The list in pages, and what was missed: loaded, caught up, begun anew.
import { t } from '../../lib/texts';
import { say } from '../../lib/toast';
import { api, Refusal, type ConversationPage } from './api';
import type { Inbox } from './inbox';
import { Revs } from './revs';
import { matches, newer } from './rows';
import type { Conversation, Filter } from './types';
import { sameView, type View } from './where';

/** What is on its way when a gap is seen comes within this time. */
const LATE = 800;
/** The numbers on the chips are asked for no more often than this. */
const COUNTED = 3_000;
/** Of what is open so many are loaded by themselves, with a rest between the pages. */
const WHOLE = 10_000;
const FOLLOWS = 200;
const OPEN = new Set<Filter>(['mine', 'unassigned', 'open', 'waiting']);
/** What a flood has made new is read in no more than so many pages. */
const PAGES = 20;
/** What was not among them, so many at once. */
const ABREAST = 6;
const EVERYTHING: View = { filter: 'all', site: '', department: '', tag: '', assignee: '' };

export class Lists {
  view: View = { filter: 'open', site: '', department: '', tag: '', assignee: '' };
  loading = true;
  loadingMore = false;
  error = '';
  next: string | null = null;
  /** How many there are under each filter, where the server has said. */
  counts: Partial<Record<Filter, number>> = {};
  readonly revs = new Revs();
  private edge: Conversation | null = null;
  private asked = 0;
  private catching = false;
  private closing: ReturnType<typeof setTimeout> | undefined;
  private following: ReturnType<typeof setTimeout> | undefined;
  private counting: ReturnType<typeof setTimeout> | undefined;
  /** Conversation → the change that told of it. */
  private readonly missing = new Map<string, number>();
  private fetching = false;
  /** Conversations of which something may not be known. */
  private readonly torn = new Set<string>();
  private mending: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly inbox: Inbox) {}

  /** How many rows the list has; those behind the last loaded page are left out, so that it has no holes. */
  get length(): number {
    const { shown } = this.inbox.known;
    if (this.loading || !this.next || !this.edge) return shown.length;
    const before = shown.before(this.edge);
    const at = shown.at(before);
    return at && newer(at, this.edge) === 0 ? before + 1 : before;
  }

  async show(view: View): Promise<void> {
    const first = !this.asked;
    const narrowed = first || !sameView({ ...view, filter: 'open' }, { ...this.view, filter: 'open' });
    this.view = view;
    this.sort();
    if (narrowed) {
      this.counts = {};
      void this.count();
    }
    await this.reload();
    // The unread count is of the open ones, whatever the list shows.
    if (first && view.filter !== 'open' && view.filter !== 'all') {
      const open: View = { filter: 'open', site: '', department: '', tag: '', assignee: '' };
      void api.list(open).then((page) => this.learn(page.conversations), () => {});
    }
  }

  /** Sorts what is known into the list, after the view or who looks has changed. */
  sort(): void {
    const me = this.inbox.me?.user.id ?? '';
    const view = this.view;
    this.inbox.known.show((row) => matches(row, view, me));
    this.inbox.changed();
  }

  async reload(): Promise<void> {
    const asked = ++this.asked;
    this.loading = true;
    this.error = '';
    this.inbox.changed();
    try {
      const page = await api.list(this.view);
      if (asked !== this.asked) return;
      if (!this.revs.upto) this.revs.has(page.rev);
      this.next = page.next;
      this.edge = page.conversations.at(-1) ?? null;
      this.learn(page.conversations);
      this.follow();
    } catch (error) {
      if (asked === this.asked) this.error = error instanceof Refusal ? error.message : String(error);
    }
    if (asked === this.asked) this.loading = false;
    this.inbox.changed();
  }

  /**
   * The rest of what is open follows by itself, a page at a time: a message then finds its row, and
   * the list ends where it ends.
   */
  private follow(): void {
    clearTimeout(this.following);
    if (!this.next || !OPEN.has(this.view.filter) || this.inbox.known.size >= WHOLE) return;
    this.following = setTimeout(() => void this.more(true), FOLLOWS);
  }

  async more(quietly = false): Promise<void> {
    if (this.loadingMore || this.loading || !this.next) return;
    const asked = this.asked;
    this.loadingMore = true;
    this.inbox.changed();
    try {
      const page = await api.list(this.view, this.next);
      if (asked === this.asked) {
        this.next = page.next;
        this.edge = page.conversations.at(-1) ?? this.edge;
        this.learn(page.conversations);
        this.follow();
      }
    } catch {
      if (!quietly) say(t('more_failed'), { bad: true, action: { text: t('again'), run: () => void this.more() } });
    }
    this.loadingMore = false;
    this.inbox.changed();
  }

  /** A slow list does not undo what messages have told meanwhile; what it lacks is asked for again. */
  learn(rows: Conversation[]): void {
    for (const row of rows) {
      if (this.inbox.known.learn(row)) this.torn.delete(row.id);
      else this.torn.add(row.id);
    }
    this.mend();
    this.inbox.changed();
  }

  private mend(): void {
    if (!this.torn.size) return;
    this.mending ??= setTimeout(() => {
      this.mending = undefined;
      // A few at a time: what comes of them asks for the next.
      for (const id of [...this.torn].slice(0, ABREAST)) void this.inbox.refresh(id);
    }, LATE);
  }

  /** There is no such conversation any more. */
  gone(id: string): void {
    this.torn.delete(id);
  }

  private async count(): Promise<void> {
    const view = this.view;
    try {
      const counts = await api.counts(view);
      if (sameView({ ...view, filter: 'open' }, { ...this.view, filter: 'open' })) this.counts = counts;
      this.inbox.changed();
    } catch {
      // The chips have no numbers until the next change.
    }
  }

  /** Something has changed: the chips' numbers follow. */
  recount(): void {
    this.counting ??= setTimeout(() => {
      this.counting = undefined;
      void this.count();
    }, COUNTED);
  }

  /** Asks for what was missed: the server knows which conversations have changed since a number. */
  private async catchUp(): Promise<void> {
    if (this.catching || !this.revs.upto) return;
    this.catching = true;
    try {
      const { rev, conversations, resync } = await api.changes(this.revs.upto);
      if (resync) return await this.anew(rev);
      this.learn(conversations);
      this.revs.has(rev);
      for (const row of conversations) this.inbox.follow(row);
      this.error = '';
    } catch {
      // The next ping says again what is newer.
    } finally {
      this.catching = false;
      this.inbox.changed();
    }
  }

  /** Too much was missed: what is known may be old. */
  private async anew(rev: number): Promise<void> {
    this.revs.restart(rev);
    this.inbox.known.clear();
    await this.reload();
    for (const id of this.inbox.opened()) this.inbox.load(id);
  }

  /** The server's newest change: a frame was lost, or the line was away, where it was not seen. */
  behind(rev: number): void {
    this.mend();
    if (rev < this.revs.upto) void this.anew(rev); // set back from a copy
    else this.closeGap(rev);
  }

  closeGap(head = 0): void {
    if (this.closing || !this.revs.misses(head)) return;
    this.closing = setTimeout(() => {
      this.closing = undefined;
      if (this.revs.misses(head)) void this.catchUp();
    }, LATE);
  }

  /** Too many for one answer: what was just written to stands first among all. */
  private async newest(wanting: () => boolean): Promise<void> {
    let before: string | null = null;
    for (let page = 0; page < PAGES && wanting(); page += 1) {
      const { conversations, next }: ConversationPage = await api.list(EVERYTHING, before);
      this.learn(conversations);
      if (!next) return;
      before = next;
    }
  }

  /** A message came for a row that is not known: fetched at once, and in a flood many by one request. */
  miss(id: string, rev: number): void {
    if (!this.missing.has(id)) this.missing.set(id, rev);
    if (!this.fetching) void this.fetch();
  }

  private async fetch(): Promise<void> {
    this.fetching = true;
    while (this.missing.size) {
      const wanted = [...this.missing.keys()];
      const after = Math.min(...this.missing.values()) - 1;
      this.missing.clear();
      try {
        const { conversations, resync } = await api.changes(after);
        this.learn(conversations);
        const left = (): string[] => wanted.filter((id) => !this.inbox.known.get(id));
        if (resync) await this.newest(() => left().length > 0);
        const rest = left();
        const one = async (): Promise<void> => {
          for (let id = rest.pop(); id; id = rest.pop()) await this.inbox.refresh(id);
        };
        await Promise.all(Array.from({ length: ABREAST }, one));
      } catch {
        // The next message of it asks again.
      }
    }
    this.fetching = false;
  }
}
