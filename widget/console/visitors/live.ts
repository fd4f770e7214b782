// Who is on the sites now: read once, then kept up by the socket's frames.
import { Refusal } from '../inbox/state/api';
import type { Me } from '../inbox/state/types';
import { number } from '../lib/texts';
import { watchRail } from '../live/rail';
import type { Frame, LiveSocket, State } from '../live/socket';
import { api } from './api';
import type { Invited, Present } from './types';

/** The list is read anew now and then: a frame may have been lost. */
const AGAIN = 60_000;
/** How soon after a burst of changes it is. */
const SOON = 1_500;

export class Live {
  me: Me | null = null;
  all = new Map<string, Present>();
  more: string[] = [];
  loading = true;
  error = '';
  line: State = 'connecting';
  private readonly watchers = new Set<() => void>();
  /** Frames that came while the list was read. */
  private kept: Frame[] | null = null;
  private socket: LiveSocket | null = null;
  private queued = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    this.socket = watchRail({ frame: (frame) => this.received(frame), state: (state) => this.lineIs(state) });
    void api.me().then(
      (me) => {
        this.me = me;
        this.changed();
      },
      () => {},
    );
    // Without a socket the list is read all the same.
    void this.reload();
  }

  watch(seen: () => void): () => void {
    this.watchers.add(seen);
    return () => this.watchers.delete(seen);
  }

  siteName(id: string): string {
    return this.me?.sites.find((site) => site.id === id)?.name ?? '';
  }

  async reload(): Promise<void> {
    clearTimeout(this.timer);
    if (this.kept) return;
    this.kept = [];
    try {
      const { visitors, more } = await api.list();
      this.all = new Map(visitors.map((one) => [one.id, one]));
      this.more = more;
      this.error = '';
    } catch (error) {
      this.error = error instanceof Refusal ? error.message : String(error);
    }
    const kept = this.kept ?? [];
    this.kept = null;
    this.loading = false;
    for (const frame of kept) this.apply(frame);
    this.timer = setTimeout(() => void this.reload(), AGAIN);
    this.changed();
  }

  async invite(id: string, text: string): Promise<Invited> {
    const invitation = await api.invite(id, text);
    this.put(id, { invitation });
    return invitation;
  }

  private put(id: string, part: Partial<Present>): void {
    const one = this.all.get(id);
    if (one) this.all.set(id, { ...one, ...part });
    this.changed();
  }

  private lineIs(state: State): void {
    this.line = state;
    if (state === 'live') {
      this.socket?.send({ t: 'live', on: true });
      void this.reload();
    }
    this.changed();
  }

  private received(frame: Frame): void {
    if (frame.t === 'live') {
      if (this.kept) this.kept.push(frame);
      else this.apply(frame);
    } else if (frame.t === 'conversation') {
      const { id, visitor, status } = frame.conversation as { id: string; visitor: string; status: string };
      this.put(visitor, { conversation: status === 'open' ? id : null });
    }
  }

  private apply(frame: Frame): void {
    if (frame.again) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.reload(), SOON);
      return;
    }
    for (const one of (frame.set ?? []) as Present[]) this.all.set(one.id, one);
    for (const id of (frame.gone ?? []) as string[]) this.all.delete(id);
    this.changed();
  }

  /** One paint for all changes of a turn. */
  private changed(): void {
    if (this.queued) return;
    this.queued = true;
    setTimeout(() => {
      this.queued = false;
      this.count();
      for (const seen of this.watchers) seen();
    });
  }

  private count(): void {
    const count = document.querySelector<HTMLElement>('[data-count="visitors"]');
    if (!count || this.loading) return;
    count.hidden = this.all.size === 0;
    const shown = count.querySelector('b');
    if (shown) shown.textContent = number(this.all.size);
  }
}
