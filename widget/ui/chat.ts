import type { Answer, Ctx, Page, Pending } from '../loader/types';
import { ring } from './alerts';
import { goal } from './goals';
import { Log, type Message } from './log';
import { Socket, type Frame } from './socket';
import type { FileInfo } from './upload';

/** What the chat tells the panel. */
export interface Screen {
  draw(): void;
  /** Connected or not. */
  line(up: boolean): void;
  presence(): void;
  /** Somebody writes, for so many milliseconds. */
  typing(name: string, long?: number): void;
  /** Too much at once: again after so many seconds. */
  slow(seconds: number): void;
  /** Whether the visitor is looking at the conversation now. */
  looking(): boolean;
  /** A finger, not a mouse. */
  touch(): boolean;
  /** Somebody of the team has written. */
  arrived(message: Message): void;
  emit(name: string, detail: unknown): void;
}

/** Somebody of the team; with a picture, its id. */
export interface Mate {
  name: string;
  face?: string;
}

/** The conversation beside its messages. */
export interface State {
  status: 'open' | 'closed';
  operator: Mate | null;
  /** Its place among those who wait, counted from 1. */
  queue?: { position: number } | null;
  /** When somebody is there again, where nobody is. */
  back_at?: number | null;
  mode?: string;
  rated?: boolean;
}

const DAY = 864e5;
/** Later than anything: the panel starts with every page until this is settled. */
export const UNSETTLED = 9e15;

/** The conversation: what is known of it, what waits, and the line to the server. */
export class Chat {
  log = new Log();
  readTo = 0;
  /** Has come to the team. */
  gotTo = 0;
  /** What the conversation has become beside its messages. */
  state: State | null = null;
  #toGot = 0;
  online: boolean | undefined;
  backAt: number | null = null;
  team: Mate[] = [];
  /** What may be chosen before a chat. */
  departments: { id: string; name: string }[] = [];
  /** What the bot would say first. */
  opening?: Message[];
  /** The entry of a script that the host page asked for. */
  #entry?: string;
  #untold: Frame[] = [];
  #draft = '';
  #drafting: unknown;
  #filling = false;
  #asked = new Map<string, number>();
  #socket: Socket;

  constructor(
    private ctx: Ctx,
    readonly screen: Screen,
  ) {
    this.#socket = new Socket(ctx, {
      hello: () => ({ t: 'hello', conversation: ctx.get().conversation ?? null, after: this.log.last, page: this.#page() }),
      frame: (frame) => this.#frame(frame),
      state: (up) => screen.line(up),
    });
    addEventListener('storage', (e) => {
      if (e.key != 'leadbell:' + ctx.cfg.site) return;
      // Another tab has withdrawn the consent or begun anew.
      if (!e.newValue) this.forget();
      else this.#sync();
    });
    setInterval(() => this.#overdue(), 5_000);
  }

  get up(): boolean {
    return this.#socket.up;
  }

  start(): void {
    this.#sync();
    this.#socket.start();
  }

  /** Without a conversation there is nothing to wait for. */
  rest(): void {
    if (!this.ctx.get().conversation && !this.#outbox().length) this.#socket.stop();
  }

  forget(): void {
    this.#socket.stop();
    this.log = new Log();
    this.readTo = this.gotTo = 0;
    this.state = null;
    this.#untold = [];
    this.screen.draw();
  }

  /** The visitor is another one now. */
  anew(): void {
    this.forget();
    if (this.screen.looking()) this.start();
  }

  write(text: string, sent: FileInfo[] = [], answer?: Answer): void {
    const files = sent[0] && Object.fromEntries(sent.map((file) => [file.id, file]));
    const { answers } = this.ctx.get();
    const pending: Pending = { id: this.ctx.uuid(), text, files, at: Date.now(), page: this.#page(), answers, answer };
    this.ctx.put({ answers: undefined });
    this.#keep([...this.#outbox(), pending], UNSETTLED);
    this.#show(pending);
    this.start();
    this.#post(pending);
    this.screen.draw();
    this.screen.emit('message', { author: 'visitor', text });
  }

  retry(id: string): void {
    const [pending] = this.#outbox().filter((p) => p.id == id);
    if (!pending) {
      // Refused for good under this id: what it says is sent as a new message.
      const message = this.log.take(id);
      if (message) this.write(message.text, message.content?.files, message.content?.answer);
      return;
    }
    this.log.fail(id, undefined);
    this.#post(pending);
    this.screen.draw();
  }

  /** Somebody writes, or what they have written, where the site shows that. */
  typing(draft?: string): void {
    if (!this.ctx.cfg.drafts) {
      if (draft === undefined) this.#socket.send({ t: 'typing' });
      return;
    }
    this.#draft = draft ?? this.#draft;
    this.#drafting ||= setTimeout(() => {
      this.#drafting = 0;
      this.#socket.send({ t: 'typing', draft: this.#draft.slice(0, 500) });
    }, 700);
  }

  #page(): Page {
    return { ...this.ctx.page(), entry: this.#entry };
  }

  /** Has the bot speak from an entry of its scripts. */
  enter(name: string): void {
    this.#entry = name;
    if (this.ctx.get().conversation) this.#tell({ t: 'script', page: this.#page() });
    else this.#socket.resume();
  }

  end(): void {
    this.#tell({ t: 'end' });
  }

  rate(score: number, comment: string): void {
    this.#tell({ t: 'rate', conversation: this.ctx.get().conversation, score, comment });
  }

  /** Now, or once the line is up. */
  #tell(frame: Frame): void {
    if (!this.#socket.send(frame)) this.#untold.push(frame);
  }

  /** Nobody answers now, not even the bot. */
  get away(): boolean {
    return this.online == false && (this.state ? this.state.mode != 'bot' : !this.opening);
  }

  /** Whether somebody of the team has written. */
  get answered(): boolean {
    return this.log.list().some((m) => m.author == 'operator');
  }

  unread(): number {
    const seen = this.ctx.get().seen ?? 0;
    const list = this.log.list();
    if (!list.length) return this.ctx.get().unread ?? 0;
    return list.filter((m) => m.author != 'visitor' && m.author != 'system' && m.number! > seen).length;
  }

  /** The visitor has the conversation before their eyes. */
  see(): void {
    const list = this.log.list().filter((m) => m.number && m.author != 'visitor');
    const number = list[list.length - 1]?.number ?? 0;
    const { seen = 0, unread } = this.ctx.get();
    if (number > seen) {
      this.ctx.put({ seen: number, unread: 0 });
      this.#socket.send({ t: 'read', number });
    } else if (unread && list.length) this.ctx.put({ unread: 0 });
  }

  #outbox(): Pending[] {
    return Object.values(this.ctx.get().outbox ?? {});
  }

