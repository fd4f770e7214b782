// Canned replies: found by what is typed, their variables filled in.
import { fuzzy } from './fuzzy';
import { api } from './api';
import type { Canned } from './types';

/** How long a list is believed. */
const FRESH = 60_000;

export class CannedAnswers {
  all: Canned[] = [];
  /** The server has said which there are. */
  loaded = false;
  private asked = 0;

  constructor(private readonly changed: () => void) {}

  /** Keeps a text under a shortcut; it can be called at once. */
  async keep(word: string, text: string, shared: boolean): Promise<void> {
    const one = await api.keep({ shortcut: word, text, shared });
    this.all = [...this.all.filter(({ id }) => id !== one.id), one];
    this.changed();
  }

  async load(): Promise<void> {
    if (Date.now() - this.asked < FRESH) return;
    this.asked = Date.now();
    try {
      this.all = (await api.canned()).canned;
      this.loaded = true;
      this.changed();
    } catch {
      this.asked = 0;
    }
  }
}

const WORD = /^[\p{L}\p{N}._-]{1,32}$/u;

/** What is typed, as a shortcut; null where it can be none. */
export function shortcut(typed: string): string | null {
  const word = typed.trim().replace(/^\/+/, '').toLowerCase();
  return WORD.test(word) ? word : null;
}

/** What would be another one's the next time becomes a variable again. */
export function unfilled(text: string, values: Record<string, string>): string {
  return Object.entries(values).reduce((now, [name, value]) => {
    if (!/^(visitor|operator)\./.test(name) || [...value].length < 2) return now;
    const word = value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return now.replace(new RegExp(`(?<![\\p{L}\\p{N}{.])${word}(?![\\p{L}\\p{N}}])`, 'gu'), `{${name}}`);
  }, text);
}

/** The word with a slash or an at that is being typed before the caret; null where there is none. */
export function trigger(text: string, caret: number, sign: '/' | '@'): { from: number; word: string } | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf(sign);
  if (from < 0 || (from > 0 && !/[\s(]/.test(before[from - 1] as string))) return null;
  const word = before.slice(from + 1);
  return /\s/.test(word) || word.includes(sign) || word.length > 40 ? null : { from, word };
}

/** Those that fit what is typed, the best first: by shortcut, then by words. */
export function fitting(all: Canned[], word: string): Canned[] {
  if (!word) return [...all].sort((a, b) => a.shortcut.localeCompare(b.shortcut));
  const scored = all.map((one) => ({ one, score: Math.max(2 * fuzzy(word, one.shortcut), fuzzy(word, one.text.slice(0, 120))) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.one.shortcut.localeCompare(b.one.shortcut))
    .map(({ one }) => one);
}

/** Fills in `{name}` and the like; what is not known becomes empty, and no two spaces are left of it. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replace(/ ?\{\{? ?([\w.]+) ?\}?\}/g, (whole, name: string) => {
    if (!(name in values)) return whole;
    const value = values[name] as string;
    return value ? (whole.startsWith(' ') ? ` ${value}` : value) : '';
  });
}
