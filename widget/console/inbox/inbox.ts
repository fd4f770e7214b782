// The inbox's state: fed by the API and the socket, watched by the views.
import { Uploads } from '../../ui/upload';
import { uuid } from '../../ui/uuid';
import { csrf } from '../lib/csrf';
import { badge, newLead, ring } from '../live/bell';
import { LiveSocket, type Frame, type State } from '../live/socket';
import { t } from '../lib/texts';
import { say } from '../lib/toast';
import { api, Refusal } from './api';
import { Outbox, sessionStore } from './outbox';
import { Revs } from './revs';
import { visible, visitorName, withMessage } from './rows';
import { Threads } from './threads';
import type { Conversation, Detail, Filter, Me, Message, Pending, Person } from './types';

const TYPING = 5_000;
/** A line that is away for less than this is not worth a word. */
const GRACE = 1_000;

export class Inbox {
  me: Me | null = null;
  filter: Filter = 'open';
  site = '';
  loading = true;
  loadingMore = false;
  error = '';
  next: string | null = null;
  open: string | null = null;
  online: Person[] = [];
  line: State = 'connecting';
  /** The line has been away long enough to say so. */
  away = false;
  readonly known = new Map<string, Conversation>();
  readonly details = new Map<string, Detail>();
  readonly outbox = new Outbox(sessionStore());
  readonly threads: Threads;
  private readonly writing = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();
  private readonly watchers = new Set<() => void>();
  private readonly socket: LiveSocket;
  private edge: Conversation | null = null;
  private readonly revs = new Revs();
  private catching = false;
  private closing: ReturnType<typeof setTimeout> | undefined;
  private readonly got = new Map<string, number>();
  private asked = 0;
  private queued = false;
  private readonly missed = new Set<string>();
  private readonly trays = new Map<string, Uploads>();
  private typed = 0;
  private connected = false;
  private awayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.threads = new Threads(() => this.changed());
    this.socket = new LiveSocket('/api/v1/socket', {
      hello: () => ({ t: 'hello', open: this.open, after: this.open ? this.threads.resume(this.open) : 0 }),
      frame: (frame) => this.received(frame),
      state: (state) => this.lineIs(state),
    });
  }

  start(): void {
    this.socket.start();
    this.introduce();
  }

  /** Who this is and which sites there are; asked again with the next line if nobody answers. */
  private introduce(): void {
    void api.me().then(
      (me) => {
        this.me = me;
        this.changed();
      },
      () => {},
    );
  }

  watch(seen: () => void): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }

  /** One paint for all changes of a turn; works in hidden tabs too. */
  private changed(): void {
    if (this.queued) return;
    this.queued = true;
    setTimeout(() => {
      this.queued = false;
      const unread = this.unread();
      badge(unread);
      for (const seen of this.watchers) seen();
    });
  }

  rows(): Conversation[] {
    return visible(this.known.values(), this.filter, this.site, this.loading || !this.next ? null : this.edge);
  }

  unread(): number {
    let sum = 0;
    for (const row of this.known.values()) if (row.status === 'open' && row.unread > 0) sum += 1;
    return sum;
  }

  pending(id: string): Pending[] {
    return this.outbox.of(id);
  }

  whoTypes(id: string): string {
    return this.writing.get(id)?.name ?? '';
  }

  async show(filter: Filter, site: string): Promise<void> {
    this.filter = filter;
    this.site = site;
    await this.reload();
    // The unread count is of the open ones, whatever the list shows.
    if (filter !== 'open' && filter !== 'all') void api.list('open', '').then((page) => this.learn(page.conversations), () => {});
  }

  async reload(): Promise<void> {
    const asked = ++this.asked;
    this.loading = true;
    this.error = '';
    this.changed();
    try {
      const page = await api.list(this.filter, this.site);
      if (asked !== this.asked) return;
      if (!this.revs.upto) this.revs.has(page.rev);
      this.next = page.next;
      this.edge = page.conversations.at(-1) ?? null;
      this.learn(page.conversations);
    } catch (error) {
      if (asked === this.asked) this.error = error instanceof Refusal ? error.message : String(error);
    }
    if (asked === this.asked) this.loading = false;
    this.changed();
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
      for (const row of conversations) if (this.threads.last(row.id) < row.number) void this.threads.catchUp(row.id);
      this.error = '';
    } catch {
      // The next ping says again what is newer.
    } finally {
      this.catching = false;
      this.changed();
    }
  }

  /** Too much was missed: what is known may be old. */
  private async anew(rev: number): Promise<void> {
    this.revs.restart(rev);
    this.known.clear();
    await this.reload();
    if (this.open) this.load(this.open);
  }

  /** What is on its way when a gap is seen comes within a moment; what does not is asked for. */
  private closeGap(head = 0): void {
    if (this.closing || !this.revs.misses(head)) return;
    this.closing = setTimeout(() => {
      this.closing = undefined;
      if (this.revs.misses(head)) void this.catchUp();
    }, 800);
  }

  async more(): Promise<void> {
    if (this.loadingMore || this.loading || !this.next) return;
    const asked = this.asked;
    this.loadingMore = true;
    this.changed();
    try {
      const page = await api.list(this.filter, this.site, this.next);
      if (asked === this.asked) {
        this.next = page.next;
        this.edge = page.conversations.at(-1) ?? this.edge;
        this.learn(page.conversations);
      }
    } catch {
      say(t('more_failed'), { bad: true, action: { text: t('again'), run: () => void this.more() } });
    }
    this.loadingMore = false;
    this.changed();
  }

  private learn(rows: Conversation[]): void {
    for (const row of rows) {
      // A slow list does not undo what messages have told meanwhile.
      if (row.rev >= (this.known.get(row.id)?.rev ?? 0)) this.known.set(row.id, row);
    }
    this.changed();
  }

  select(id: string | null): void {
    if (this.open === id) return;
    this.open = id;
    this.changed();
    if (!id) return;
    this.load(id);
    this.socket.send({ t: 'hello', open: id, after: this.threads.resume(id) });
  }

  load(id: string): void {
    void this.threads.load(id);
    void this.refreshDetail(id);
  }

  async refreshDetail(id: string): Promise<void> {
    try {
      const { row, detail } = await api.conversation(id);
      this.details.set(id, detail);
      this.learn([row]);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) this.threads.fail(id, t('missing'));
    }
  }

  /** What is about to be sent in a conversation beside the words; kept while others are looked at. */
  uploads(id: string): Uploads {
    let uploads = this.trays.get(id);
    if (!uploads) {
      uploads = new Uploads({
        url: '/api/v1/files',
        most: () => this.me?.files ?? Infinity,
        headers: async () => ({ 'x-csrf-token': csrf() }),
        changed: () => this.changed(),
      });
      this.trays.set(id, uploads);
    }
    return uploads;
  }

  write(id: string, text: string): void {
    const files = this.uploads(id).take().map((upload) => upload.info!);
    const content = files.length ? { files } : undefined;
    const message: Pending = { id: uuid(), conversation: id, text, content, at: Date.now() };
    this.outbox.add(message);
    this.outbox.setDraft(id, '');
    this.typed = 0;
    this.post(message);
    this.changed();
  }

  private post({ id, conversation, text, content }: Pending): void {
    this.socket.send({ t: 'send', conversation, id, text, files: content?.files?.map((file) => file.id) });
  }

  retry(message: Pending): void {
    this.outbox.mark(message.id, undefined);
    this.post(message);
    this.changed();
  }

  discard(message: Pending): void {
    this.outbox.take(message.id);
    if (message.refused !== 'no_file') this.uploads(message.conversation).restore(message.content?.files ?? []);
    this.outbox.setDraft(message.conversation, [this.outbox.draft(message.conversation), message.text].filter(Boolean).join('\n'));
    this.changed();
  }

  /** Said at most every three seconds while somebody writes. */
  typing(id: string): void {
    if (Date.now() - this.typed < 3_000) return;
    if (this.socket.send({ t: 'typing', conversation: id })) this.typed = Date.now();
  }

  read(id: string): void {
    const row = this.known.get(id);
    const last = this.threads.last(id);
    if (!row || last <= row.operator_read) return;
    if (!this.socket.send({ t: 'read', conversation: id, number: last })) return;
    this.known.set(id, { ...row, operator_read: last, unread: 0 });
    this.changed();
  }

  async toggle(id: string): Promise<void> {
    const row = this.known.get(id);
    if (!row) return;
    const close = row.status === 'open';
    this.known.set(id, { ...row, status: close ? 'closed' : 'open', waiting_since: null });
    this.changed();
    try {
      this.learn([await (close ? api.close(id) : api.reopen(id))]);
      say(close ? t('was_closed') : t('was_reopened'), { action: { text: t('undo'), run: () => void this.toggle(id) } });
    } catch (error) {
      this.known.set(id, row);
      say(error instanceof Error ? error.message : String(error), { bad: true });
    }
    this.changed();
  }

  private lineIs(state: State): void {
    this.line = state;
    clearTimeout(this.awayTimer);
    if (state === 'live') {
      this.away = false;
      if (this.connected && !this.me) this.introduce();
      this.connected = true;
      for (const message of this.outbox.unsent()) this.post(message);
    } else if (!this.away) {
      this.awayTimer = setTimeout(() => {
        this.away = true;
        this.changed();
      }, GRACE);
    }
    this.changed();
  }

  private received(frame: Frame): void {
    const conversation = frame.conversation as string;
    switch (frame.t) {
      case 'welcome':
        this.online = (frame.online as Person[] | undefined) ?? [];
        this.behind(frame.rev as number);
        if (this.open) this.threads.add(this.open, ((frame.messages as Message[]) ?? []).filter((m) => m.conversation === this.open));
        break;
      case 'ping':
        this.behind(frame.rev as number);
        break;
      case 'conversation':
        this.rowIs(frame.conversation as unknown as Conversation);
        break;
      case 'message':
        this.arrived(frame as unknown as Message);
        break;
      case 'ack':
        this.acknowledged(frame);
        break;
      case 'nack':
        this.refused(frame);
        break;
      case 'read':
      case 'got':
        this.marked(frame.t, conversation, frame.number as number, frame.by as string);
        break;
      case 'typing':
        if (frame.by === 'operator' && frame.name === this.me?.user.name) break; // it is this person, perhaps in another tab
        this.types(conversation, (frame.name as string | null) || this.nameOf(conversation, frame.by === 'visitor'));
        break;
      case 'presence':
        this.online = frame.online as Person[];
        break;
      case 'lead':
        newLead(String(frame.name ?? ''));
        if (this.open) void this.refreshDetail(this.open);
        break;
    }
    if (typeof frame.rev === 'number' && frame.t !== 'welcome' && frame.t !== 'ping') {
      this.revs.saw(frame.rev);
      const row = this.known.get(conversation);
      if (row && frame.rev > row.rev) this.known.set(conversation, { ...row, rev: frame.rev });
      this.closeGap();
    }
    this.changed();
  }

  /** The server's newest change: a frame was lost, or the line was away, where it was not seen. */
  private behind(rev: number): void {
    if (rev < this.revs.upto) void this.anew(rev); // set back from a copy
    else this.closeGap(rev);
  }

  private rowIs(row: Conversation): void {
    this.learn([row]);
    // Its message should have come by itself; a lost one is noticed here.
    if (row.id === this.open)
      setTimeout(() => {
        if (this.open === row.id && this.threads.last(row.id) < row.number) void this.threads.catchUp(row.id);
      }, 1_000);
  }

  private arrived(message: Message): void {
    this.outbox.take(message.id);
    this.threads.add(message.conversation, [message]);
    const row = this.known.get(message.conversation);
    if (row) this.known.set(row.id, withMessage(row, message));
    else this.miss(message.conversation);
    if (message.author === 'visitor') {
      this.came(message);
      this.types(message.conversation, '');
      const watched = this.open === message.conversation && !document.hidden && document.hasFocus();
      if (!watched) void ring(message.id);
    }
  }

  /** Says which messages have come here: together, and not where a colleague's tab has said so. */
  private came({ conversation, number }: Message): void {
    if (!this.got.size) setTimeout(() => this.sayGot(), 1_000 + Math.random() * 1_000);
    this.got.set(conversation, Math.max(number, this.got.get(conversation) ?? 0));
  }

  private sayGot(): void {
    for (const [conversation, number] of this.got) {
      if (number > (this.known.get(conversation)?.operator_got ?? 0)) this.socket.send({ t: 'got', conversation, number });
    }
    this.got.clear();
  }

  /** A message came for a row that is not loaded: it is fetched, once for a burst. */
  private miss(id: string): void {
    if (this.missed.has(id)) return;
    this.missed.add(id);
    setTimeout(() => {
      this.missed.delete(id);
      void this.refreshDetail(id);
    }, 300);
  }

  private acknowledged(frame: Frame): void {
    const sent = this.outbox.take(frame.id as string);
    if (!sent) return;
    this.threads.add(sent.conversation, [
      { ...sent, number: frame.number as number, at: frame.at as number, author: 'operator', name: this.me?.user.name ?? null },
    ]);
  }

  private refused(frame: Frame): void {
    const id = frame.id as string;
    const after = frame.retry_after as number | undefined;
    const waits = this.outbox.unsent().find((m) => m.id === id);
    if (after && waits) setTimeout(() => this.post(waits), after * 1000);
    else this.outbox.mark(id, String(frame.code));
  }

  private marked(kind: 'read' | 'got', id: string, number: number, by: string): void {
    const row = this.known.get(id);
    if (!row) return;
    const own = by === 'visitor' ? 'visitor' : 'operator';
    const next = { ...row, [`${own}_got`]: Math.max(row[`${own}_got`], number) };
    if (kind === 'read') next[`${own}_read`] = Math.max(row[`${own}_read`], number);
    if (own === 'operator' && kind === 'read' && number >= row.number) next.unread = 0;
    this.known.set(id, next);
  }

  private nameOf(id: string, visitor: boolean): string {
    const row = this.known.get(id);
    return visitor ? (row ? visitorName(row) : t('the_visitor')) : t('colleague');
  }

  private types(id: string, name: string): void {
    clearTimeout(this.writing.get(id)?.timer);
    this.writing.delete(id);
    if (name) {
      const timer = setTimeout(() => {
        this.writing.delete(id);
        this.changed();
      }, TYPING);
      this.writing.set(id, { name, timer });
    }
  }
}
