// What the bot knows, for people: answers proposed to a visitor's newest words, and found in the picker.
import { api } from './api';
import { fuzzy } from './fuzzy';
import type { Conversation, KnownAnswer, Proposal } from './types';

/** How long the list is believed. */
const FRESH = 60_000;
/** Proposals of so many conversations are kept. */
const KEPT = 60;

/** Something known, in the words for one conversation. */
export interface Known {
  id: string;
  question: string;
  answer: string;
}

/** Whether it is a person's turn to answer the visitor's newest words. */
export const asksPeople = (row: Conversation | undefined): boolean =>
  !!row && row.status === 'open' && row.handler === 'people' && row.last_author === 'visitor' && !row.spam && !row.blocked;

export class Knowledge {
  all: KnownAnswer[] = [];
  private asked = 0;
  /** Conversation → what is proposed, and to which message. */
  private readonly proposed = new Map<string, { number: number; list: Proposal[] }>();
  /** Conversations whose proposals are on the way, with the message that asked. */
  private readonly asking = new Map<string, number>();
  /** What was used or put away in a conversation: it is not proposed there again. */
  private readonly done = new Map<string, Set<string>>();

  constructor(private readonly changed: () => void) {}

  async load(): Promise<void> {
    if (Date.now() - this.asked < FRESH) return;
    this.asked = Date.now();
    try {
      this.all = (await api.knowledge()).knowledge;
      this.changed();
    } catch {
      this.asked = 0;
    }
  }

  /** What is proposed to a conversation's newest words; the same list for as long as it holds. */
  proposals(row: Conversation | undefined): Proposal[] {
    if (!row || !asksPeople(row)) return NONE;
    const now = this.proposed.get(row.id);
    return now?.number === row.number ? now.list : NONE;
  }

  /** Asks what is known of the newest words, once for each. */
  async propose(row: Conversation | undefined): Promise<void> {
    if (!row || !asksPeople(row)) return;
    const { id, number } = row;
    if (this.proposed.get(id)?.number === number || this.asking.get(id) === number) return;
    this.asking.set(id, number);
    try {
      const got = await api.proposals(id);
      // What is more than was asked for counts as well: the row follows.
      this.proposed.delete(id);
      this.proposed.set(id, { number: got.number, list: this.fresh(id, got.proposals) });
      if (this.proposed.size > KEPT) this.proposed.delete(this.proposed.keys().next().value as string);
      this.changed();
    } catch {
      // Nothing is proposed; the visitor's next words ask again.
    } finally {
      if (this.asking.get(id) === number) this.asking.delete(id);
    }
  }

  /** One was used, or all were put away: nothing more is proposed to these words. */
  finish(id: string, used: Proposal[]): void {
    const done = this.done.get(id) ?? new Set();
    for (const one of used) done.add(one.id);
    this.done.set(id, done);
    const now = this.proposed.get(id);
    if (now) this.proposed.set(id, { ...now, list: NONE });
    this.changed();
  }

  private fresh(id: string, list: Proposal[]): Proposal[] {
    const done = this.done.get(id);
    return done ? list.filter((one) => !done.has(one.id)) : list;
  }
}

const NONE: Proposal[] = [];

/** What is known on a conversation's site, in its visitor's language, else in any. */
export function inWordsFor(all: KnownAnswer[], row: Conversation | undefined, own: string): Known[] {
  const visitors = row?.lang?.split('-')[0] ?? '';
  return all
    .filter((one) => one.site === null || one.site === row?.site)
    .flatMap(({ id, texts }) => {
      const text = texts[visitors] ?? texts[own] ?? Object.values(texts)[0];
      return text ? [{ id, question: text.question, answer: text.plain }] : [];
    });
}

/** Those that fit what is typed, the best first; there may be thousands. */
export function fittingKnown(all: Known[], word: string, most = 8): Known[] {
  if (!word) return all.slice(0, most);
  return all
    .map((one) => ({ one, score: Math.max(2 * fuzzy(word, one.question), fuzzy(word, one.answer.slice(0, 120))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.one.question.localeCompare(b.one.question))
    .slice(0, most)
    .map(({ one }) => one);
}
