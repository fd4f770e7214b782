// The inbox's pure parts: which rows a list shows, and how messages join a thread.
import { t } from '../../lib/texts';
import type { Conversation, Filter, Message } from './types';
import type { View } from './where';

/** Newest first; the id settles a tie, as on the server. */
export function newer(a: Conversation, b: Conversation): number {
  return b.last_at - a.last_at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** Whether a list shows a row: the same that the server decides. `me` is who looks. */
export function matches(row: Conversation, view: View, me: string): boolean {
  if (view.site && row.site !== view.site) return false;
  if (view.department && row.department?.id !== view.department) return false;
  if (view.tag && !row.tags.includes(view.tag)) return false;
  if (view.assignee && row.assignee?.id !== view.assignee) return false;
  return inFilter(row, view.filter, me);
}

function inFilter(row: Conversation, filter: Filter, me: string): boolean {
  if (filter === 'spam' || row.spam) return row.spam && filter === 'spam';
  if (filter === 'all') return true;
  if (filter === 'closed') return row.status === 'closed';
  if (row.status !== 'open') return false;
  if (filter === 'snoozed') return row.snoozed_until !== null;
  if (row.snoozed_until !== null) return false;
  if (filter === 'mine') return row.assignee?.id === me;
  if (filter === 'unassigned') return row.assignee === null;
  return filter === 'open' || row.waiting_since !== null;
}

/** Characters of the newest message that a row shows, as on the server. */
const PREVIEW = 160;

/** A row with its newest message: the same that the server makes of it. An older one changes nothing. */
export function withMessage(row: Conversation, message: Message): Conversation {
  const { number, at, author, text, page } = message;
  if (number <= row.number) return row;
  if (author === 'system') return quietly(row, number);
  const visitors = author === 'visitor';
  const visitor_read = visitors ? number : row.visitor_read;
  const operator_read = visitors ? row.operator_read : number;
  const [visitor_got, operator_got] = visitors ? [number, row.operator_got] : [row.visitor_got, number];
  return {
    ...row,
    number,
    visitor_read,
    operator_read,
    visitor_got,
    operator_got,
    unread: Math.max(0, number - operator_read),
    // What was put away is to be seen when its visitor writes.
    snoozed_until: visitors ? null : row.snoozed_until,
    waiting_since: visitors && !row.spam ? (row.waiting_since ?? at) : null,
    last_at: at,
    last_text: [...text].slice(0, PREVIEW).join(''),
    last_author: author,
    page: page ?? row.page,
  };
}

/** What nobody wrote is no news for a side that has read everything before. */
function quietly(row: Conversation, number: number): Conversation {
  const next = { ...row, number };
  for (const side of ['visitor', 'operator'] as const) {
    if (row[`${side}_read`] === row.number) next[`${side}_read`] = next[`${side}_got`] = number;
  }
  return { ...next, unread: Math.max(0, number - next.operator_read) };
}

/** A gapless run of messages, or what is missing before it can be one. */
export interface Joined {
  messages: Message[];
  /** Numbers after this one are missing. */
  missing: number | null;
}

export function join(have: Message[], more: Message[]): Joined {
  if (!more.length) return { messages: have, missing: null };
  const last = have.at(-1);
  // Almost always what comes is what is next.
  if (last && more.every((message, i) => message.number === last.number + 1 + i)) return { messages: [...have, ...more], missing: null };
  const byNumber = new Map<number, Message>();
  for (const message of have) byNumber.set(message.number, message);
  for (const message of more) byNumber.set(message.number, message);
  const all = [...byNumber.values()].sort((a, b) => a.number - b.number);
  for (let i = 1; i < all.length; i += 1) {
    const before = all[i - 1] as Message;
    if ((all[i] as Message).number !== before.number + 1) return { messages: all.slice(0, i), missing: before.number };
  }
  return { messages: all, missing: null };
}

export function visitorName(row: Conversation): string {
  return row.name || t('visitor_named', { id: row.visitor.slice(-4) });
}

/** Only pages of the web become links. */
export function webUrl(text: string | null | undefined): URL | null {
  try {
    const url = new URL(text ?? '');
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
