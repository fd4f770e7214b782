import { ask, whoAmI } from '../lib/ask';
import type { Choices, Draft, Finding, Funnel, Whole } from './types';

export const api = {
  me: whoAmI,
  one: (id: string) => ask<Whole>('GET', `/forms/${id}`),
  choices: () => ask<Choices>('GET', '/forms/choices'),
  save: (id: string, rev: number, draft: Draft) => ask<{ rev: number; findings: Finding[] }>('PUT', `/forms/${id}`, { rev, ...draft }),
  funnel: (id: string, days: number) => ask<Funnel>('GET', `/forms/${id}/funnel?days=${days}`),
};
