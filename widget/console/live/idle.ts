// Notices that a page has not been used for a while. Times, not timers, are compared: those of a
// hidden tab are throttled, and a machine that slept has none.

/** So long without a key, a touch or a move of the pointer, and the person is away. */
export const AWAY_AFTER = 10 * 60_000;
const LOOK = 15_000;

export class Idle {
  private last = Date.now();
  is = false;

  constructor(private readonly tell: (idle: boolean) => void) {}

  start(): void {
    const used = (): void => {
      this.last = Date.now();
      this.look();
    };
    for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus']) addEventListener(kind, used, { passive: true, capture: true });
    document.addEventListener('visibilitychange', () => this.look());
    setInterval(() => this.look(), LOOK);
  }

  private look(): void {
    const idle = Date.now() - this.last >= AWAY_AFTER;
    if (idle === this.is) return;
    this.is = idle;
    this.tell(idle);
  }
}

/** What the server is told of it. */
export const idleFrame = (idle: boolean) => ({ t: 'availability', state: idle ? 'away' : 'online', auto: true });
