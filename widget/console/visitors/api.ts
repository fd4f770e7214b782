import { Refusal } from '../inbox/state/api';
import type { Me } from '../inbox/state/types';
import { csrf } from '../lib/csrf';
import { codeOf, explain } from '../lib/refusal';
import { t } from '../lib/texts';
import type { Invited, Present, Whole } from './types';

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body) Object.assign(headers, { 'content-type': 'application/json', 'x-csrf-token': csrf() });
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  } catch {
    throw new Refusal(0, t('unreachable'));
  }
  if (answer.ok) return (await answer.json()) as T;
  throw new Refusal(answer.status, explain(answer.status, await codeOf(answer)));
}

export const api = {
  me: () => ask<Me>('/me'),
  list: () => ask<{ visitors: Present[]; more: string[] }>('/live'),
  one: (id: string) => ask<Whole>(`/live/${id}`),
  invite: (id: string, text: string) => ask<Invited>(`/live/${id}/invite`, { text }),
};