  #keep(outbox: Pending[], wake = this.ctx.get().wake): void {
    this.ctx.put({ outbox: Object.fromEntries(outbox.map((p) => [p.id, p])), wake });
  }

  #show({ id, text, at, files, answer }: Pending): void {
    this.log.add({ id, text, at, author: 'visitor', content: { files: files && Object.values(files), answer } });
  }

  /** Another tab may have written, read, or ended it all. */
  #sync(): void {
    const known = new Set(this.log.list().map((m) => m.id));
    for (const pending of this.#outbox()) if (!known.has(pending.id)) this.#show(pending);
    this.screen.draw();
  }

  #post({ id, text, page, files, answers, answer }: Pending): void {
    // An old library of the host's may spoil how arrays become JSON.
    const list = (items?: string[]) => items && Object.assign(items, { toJSON: undefined });
    list(answer?.picks);
    if (this.#socket.send({ t: 'send', id, text, page, files: list(files && Object.keys(files)), answers, answer })) this.#asked.set(id, Date.now());
  }

  #settle(id: string): void {
    this.#asked.delete(id);
    const outbox = this.#outbox();
    const rest = outbox.filter((p) => p.id != id);
    if (rest.length == outbox.length) return;
    this.#keep(rest, rest.length || this.ctx.get().form ? undefined : Date.now() + DAY);
  }

  /** A message unanswered for long: the line may only work one way. */
  #overdue(): void {
    for (const at of this.#asked.values()) {
      if (Date.now() - at > 10_000) {
        this.#asked.clear();
        this.#socket.suspect();
        return;
      }
    }
  }

  #take(m: Message & { conversation?: string }, fresh: boolean): void {
    const isNew = this.log.add({ ...m, live: fresh });
    this.#settle(m.id);
    if (!isNew || m.author == 'visitor') return;
    // Who answers has read what was before.
    if (m.author == 'operator') this.#marks(m.number!, m.number!);
    if (fresh) this.screen.emit('message', { author: m.author, name: m.name, text: m.text, number: m.number });
    if (fresh && m.author != 'system') this.screen.arrived(m);
    if (m.author == 'system') return;
    if (!this.screen.looking() && m.number! > (this.ctx.get().seen ?? 0)) {
      ring(this.ctx, m.number!);
      this.#got(m.number!);
    }
  }

  /** It has come, though nobody looks; said once for several. */
  #got(number: number): void {
    if (!this.#toGot) {
      setTimeout(() => {
        if (this.#toGot > (this.ctx.get().seen ?? 0)) this.#socket.send({ t: 'got', number: this.#toGot });
        this.#toGot = 0;
      }, 500);
    }
    this.#toGot = Math.max(this.#toGot, number);
  }

  #conversation(id: string | null): void {
    const { conversation = null } = this.ctx.get();
    if (id == conversation) return;
    if (conversation) {
      this.log.restart(0);
      this.ctx.put({ seen: 0, rang: 0 });
      this.readTo = this.gotTo = 0;
    }
    this.ctx.put({ conversation: id });
  }

  #frame(f: Frame): void {
    // An earlier conversation of the visitor may change, too.
    if (/^(read|got|state)$/.test(f.t) && f.conversation != this.ctx.get().conversation) return;
    if (f.t == 'welcome') this.#welcome(f);
    else if (f.t == 'ack') {
      this.#conversation(f.conversation);
      this.log.acknowledge(f.id, f.number, f.at);
      this.#settle(f.id);
      if (f.begun) goal(this.ctx, 'chat', f.conversation);
      if (f.lead) {
        goal(this.ctx, 'lead', f.lead);
        this.screen.emit('lead', { submission: f.lead, form: null });
      }
    } else if (f.t == 'nack') this.#refused(f);
    else if (f.t == 'message') {
      this.#conversation(f.conversation);
      this.#take(f as any, true);
    } else if (f.t == 'read' || f.t == 'got') this.#marks(f.t == 'read' ? f.number : 0, f.number);
    else if (f.t == 'state') this.#is({ ...this.state, ...(f as any) });
    else if (f.t == 'typing') return this.screen.typing(f.name ?? (this.team.length == 1 ? this.team[0]!.name : ''));
    else if (f.t == 'online') {
      this.online = f.online;
      this.screen.presence();
    } else if (f.t == 'ping') {
      const head = f.heads?.[this.ctx.get().conversation ?? ''];
      // Another conversation has begun, or a message of this one was lost.
      if (head == null ? Object.keys(f.heads ?? {}).length : head > this.log.last) this.#socket.resume();
      if (head == null) return;
      this.#marks(f.read ?? 0, f.got ?? 0);
      if (f.state) this.#is(f.state);
    }
    this.#fill();
    if (this.screen.looking()) this.see();
    const unread = this.unread();
    if (unread != this.ctx.get().unread) this.ctx.put({ unread });
    this.screen.draw();
  }

  /** Asks for what is missing, unless it comes by itself in a moment. */
  #fill(): void {
    if (!this.log.gap || this.#filling) return;
    this.#filling = true;
    setTimeout(() => {
      this.#filling = false;
      if (this.log.gap) this.#socket.resume();
    }, 700);
  }

  #welcome(f: Frame): void {
    const messages: Message[] = f.messages ?? [];
    this.#conversation(f.conversation ?? null);
    if (f.resync) this.log.restart((messages[0]?.number ?? f.head + 1) - 1);
    if (f.resync) this.readTo = this.gotTo = 0;
    this.#marks(f.read ?? 0, f.got ?? 0);
    this.online = f.online;
    this.backAt = f.back_at ?? null;
    this.state = null;
    this.team = f.team ?? [];
    this.departments = f.departments ?? [];
    if (!f.conversation) this.opening = f.opening?.messages;
    this.#is(f.state ?? null);
    for (const m of messages) this.#take(m, false);
    for (const pending of this.#outbox()) this.#post(pending);
    for (const frame of this.#untold.splice(0)) this.#tell(frame);
    this.screen.presence();
  }

  #marks(read: number, got: number): void {
    this.readTo = Math.max(this.readTo, read);
    this.gotTo = Math.max(this.gotTo, read, got);
  }

  #is(state: State | null): void {
    // What a frame does not tell of has not changed.
    this.state = state && { ...this.state, ...state };
    if (state?.back_at !== undefined) this.backAt = state.back_at;
    this.screen.presence();
  }

  #refused(f: Frame): void {
    const again = f.code == 'too_many' || f.code == 'unavailable';
    this.#asked.delete(f.id);
    this.log.fail(f.id, f.code);
    if (again) {
      const seconds = f.retry_after ?? 5;
      if (f.code == 'too_many') this.screen.slow(seconds);
      // Another tab may have sent it meanwhile: only a click makes a new message of its words.
      setTimeout(() => this.#outbox().some((p) => p.id == f.id) && this.retry(f.id), seconds * 1_000);
    } else this.#settle(f.id);
  }
}
