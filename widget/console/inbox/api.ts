import { csrf } from '../lib/csrf';
import { codeOf, explain } from '../lib/refusal';
import { t } from '../lib/texts';
import type { Conversation, Detail, Filter, Me, Message } from './types';

/** A refusal, with what the server says to a person. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask<T>(method: string, path: string): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-csrf-token'] = csrf();
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers });
  } catch {
    throw new Refusal(0, t('unreachable'));
  }
  if (answer.ok) return (await answer.json()) as T;
  throw new Refusal(answer.status, explain(answer.status, await codeOf(answer)));
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

type Whole = Omit<Conversation, 'visitor' | 'lead'> & Detail;

export const api = {
  changes: (after: number) => ask<Changes>('GET', `/changes${query({ after })}`),
  me: () => ask<Me>('GET', '/me'),
  list: (filter: Filter, site: string, before?: string | null) =>
    ask<ConversationPage>('GET', `/conversations${query({ filter, site, before })}`),
  /** One conversation with its facts, taken apart into the row and the rest. */
  async conversation(id: string): Promise<{ row: Conversation; detail: Detail }> {
    const { visitor, lead, ...rest } = await ask<Whole>('GET', `/conversations/${id}`);
    return { row: { ...rest, visitor: visitor?.id ?? '', lead: lead?.id ?? null }, detail: { visitor, lead } };
  },
  /** The newest page where `from` is empty. */
  messages: (id: string, from: { after?: number; before?: number }) =>
    ask<{ messages: Message[]; head: number }>('GET', `/conversations/${id}/messages${query({ ...from, limit: 50 })}`),
  close: (id: string) => ask<Conversation>('POST', `/conversations/${id}/close`),
  reopen: (id: string) => ask<Conversation>('POST', `/conversations/${id}/reopen`),
};
