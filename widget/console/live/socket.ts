// One socket to the server that comes back by itself: full jitter up to 30 s,
// at once when the network or the tab returns, and never after a sign-out.

import { backoff } from '../../ui/backoff';
import { watchAttention } from './attention';

export type Frame = { t: string } & Record<string, unknown>;
export type State = 'connecting' | 'live' | 'waiting' | 'signed_out';

export interface Handlers {
  /** The first frame of each connection. */
  hello(): Frame;
  frame(frame: Frame): void;
  state(state: State): void;
}

/** The server pings every 25 s; silence for longer means that the line is dead. */
const SILENCE = 35_000;

export class LiveSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private stopped = false;
  /** Somebody sits in front of this tab. */
  private there = false;
  state: State = 'connecting';

  constructor(
    private readonly path: string,
    private readonly handlers: Handlers,
  ) {}

  start(): void {
    const now = (): void => {
      if (this.state === 'waiting' && !document.hidden) this.connect();
    };
    addEventListener('online', now);
    addEventListener('pageshow', now);
    // A page that goes into the back/forward cache may not keep a socket.
    addEventListener('pagehide', () => {
      if (this.stopped) return;
      this.drop();
      clearTimeout(this.timer);
      this.to('waiting');
    });
    document.addEventListener('visibilitychange', now);
    addEventListener('offline', () => this.socket?.close());
    watchAttention((there) => {
      this.there = there;
      this.send({ t: 'visible', visible: there });
    });
    this.connect();
  }

  /** False where it could not be written: the caller keeps what matters. */
  send(frame: Frame): boolean {
    if (this.state !== 'live' || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private to(state: State): void {
    if (this.state === state) return;
    this.state = state;
    this.handlers.state(state);
  }

  private connect(): void {
    clearTimeout(this.timer);
    if (this.stopped || this.socket) return;
    this.to('connecting');
    const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + this.path);
    this.socket = socket;
    this.alive();
    socket.onopen = () => socket.send(JSON.stringify(this.handlers.hello()));
    socket.onmessage = (event) => this.received(String(event.data));
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.lost(event.code);
    };
  }

  private received(data: string): void {
    this.alive();
    const frame = JSON.parse(data) as Frame;
    if (frame.t === 'ping') this.socket?.send('{"t":"pong"}');
    if (frame.t === 'reconnect') {
      this.drop();
      this.wait(Number(frame.after) || 0);
      return;
    }
    if (frame.t === 'welcome') {
      this.attempt = 0;
      this.to('live');
      this.send({ t: 'visible', visible: this.there });
    }
    this.handlers.frame(frame);
  }

  private alive(): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.lost(0), SILENCE);
  }

  private drop(): void {
    clearTimeout(this.watchdog);
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  private lost(code: number): void {
    this.drop();
    if (code === 4001) return this.signedOut();
    this.attempt += 1;
    this.wait(backoff(this.attempt));
    // A refused handshake looks like a lost line: ask whether the session is still there.
    if (this.attempt % 3 === 2) void this.ask();
  }

  private wait(ms: number): void {
    this.to('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), ms);
  }

  private async ask(): Promise<void> {
    try {
      const answer = await fetch('/api/v1/me', { headers: { accept: 'application/json' } });
      if (answer.status === 401) this.signedOut();
    } catch {
      // Still away: the timer goes on.
    }
  }

  private signedOut(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.drop();
    this.to('signed_out');
  }
}
