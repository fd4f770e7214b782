import { ask, whoAmI } from '../lib/ask';
import type { Choices, Draft, Finding, Whole } from './types';

export { Refused } from '../lib/ask';

export const api = {
  me: whoAmI,
  one: (id: string) => ask<Whole>('GET', `/offers/${id}`),
  choices: () => ask<Choices>('GET', '/offers/choices'),
  save: (id: string, rev: number, draft: Draft) => ask<{ rev: number; findings: Finding[] }>('PUT', `/offers/${id}`, { rev, ...draft }),
};
