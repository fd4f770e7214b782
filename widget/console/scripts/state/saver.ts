// Saves the draft by itself: a moment after the last change, one request at a time, and again when the line is back.
import { Refused, type Saving } from './api';
import type { Finding, Script } from './types';

export type SaveState = 'saved' | 'waits' | 'saving' | 'offline' | 'changed_elsewhere' | 'refused';

export interface Kept {
  rev: number;
  script: Script;
}

/** Where an unsaved draft outlives its tab. */
export interface Store {
  read(): Kept | null;
  write(kept: Kept | null): void;
}

interface Told {
  state: (state: SaveState, why?: string) => void;
  saved: (script: Script, findings: Finding[]) => void;
}

const SOON = 800;
const AGAIN = 3_000;

export class Saver {
  state: SaveState = 'saved';
  private latest: Script | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;

  constructor(
    private readonly id: string,
    public rev: number,
    private readonly api: Saving,
    private readonly store: Store,
    private readonly told: Told,
  ) {}

  /** There is something to save. */
  take(script: Script): void {
    this.latest = script;
    this.store.write({ rev: this.rev, script });
    if (this.state === 'changed_elsewhere') return;
    this.is('waits');
    this.soon(SOON);
  }

  /** Saves what is left at once; true when the server has it all. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running || (this.latest && !['changed_elsewhere', 'refused', 'offline'].includes(this.state))) {
      await (this.running ?? this.run());
    }
    if (this.state === 'offline' || this.state === 'refused') await this.run();
    return !this.latest;
  }

  /** The server's own draft took the place of this one. */
  reset(rev: number): void {
    clearTimeout(this.timer);
    this.rev = rev;
    this.latest = null;
    this.store.write(null);
    this.is('saved');
  }

  /** The line may be back. */
  again(): void {
    if (this.state === 'offline') void this.run();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), ms);
  }

  private run(): Promise<void> {
    this.running ??= this.save().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async save(): Promise<void> {
    const script = this.latest;
    if (!script) return;
    this.is('saving');
    try {
      const { rev, findings } = await this.api.save(this.id, this.rev, script);
      this.rev = rev;
      this.told.saved(script, findings);
      if (this.latest !== script) {
        this.store.write({ rev, script: this.latest! });
        this.is('waits');
        this.soon(SOON);
        return;
      }
      this.latest = null;
      this.store.write(null);
      this.is('saved');
    } catch (error) {
      const status = error instanceof Refused ? error.status : 0;
      if (status === 409) this.is('changed_elsewhere');
      else if (status === 0 || status >= 500 || status === 429) {
        this.is('offline');
        this.soon(AGAIN);
      } else this.is('refused', (error as Error).message);
    }
  }

  private is(state: SaveState, why?: string): void {
    this.state = state;
    this.told.state(state, why);
  }
}

/** The unsaved draft of a script, in the browser. */
export function draftStore(id: string): Store {
  const key = `leadbell_script_${id}`;
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null;
      } catch {
        return null;
      }
    },
    write(kept) {
      try {
        if (kept) localStorage.setItem(key, JSON.stringify(kept));
        else localStorage.removeItem(key);
      } catch {
        // Without room the draft lives in this tab only.
      }
    },
  };
}
