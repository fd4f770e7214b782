import { csrf } from '../../lib/csrf';
import { explain } from '../../lib/refusal';
import { t } from '../../lib/texts';
import type { Canned, Conversation, Detail, Filter, Found, KnownAnswer, Me, Message, Named, Note, Past, Proposal, Team } from './types';
import type { View } from './where';

interface Problem {
  code?: string;
  /** Who was faster, where somebody was. */
  assignee?: Named | null;
}

/** A refusal, with what the server says to a person. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly problem: Problem = {},
  ) {
    super(message);
  }
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-csrf-token'] = csrf();
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Refusal(0, t('unreachable'));
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  throw new Refusal(answer.status, explain(answer.status, problem.code), problem);
}

const query = (values: Record<string, string | number | null | undefined>): string => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  return params.size ? `?${params}` : '';
};

export interface ConversationPage {
  conversations: Conversation[];
  next: string | null;
  rev: number;
}

export interface Changes {
  rev: number;
  conversations: Conversation[];
  resync: boolean;
}

/** Who is to have a conversation; `if_assignee` is who is believed to have it. */
export interface Assignment {
  user?: string | null;
  department?: string | null;
  if_assignee?: string | null;
}

type Whole = Omit<Conversation, 'visitor' | 'lead'> & Detail;
const change = (id: string, what: string, body?: unknown): Promise<Conversation> => ask('POST', `/conversations/${id}/${what}`, body);

export const api = {
  changes: (after: number) => ask<Changes>('GET', `/changes${query({ after })}`),
  me: () => ask<Me>('GET', '/me'),
  team: () => ask<Team>('GET', '/team'),
  list: ({ filter, site, department, tag, assignee }: View, before?: string | null) =>
    ask<ConversationPage>('GET', `/conversations${query({ filter, site, department, tag, assignee, before })}`),
  counts: ({ site, department, tag, assignee }: View) =>
    ask<Partial<Record<Filter, number>>>('GET', `/counts${query({ site, department, tag, assignee })}`),
  /** One conversation with its facts, taken apart into the row and the rest. */
  async conversation(id: string): Promise<{ row: Conversation; detail: Detail }> {
    const { visitor, lead, claims, ...rest } = await ask<Whole>('GET', `/conversations/${id}`);
    return { row: { ...rest, visitor: visitor?.id ?? '', lead: lead?.id ?? null }, detail: { visitor, lead, claims: claims ?? [] } };
  },
  /** The newest page where `from` is empty. */
  messages: (id: string, from: { after?: number; before?: number; limit?: number }) =>
    ask<{ messages: Message[]; head: number }>('GET', `/conversations/${id}/messages${query({ limit: 50, ...from })}`),
  past: (visitor: string) => ask<Past>('GET', `/visitors/${visitor}/history`),
  notes: (id: string) => ask<{ notes: Note[] }>('GET', `/conversations/${id}/notes`),
  note: (id: string, note: { id: string; text: string; mentions: string[] }) => ask<unknown>('POST', `/conversations/${id}/notes`, note),
  assign: (id: string, to: Assignment) => change(id, 'assign', to),
  snooze: (id: string, until: number | null) => change(id, 'snooze', { until }),
  spam: (id: string, spam: boolean) => change(id, 'spam', { spam }),
  mode: (id: string, mode: string) => change(id, 'mode', { mode }),
  /** One tag more or less, whatever others a colleague gives meanwhile. */
  tag: async (id: string, tag: string, on: boolean): Promise<Conversation | undefined> =>
    (await ask<{ conversations: Conversation[] }>('POST', '/conversations/bulk', { ids: [id], action: on ? 'tag' : 'untag', tag })).conversations[0],
  close: (id: string) => change(id, 'close'),
  reopen: (id: string) => change(id, 'reopen'),
  block: (visitor: string, blocked: boolean) => ask<unknown>('POST', `/visitors/${visitor}/block`, { blocked }),
  search: (q: string, before?: string | null) => ask<Found>('GET', `/search${query({ q, before })}`),
  allTags: () => ask<{ tags: { name: string; count: number }[] }>('GET', '/tags'),
  canned: () => ask<{ canned: Canned[] }>('GET', '/canned'),
  knowledge: () => ask<{ knowledge: KnownAnswer[] }>('GET', '/knowledge'),
  proposals: (id: string) => ask<{ number: number; proposals: Proposal[] }>('GET', `/conversations/${id}/knowledge`),
  keep: (one: { shortcut: string; text: string; shared: boolean }) => ask<Canned>('POST', '/canned', one),
};
