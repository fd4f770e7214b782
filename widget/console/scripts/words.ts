// How ways out and findings are called.
import { t } from '../lib/texts';
import { testText } from './state/kinds';
import type { Port } from './state/ports';
import type { Entry, Finding, Script } from './state/types';

export function portName(port: Port, script: Script, from: string): string {
  switch (port.kind) {
    case 'next':
    case 'to':
      return t('then');
    case 'otherwise':
      return t('otherwise');
    case 'failed':
      return t('on_failure');
    case 'branch': {
      const branch = script.steps.find((step) => step.id === from)?.branches?.find((one) => `branch:${one.id}` === port.key);
      return branch?.tests.length ? branch.tests.map(testText).join(branch.any ? ` ${t('test_or')} ` : ` ${t('test_and')} `) : t('branch_empty');
    }
    case 'entry': {
      const entry = script.entries[Number(port.key.split(':')[1])];
      return entry ? entryName(entry) : '';
    }
    default:
      return port.label;
  }
}

export const ENTRIES: [Entry['on'], () => string][] = [
  ['start', () => t('entry_start')],
  ['offer', () => t('entry_offer')],
  ['keyword', () => t('entry_keyword')],
  ['page', () => t('entry_page')],
  ['api', () => t('entry_api')],
];

export function entryName(entry: Entry): string {
  const name = ENTRIES.find(([on]) => on === entry.on)?.[1]() ?? entry.on;
  const detail = entry.words?.join(', ') || entry.path || entry.name;
  return detail ? `${name}: ${detail}` : name;
}

export type Level = Finding['level'] | '';

/** The worst that was found at each step. */
export function levels(findings: Finding[]): Map<string, Level> {
  const worst = new Map<string, Level>();
  for (const { step, level } of findings) if (step && worst.get(step) !== 'error') worst.set(step, level);
  return worst;
}

/** What was found in a field of a step: in all of it, or in a part of it. */
export const inField = (findings: Finding[], step: string, field: string): Finding[] =>
  findings.filter((one) => one.step === step && one.field && (one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`)));
