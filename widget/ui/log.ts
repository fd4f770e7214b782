import type { Answer } from '../loader/types';
import type { FileInfo } from './upload';

/** A piece of a formatted text. */
export interface Span {
  text: string;
  b?: unknown;
  i?: unknown;
  u?: unknown;
  href?: string;
}

export interface Choice {
  id: string;
  label: string;
  picture?: string | null;
  about?: string | null;
  /** It is picked. */
  on?: boolean;
}

/** How a message of the bot is to be answered. */
export interface Ask {
  turn: number;
  /** Tells one run of a script from another. */
  run?: string;
  type: string;
  choices?: Choice[];
  many?: boolean;
  least?: number;
  most?: number;
  button?: string | null;
  /** A scale, and what its ends mean. */
  points?: { from: number; to: number; low: string; high: string };
  /** The keys that a phone shows. */
  keys?: string;
  placeholder?: string;
  skip?: string;
}

/** What a message has beside its text; all but the files and the answer is the bot's. */
export interface Content {
  files?: FileInfo[];
  answer?: Answer;
  rich?: Span[];
  /** A picture, a name that leads somewhere, a code. */
  card?: { src?: string; alt?: string; url?: string; name?: string; open?: boolean; code?: string };
  /** Milliseconds of typing before it. */
  delay?: number;
  ask?: Ask;
}

/** A message as the server sends it, or as it waits here (without a number). */
export interface Message {
  id: string;
  number?: number;
  author: 'visitor' | 'operator' | 'bot' | 'system';
  name?: string | null;
  text: string;
  /** What it has beside the text. */
  content?: Content | null;
  at: number;
  /** It came just now, and is no history; 0: and was shown. */
  live?: boolean | 0;
  /** The server refused it, with this code. */
  failed?: string;
}

/** The conversation as this tab knows it. Numbered messages come in their order,
 * each id once; what waits for its number comes last, in the order of writing. */
export class Log {
  #byId = new Map<string, Message>();
  /** Every number up to this one has been seen, without a gap. */
  last = 0;
  #ahead = new Set<number>();

  /** Takes a message in; whether it was new here. */
  add(message: Message): boolean {
    const known = this.#byId.get(message.id);
    this.#byId.set(message.id, { ...known, ...message, failed: message.number ? undefined : message.failed });
    if (message.number) this.#numbered(message.number);
    return !known?.number;
  }

  /** The server has stored a message that waited here. */
  acknowledge(id: string, number: number, at: number): void {
    const message = this.#byId.get(id);
    if (message) this.add({ ...message, number, at });
    else this.#numbered(number);
  }

  fail(id: string, code: string | undefined): void {
    const message = this.#byId.get(id);
    if (message && !message.number) message.failed = code;
  }

  /** Takes out a message that the server refused. */
  take(id: string): Message | undefined {
    const message = this.#byId.get(id);
    if (!message?.failed) return;
    this.#byId.delete(id);
    return message;
  }

  /** Forgets the numbered messages: what follows starts at any number. */
  restart(from: number): void {
    for (const [id, { number }] of this.#byId) if (number) this.#byId.delete(id);
    this.#ahead.clear();
    this.last = from;
  }

  /** Something is missing between what came and what went before it. */
  get gap(): boolean {
    return this.#ahead.size > 0;
  }

  list(): Message[] {
    return [...this.#byId.values()].sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || a.at - b.at || 0);
  }

  #numbered(number: number): void {
    if (number > this.last) this.#ahead.add(number);
    while (this.#ahead.delete(this.last + 1)) this.last++;
  }
}
