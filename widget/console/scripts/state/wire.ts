// A draft as the format asks for it: what a step must have is there, also where nothing was typed yet.
import type { Script, Step } from './types';
import { withVariables } from './variables';

const MUST: Record<string, () => Partial<Step>> = {
  message: () => ({ text: '' }),
  image: () => ({ url: '' }),
  video: () => ({ url: '' }),
  link: () => ({ url: '' }),
  typing: () => ({ ms: 0 }),
  wait: () => ({ seconds: 1 }),
  question: () => ({ ask: { type: 'text' } }),
  condition: () => ({ branches: [] }),
  set: () => ({ variable: '' }),
  split: () => ({ ways: [] }),
  jump: () => ({ to: '' }),
  http: () => ({ method: 'GET', url: '' }),
  mail: () => ({ subject: '', text: '' }),
  tag: () => ({ tags: [] }),
  score: () => ({ points: 0 }),
  magnet: () => ({ label: '' }),
  unsupported: () => ({ what: '' }),
};

/** What a variable can get; one of these must be there. */
export const GIVES = ['text', 'sum', 'clear', 'random', 'append', 'first', 'last', 'day'] as const;

export function wire(script: Script): Script {
  const whole = withVariables(script);
  return {
    ...whole,
    entries: whole.entries.map((entry) => ({ ...entry, to: entry.to ?? '' })),
    steps: whole.steps.map((step) => {
      const out: Step = { ...MUST[step.kind]?.(), ...step };
      if (step.kind === 'set' && !GIVES.some((key) => out[key] !== undefined)) out.text = '';
      return out;
    }),
  };
}
