import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { backoff } from './backoff';

/** A frame of the protocol `leadbell.v1`; `t` says which. */
export type Frame = { t: string; [key: string]: any };

interface Handlers {
  /** The first frame of each connection. */
  hello(): Frame;
  frame(frame: Frame): void;
  /** `up`: connected and greeted. */
  state(up: boolean): void;
}

/** No frame for so long means that the connection is dead, whatever it says:
 * the server pings every 25 s. */
const SILENCE = 35_000;

/** One connection that comes back by itself. All waiting is measured with
 * timestamps, because timers of hidden tabs and sleeping machines stand still. */
export class Socket {
  #ws: WebSocket | undefined;
  #wanted = false;
  #tries = 0;
  #heard = 0;
  #due = 0;
  #opened = false;
  #dialing = false;

  constructor(
    private ctx: Ctx,
    private on: Handlers,
  ) {
    // Another network: what was open is most likely dead without knowing it.
    addEventListener('online', () => this.#hurry(true));
    doc('addEventListener')('visibilitychange', () => doc('hidden') || this.#hurry(false));
    addEventListener('pagehide', () => this.#drop());
    addEventListener('pageshow', (e) => {
      if (e.persisted && this.#wanted) {
        this.#tries = 0;
        void this.#dial();
      }
    });
    setInterval(() => this.#watch(), 1_000);
  }

  get up(): boolean {
    return this.#opened;
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#dial();
  }

  stop(): void {
    this.#wanted = false;
    this.#drop();
  }

  /** Whether it went out (not whether it arrived). */
  send(frame: Frame): boolean {
    if (!this.#opened) return false;
    this.#ws!.send(JSON.stringify(frame));
    return true;
  }

  /** Greets again, to get what is missing. */
  resume(): void {
    this.send(this.on.hello());
  }

  /** Something went unanswered: the line may only work one way. */
  suspect(): void {
    this.#drop();
    this.#later();
  }

  #hurry(anew: boolean): void {
    if (!this.#wanted) return;
    if (anew || Date.now() - this.#heard > SILENCE) this.#drop();
    this.#tries = 0;
    void this.#dial();
  }

  #watch(): void {
    if (!this.#wanted) return;
    if (this.#ws && Date.now() - this.#heard > (this.#opened ? SILENCE : 10_000)) this.suspect();
    else if (!this.#ws && !this.#dialing && Date.now() >= this.#due) void this.#dial();
  }

  #later(after = backoff(this.#tries++)): void {
    this.#due = Date.now() + after;
    if (this.#wanted) setTimeout(() => this.#watch(), after);
  }

  #drop(): void {
    const ws = this.#ws;
    this.#ws = undefined;
    if (ws) {
      ws.onopen = ws.onmessage = ws.onclose = null;
      ws.close();
    }
    if (this.#opened) {
      this.#opened = false;
      this.on.state(false);
    }
  }

  async #dial(): Promise<void> {
    if (this.#dialing || this.#ws || !this.ctx.allowed()) return;
    this.#dialing = true;
    try {
      // After two refusals the token itself is in doubt.
      await this.ctx.session(this.#tries > 1);
      if (!this.#wanted) return;
      // The visitor may have become another one meanwhile.
      const { token } = this.ctx.get();
      const ws = new WebSocket(this.ctx.base.replace('http', 'ws') + '/v1/socket', ['leadbell.v1', 't.' + token]);
      this.#ws = ws;
      this.#heard = Date.now();
      ws.onopen = () => {
        this.#opened = true;
        this.#heard = Date.now();
        this.resume();
      };
      ws.onmessage = ({ data }) => this.#receive(data);
      ws.onclose = ({ code }) => {
        if (code == 4001) this.#wanted = false;
        if (!this.#opened) this.on.state(false);
        this.#drop();
        this.#later();
      };
    } catch {
      this.on.state(false);
      this.#later();
    } finally {
      this.#dialing = false;
    }
  }

  #receive(data: string): void {
    this.#heard = Date.now();
    const frame: Frame = JSON.parse(data);
    if (frame.t == 'reconnect') {
      this.#drop();
      this.#later(frame.after);
      return;
    }
    if (frame.t == 'ping') this.send({ t: 'pong' });
    if (frame.t == 'welcome') {
      this.#tries = 0;
      this.on.state(true);
    }
    this.on.frame(frame);
  }
}
