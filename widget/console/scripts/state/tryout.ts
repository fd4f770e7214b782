// Runs the draft with the real engine: what is said, where it stands, what the variables are.
import type { api as Api } from './api';
import type { Effect, Event, Said, Script, TryAsk, Tried } from './types';

export type Row = { who: 'bot'; said: Said } | { who: 'visitor'; text: string } | { who: 'effect'; effect: Effect } | { who: 'ended'; how: string };

/** Where cards stand is nothing to a run. */
const asRun = (script: Script): string => JSON.stringify(script, (key, value: unknown) => (key === 'at' ? undefined : value));

export class Tryout {
  rows: Row[] = [];
  now: Tried | null = null;
  busy = false;
  error = '';
  facts: Record<string, unknown> = { online: true, open: true };
  /** The draft that runs; another one needs a new start. */
  private script: Script | null = null;
  private turn = 0;

  constructor(
    private readonly api: Pick<typeof Api, 'try'>,
    private readonly draft: () => Script,
    private readonly changed: () => void,
  ) {}

  get running(): boolean {
    return this.now !== null || this.busy;
  }

  /** The draft is another one than that which runs. */
  stale(now: Script): boolean {
    return this.script !== null && asRun(this.script) !== asRun(now);
  }

  /** What the newest message asks for. */
  get ask(): TryAsk | null {
    if (this.now?.waits !== 'answer') return null;
    const last = this.rows.findLast((row) => row.who === 'bot' && row.said.content?.ask);
    return last?.who === 'bot' ? (last.said.content?.ask ?? null) : null;
  }

  start(): Promise<void> {
    this.rows = [];
    this.now = null;
    this.script = this.draft();
    return this.send({ type: 'start' });
  }

  answer(text: string, more: { picks?: string[]; value?: string; skip?: true } = {}): Promise<void> {
    const turn = this.ask?.turn;
    this.rows = [...this.rows, { who: 'visitor', text }];
    return this.send({ type: 'answer', text, ...(turn === undefined ? {} : { turn }), ...more });
  }

  async send(event: Event): Promise<void> {
    if (!this.script) return;
    const turn = ++this.turn;
    this.busy = true;
    this.error = '';
    this.changed();
    try {
      const got = await this.api.try({ script: this.script, event, facts: this.facts, ...(this.now ? { state: this.now.state } : {}) });
      if (turn !== this.turn) return;
      this.now = got;
      this.rows = [
        ...this.rows,
        ...got.said.map((said): Row => ({ who: 'bot', said })),
        ...got.effects.map((effect): Row => ({ who: 'effect', effect })),
        ...(got.ended ? [{ who: 'ended', how: got.ended } as Row] : []),
      ];
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = (error as Error).message;
    }
    this.busy = false;
    this.changed();
  }

  stop(): void {
    this.turn += 1;
    this.rows = [];
    this.now = null;
    this.script = null;
    this.busy = false;
    this.changed();
  }
}
