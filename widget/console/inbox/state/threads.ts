// The messages of the conversations that were looked at: gapless runs, caught
// up by number and never by time.
import { t } from '../../lib/texts';
import { api, Refusal } from './api';
import { join } from './rows';
import type { Message } from './types';

export interface Thread {
  messages: Message[];
  loaded: boolean;
  loadingOlder: boolean;
  /** The earlier ones did not come; a person asks again. */
  olderFailed: boolean;
  error: string;
}

/** How many threads stay in memory. */
const KEPT = 40;
/** A thread that nobody scrolls in keeps so many of its messages when it has grown past the most. */
const MOST = 200;
const ENOUGH = 100;
/** Before every message there is: the newest page. */
const NEWEST = 2_147_483_647;
const EMPTY: Thread = { messages: [], loaded: false, loadingOlder: false, olderFailed: false, error: '' };

export class Threads {
  private readonly all = new Map<string, Thread>();
  private readonly catching = new Set<string>();
  /** Got a message while its first page was on the way. */
  private readonly missed = new Set<string>();
  /** Somebody reads further up: nothing is taken away above. */
  private readonly held = new Set<string>();

  constructor(private readonly changed: () => void) {}

  get(id: string): Thread | undefined {
    return this.all.get(id);
  }

  /** The last number seen, 0 where there is none. */
  last(id: string): number {
    return this.all.get(id)?.messages.at(-1)?.number ?? 0;
  }

  /** After which number the socket is to go on; a thread that is being loaded needs none of it. */
  resume(id: string): number {
    return this.all.get(id)?.loaded ? this.last(id) : NEWEST;
  }

  hold(id: string, held: boolean): void {
    if (held) this.held.add(id);
    else this.held.delete(id);
  }

  private set(id: string, part: Partial<Thread>): void {
    const now = this.all.get(id) ?? EMPTY;
    this.all.delete(id); // the most recent stands last
    this.all.set(id, { ...now, ...part });
    if (this.all.size > KEPT) this.all.delete(this.all.keys().next().value as string);
    this.changed();
  }

  fail(id: string, error: string): void {
    this.set(id, { error, loaded: true });
  }

  async load(id: string): Promise<void> {
    if (this.all.get(id)?.loaded && !this.all.get(id)?.error) return this.catchUp(id);
    this.set(id, { error: '' });
    try {
      const { messages } = await api.messages(id, { before: NEWEST });
      this.set(id, { loaded: true });
      this.add(id, messages);
      if (this.missed.delete(id)) await this.catchUp(id);
    } catch (error) {
      this.fail(id, error instanceof Refusal ? (error.status === 404 ? t('missing') : error.message) : String(error));
    }
  }

  async older(id: string, limit = 50): Promise<void> {
    const thread = this.all.get(id);
    const first = thread?.messages[0]?.number ?? 1;
    if (!thread || thread.loadingOlder || first <= 1) return;
    this.set(id, { loadingOlder: true, olderFailed: false });
    try {
      const { messages } = await api.messages(id, { before: first, limit });
      this.add(id, messages);
    } catch {
      this.set(id, { olderFailed: true });
    }
    this.set(id, { loadingOlder: false });
  }

  /** Loads back to a message; true where it is there. */
  async reach(id: string, number: number): Promise<boolean> {
    if (!this.all.get(id)?.loaded) await this.load(id);
    for (;;) {
      const first = this.all.get(id)?.messages[0]?.number ?? 0;
      if (!first || first <= number) return first > 0 && this.last(id) >= number;
      this.hold(id, true);
      await this.older(id, 500);
      if ((this.all.get(id)?.messages[0]?.number ?? 0) === first) return false;
    }
  }

  /** Everything after the last number seen. */
  async catchUp(id: string): Promise<void> {
    if (!this.all.get(id)?.loaded || this.catching.has(id)) return;
    this.catching.add(id);
    try {
      for (;;) {
        const after = this.last(id);
        const { messages, head } = await api.messages(id, { after });
        this.add(id, messages);
        if (!messages.length || this.last(id) >= head || this.last(id) === after) break;
      }
    } catch {
      // Away: the next connection says its last number again.
    } finally {
      this.catching.delete(id);
    }
  }

  add(id: string, more: Message[]): void {
    const thread = this.all.get(id);
    if (!thread || !more.length) return; // a thread nobody looked at is loaded when they do
    if (!thread.loaded) {
      this.missed.add(id);
      return;
    }
    const joined = join(thread.messages, more);
    const long = joined.messages.length > MOST && !this.held.has(id);
    this.set(id, { messages: long ? joined.messages.slice(-ENOUGH) : joined.messages });
    if (joined.missing !== null) void this.catchUp(id);
  }
}
