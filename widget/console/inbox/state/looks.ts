// Who has a conversation open and who writes in it, this person among them; and what is typed.
import type { Frame } from '../../live/socket';
import type { Looker } from './types';

const TYPING = 5_000;
/** A draft stays while its visitor thinks, unless they are gone for so long. */
const DRAFT = 600_000;
/** A colleague's mark of writing is believed for so long without another. */
const AFTER_WORDS = 4_000;
const NOBODY: Looker[] = [];

/** The visitor writes: their name, and the draft where the site lets it be seen. Without a name they have paused. */
export interface Writing {
  name: string;
  draft: string;
}

export class Looks {
  /** Counts up whenever somebody begins or ends. */
  version = 0;
  private readonly writing = new Map<string, Writing & { timer: ReturnType<typeof setTimeout> }>();
  private readonly lookers = new Map<string, Looker[]>();
  private seen: { conversation: string | null; writing: boolean } = { conversation: null, writing: false };
  private rest: ReturnType<typeof setTimeout> | undefined;
  private typed = 0;
  private asked = 0;

  constructor(
    private readonly send: (frame: Frame) => boolean,
    private readonly me: () => string,
    private readonly changed: () => void,
  ) {}

  /** Who writes to this side: the visitor, or a colleague. */
  writes(id: string): Writing | undefined {
    return this.writing.get(id);
  }

  types(id: string, name: string, draft = ''): void {
    clearTimeout(this.writing.get(id)?.timer);
    this.writing.delete(id);
    if (name) {
      const timer = setTimeout(() => this.pauses(id, draft), TYPING);
      this.writing.set(id, { name, draft, timer });
    }
    this.news();
  }

  private pauses(id: string, draft: string): void {
    if (draft) this.writing.set(id, { name: '', draft, timer: setTimeout(() => this.types(id, ''), DRAFT) });
    else this.writing.delete(id);
    this.news();
  }

  /** A `looking` frame: all who have it open. */
  are(id: string, people: Looker[]): void {
    const others = people.filter((one) => one.user !== this.me());
    if (others.length) this.lookers.set(id, others);
    else this.lookers.delete(id);
    this.news();
  }

  /** Colleagues who have it open. */
  others(id: string): Looker[] {
    return this.lookers.get(id) ?? NOBODY;
  }

  /** This person looks at a conversation now, or at none. */
  look(conversation: string | null): void {
    if (this.seen.conversation === conversation) return;
    this.tell({ conversation, writing: false });
  }

  /** Said with the first key, at most every three seconds to the visitor; ends by itself. */
  write(conversation: string): void {
    if (this.seen.conversation !== conversation || !this.seen.writing) this.tell({ conversation, writing: true });
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.stop(), AFTER_WORDS);
    if (Date.now() - this.typed < 3_000) return;
    if (this.send({ t: 'typing', conversation })) this.typed = Date.now();
  }

  /** Nothing more is being written: sent, or left. */
  stop(): void {
    clearTimeout(this.rest);
    this.typed = 0;
    if (this.seen.writing) this.tell({ ...this.seen, writing: false });
  }

  /** A tab that nobody sees looks at nothing. */
  start(): void {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.again();
      else if (this.seen.conversation) this.send({ t: 'look', conversation: null, writing: false });
    });
  }

  /** Who looked before the line was lost may have gone. */
  forget(): void {
    this.lookers.clear();
    this.news();
  }

  /** Says it again: a new connection knows nothing of it. */
  again(): void {
    if (this.seen.conversation && !document.hidden) this.send({ t: 'look', ...this.seen });
  }

  private news(): void {
    this.version += 1;
    this.changed();
  }

  private tell(seen: { conversation: string | null; writing: boolean }): void {
    this.seen = seen;
    // Moving through the list with a key tells only where it stops.
    clearTimeout(this.asked);
    if (seen.writing) this.send({ t: 'look', ...seen });
    else this.asked = setTimeout(() => this.send({ t: 'look', ...this.seen }), 150) as unknown as number;
  }
}
