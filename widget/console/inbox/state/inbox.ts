// The inbox's state: its parts, the line to the server, and who is told of changes.
import { Uploads } from '../../../ui/upload';
import { csrf } from '../../lib/csrf';
import { uuid } from '../../../ui/uuid';
import { badge } from '../../live/bell';
import { Idle, idleFrame } from '../../live/idle';
import { quiet } from '../../live/notification';
import { LiveSocket, type Frame, type State } from '../../live/socket';
import { t } from '../../lib/texts';
import { say } from '../../lib/toast';
import { Actions } from './actions';
import { api, Refusal } from './api';
import { CannedAnswers } from './canned';
import { Frames } from './frames';
import { Knowledge } from './knowledge';
import { Known } from './known';
import { Lists } from './lists';
import { Looks } from './looks';
import { Notes } from './notes';
import { Outbox, sessionStore } from './outbox';
import { Paints } from './paints';
import { visitorName } from './rows';
import { Team } from './team';
import { Threads } from './threads';
import type { Availability, Conversation, Detail, Me, Note, Past, Pending } from './types';

/** A line that is away for less than this is not worth a word. */
const GRACE = 1_000;
/** Details of so many conversations are kept. */
const KEPT = 60;

export class Inbox {
  me: Me | null = null;
  /** The conversation in the first column. */
  open: string | null = null;
  /** Those beside it. */
  pins: string[] = [];
  line: State = 'connecting';
  /** The line has been away long enough to say so. */
  away = false;
  readonly details = new Map<string, Detail>();
  /** Visitor → what they did before. */
  readonly pasts = new Map<string, Past>();
  readonly known = new Known();
  readonly outbox = new Outbox(sessionStore());
  readonly threads = new Threads(() => this.changed());
  readonly team = new Team(() => this.changed());
  readonly lists = new Lists(this);
  readonly notes = new Notes(this);
  readonly actions = new Actions(this);
  readonly canned = new CannedAnswers(() => this.changed());
  readonly knowledge = new Knowledge(() => this.changed());
  readonly looks = new Looks((frame) => this.send(frame), () => this.me?.user.id ?? '', () => this.changed());
  /** The account's tags, where they were asked for. */
  tags: string[] = [];
  /** Opens a conversation in the view, which owns the address. */
  goTo: (id: string, number?: number) => void = () => {};
  private readonly frames = new Frames(this);
  private readonly trays = new Map<string, Uploads>();
  private readonly watchers = new Set<() => void>();
  private readonly paints = new Paints(() => this.paint());
  private readonly socket: LiveSocket;
  readonly idle = new Idle((idle) => this.send(idleFrame(idle)));
  private connected = false;
  private tagsAsked = 0;
  private awayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.socket = new LiveSocket('/api/v1/socket', {
      hello: () => ({ t: 'hello', open: this.open, after: this.open ? this.threads.resume(this.open) : 0 }),
      frame: (frame) => this.frames.received(frame),
      state: (state) => this.lineIs(state),
    });
  }

  start(): void {
    this.socket.start();
    this.looks.start();
    this.idle.start();
    this.introduce();
  }

  /** Who this is and which sites there are; asked again with the next line if nobody answers. */
  private introduce(): void {
    void api.me().then(
      (me) => {
        this.me = me;
        this.lists.sort();
        void this.team.load();
      },
      () => {},
    );
  }

  watch(seen: () => void): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }

  changed(): void {
    this.paints.ask();
  }

  /** What a person has done is seen at once. */
  now(): void {
    this.paints.now();
  }

  /** How often the views have painted: what must follow everything watches it. */
  painted = 0;

  private paint(): void {
    this.painted += 1;
    badge(this.known.unread);
    for (const seen of this.watchers) seen();
  }

  /** What this person is for visitors from now on; the server's word follows. */
  choose(state: Availability): void {
    if (!this.send({ t: 'availability', state })) return say(t('unchanged'), { bad: true });
    this.team.here(this.team.online.map((person) => (person.user === this.me?.user.id ? { ...person, state } : person)));
    this.now();
  }

  send(frame: Frame): boolean {
    return this.socket.send(frame);
  }

  pending(id: string): Pending[] {
    return this.outbox.of(id);
  }

  /** The conversations on the screen. */
  opened(): string[] {
    return this.open ? [this.open, ...this.pins] : this.pins;
  }

  select(open: string | null, pins: string[]): void {
    const before = this.opened();
    const first = this.open;
    this.open = open;
    this.pins = pins;
    for (const id of this.opened()) if (!before.includes(id)) this.load(id);
    if (open && open !== first) this.socket.send({ t: 'hello', open, after: this.threads.resume(open) });
    this.changed();
  }

  load(id: string): void {
    void this.threads.load(id);
    void this.notes.load(id);
    void this.refresh(id).then(() => this.loadPast(id));
  }

  /** What the visitor of a conversation did before. */
  private async loadPast(id: string): Promise<void> {
    const visitor = this.known.get(id)?.visitor;
    if (!visitor) return;
    try {
      const past = await api.past(visitor);
      this.pasts.delete(visitor);
      this.pasts.set(visitor, past);
      if (this.pasts.size > KEPT) this.pasts.delete(this.pasts.keys().next().value as string);
      this.changed();
    } catch {
      // The rest of the panel stands without it; the next opening asks again.
    }
  }

  /** A row that was caught up: its messages follow where they are shown. */
  follow(row: Conversation): void {
    if (this.threads.get(row.id)?.loaded && this.threads.last(row.id) < row.number) void this.threads.catchUp(row.id);
    if (this.opened().includes(row.id) && this.notes.of(row.id).length < row.notes) void this.notes.load(row.id);
  }

  /** One conversation with its facts, as the server has it now. */
  async refresh(id: string): Promise<void> {
    try {
      const { row, detail } = await api.conversation(id);
      this.details.delete(id);
      this.details.set(id, detail);
      if (this.details.size > KEPT) this.details.delete(this.details.keys().next().value as string);
      this.lists.learn([row]);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) return;
      this.lists.gone(id);
      this.threads.fail(id, t('missing'));
    }
  }

  async loadTags(): Promise<void> {
    if (Date.now() - this.tagsAsked < 20_000) return;
    this.tagsAsked = Date.now();
    try {
      this.tags = (await api.allTags()).tags.map((tag) => tag.name);
      this.changed();
    } catch {
      this.tagsAsked = 0;
    }
  }

  /** What is about to be sent in a conversation beside the words; kept while others are looked at. */
  uploads(id: string): Uploads {
    let uploads = this.trays.get(id);
    if (!uploads) {
      uploads = new Uploads({
        url: '/api/v1/files',
        id: uuid,
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
    const message: Pending = { id: uuid(), conversation: id, text, content, at: Date.now(), seen: this.threads.last(id) };
    this.outbox.add(message);
    this.outbox.setDraft(id, '');
    this.looks.stop();
    this.post(message);
    this.changed();
  }

  post({ id, conversation, text, content, seen }: Pending): void {
    this.socket.send({ t: 'send', conversation, id, text, files: content?.files?.map((file) => file.id), ...(seen ? { seen } : {}) });
  }

  retry(message: Pending): void {
    // Whoever sends it again has seen what came meanwhile.
    const again = { ...message, seen: this.threads.last(message.conversation) };
    this.outbox.mark(message.id, undefined, again.seen);
    this.post(again);
    this.changed();
  }

  discard(message: Pending): void {
    this.outbox.take(message.id);
    if (message.refused !== 'no_file') this.uploads(message.conversation).restore(message.content?.files ?? []);
    this.outbox.setDraft(message.conversation, [this.outbox.draft(message.conversation), message.text].filter(Boolean).join('\n'));
    this.changed();
  }

  read(id: string): void {
    const row = this.known.get(id);
    const last = this.threads.last(id);
    if (!row || last <= row.operator_read) return;
    if (!this.socket.send({ t: 'read', conversation: id, number: last })) return;
    this.known.change(id, { operator_read: last, unread: Math.max(0, row.number - last) });
    void quiet(id);
    this.changed();
  }

  /** Somebody has named this person in a note. */
  mentioned(note: Note): void {
    const row = this.known.get(note.conversation);
    say(t('mentioned', { name: note.name, visitor: row ? visitorName(row) : t('the_visitor') }), { action: { text: t('show_it'), run: () => this.goTo(note.conversation) } });
  }

  private lineIs(state: State): void {
    this.line = state;
    clearTimeout(this.awayTimer);
    if (state === 'live') {
      this.away = false;
      if (this.connected && !this.me) this.introduce();
      this.connected = true;
      this.looks.forget();
      this.looks.again();
      for (const message of this.outbox.unsent()) this.post(message);
    } else if (!this.away) {
      this.awayTimer = setTimeout(() => {
        this.away = true;
        this.changed();
      }, GRACE);
    }
    this.changed();
  }
}
