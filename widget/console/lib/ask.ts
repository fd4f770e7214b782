// What the editors ask of the interface, and how it refuses.
import { Refusal } from '../inbox/state/api';
import { csrf } from './csrf';
import { explain } from './refusal';
import { t } from './texts';

/** Something that is not right yet, and where in the draft. */
export interface Finding {
  path: string;
  code: string;
}

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

export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
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

export const whoAmI = (): Promise<{ user: { role: string } }> => ask('GET', '/me');
