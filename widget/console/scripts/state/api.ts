import { Refusal } from '../../inbox/state/api';
import { csrf } from '../../lib/csrf';
import { explain } from '../../lib/refusal';
import { t } from '../../lib/texts';
import type { Difference, Event, Figures, Finding, GivenSites, Note, OnSite, Script, Tried, Version, Whole } from './types';

export interface Problem {
  code?: string;
  rev?: number;
  findings?: Finding[];
}

/** A refusal with what the server tells beside it. */
export class Refused extends Refusal {
  constructor(
    status: number,
    message: string,
    readonly details: Problem,
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
    throw new Refused(0, t('unreachable'), {});
  }
  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  throw new Refused(answer.status, explain(answer.status, problem.code), problem);
}

interface Made {
  id: string;
  rev: number;
  script: Script;
  notes?: Note[];
}

export const api = {
  me: () => ask<{ user: { role: string } }>('GET', '/me'),
  one: (id: string) => ask<Whole>('GET', `/scripts/${id}`),
  all: () => ask<{ scripts: { id: string; name: string }[] }>('GET', '/scripts'),
  magnets: () => ask<{ magnets: { id: string; name: string }[] }>('GET', '/offers/choices'),
  departments: () => ask<{ departments: { id: string; name: string }[] }>('GET', '/team'),
  make: (body: { name?: string; ready?: string; language?: string; script?: unknown; typebot?: unknown }) => ask<Made>('POST', '/scripts', body),
  save: (id: string, rev: number, script: Script) => ask<{ rev: number; findings: Finding[] }>('PUT', `/scripts/${id}`, { rev, script }),
  check: (script: Script) => ask<{ findings: Finding[] }>('POST', '/scripts/check', { script }),
  publish: (id: string, rev: number, note: string) => ask<{ version: Version }>('POST', `/scripts/${id}/publish`, { rev, ...(note ? { note } : {}) }),
  versions: (id: string) => ask<{ versions: Version[] }>('GET', `/scripts/${id}/versions`),
  diff: (id: string, from: number) => ask<Difference>('GET', `/scripts/${id}/diff?from=${from}&to=draft`),
  version: (id: string, number: number) => ask<{ script: Script }>('GET', `/scripts/${id}/versions/${number}`),
  restore: (id: string, number: number) => ask<{ rev: number; script: Script }>('POST', `/scripts/${id}/versions/${number}/restore`),
  sites: (id: string, given: GivenSites) => ask<{ sites: OnSite[] }>('PUT', `/scripts/${id}/sites`, given),
  try: (body: { script: Script; state?: unknown; event: Event; facts?: Record<string, unknown> }) => ask<Tried>('POST', '/scripts/try', body),
  figures: (id: string, version: number, days: number) => ask<Figures>('GET', `/scripts/${id}/figures?version=${version}&days=${days}`),
};

/** What the saver needs of it. */
export type Saving = Pick<typeof api, 'save'>;
