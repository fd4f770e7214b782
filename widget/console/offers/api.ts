import { Refusal } from '../inbox/state/api';
import { csrf } from '../lib/csrf';
import { explain } from '../lib/refusal';
import { t } from '../lib/texts';
import type { Choices, Draft, Finding, Whole } from './types';

/** A refusal with what the server tells beside it. */
export class Refused extends Refusal {
  constructor(
    status: number,
    message: string,
    readonly findings: Finding[] | undefined,
  ) {
    super(status, message);
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
    throw new Refused(0, t('unreachable'), undefined);
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; findings?: Finding[] };
  throw new Refused(answer.status, explain(answer.status, problem.code), problem.findings);
}

export const api = {
  me: () => ask<{ user: { role: string } }>('GET', '/me'),
  one: (id: string) => ask<Whole>('GET', `/offers/${id}`),
  choices: () => ask<Choices>('GET', '/offers/choices'),
  save: (id: string, rev: number, draft: Draft) => ask<{ rev: number; findings: Finding[] }>('PUT', `/offers/${id}`, { rev, ...draft }),
};
