// The kinds of steps: how each is called, what a new one has, and by which words it is found.
import type { IconName } from '../icons';
import { t } from '../../lib/texts';
import type { Ask, Script, Step } from './types';

export interface Kind {
  /** What the menu adds: a kind, or a kind of question. */
  id: string;
  kind: string;
  ask?: string;
  icon: IconName;
  name: () => string;
  /** Other words for it, in English, beside those of the reader's language. */
  words: string;
  group: 'say' | 'ask' | 'think' | 'do' | 'finish';
}

export const KINDS: Kind[] = [
  { id: 'message', kind: 'message', icon: 'message-square-text', name: () => t('kind_message'), words: 'message text say', group: 'say' },
  { id: 'choice', kind: 'question', ask: 'choice', icon: 'check', name: () => t('kind_choice'), words: 'choice buttons question ask', group: 'ask' },
  { id: 'text', kind: 'question', ask: 'text', icon: 'keyboard', name: () => t('kind_text'), words: 'text question ask answer', group: 'ask' },
  { id: 'email', kind: 'question', ask: 'email', icon: 'send-horizontal', name: () => t('kind_email'), words: 'email mail question ask', group: 'ask' },
  { id: 'phone', kind: 'question', ask: 'phone', icon: 'smartphone', name: () => t('kind_phone'), words: 'phone number question ask', group: 'ask' },
  { id: 'number', kind: 'question', ask: 'number', icon: 'hash', name: () => t('kind_number'), words: 'number question ask', group: 'ask' },
  { id: 'date', kind: 'question', ask: 'date', icon: 'calendar', name: () => t('kind_date'), words: 'date day question ask', group: 'ask' },
  { id: 'time', kind: 'question', ask: 'time', icon: 'clock', name: () => t('kind_time'), words: 'time hour question ask', group: 'ask' },
  { id: 'url', kind: 'question', ask: 'url', icon: 'globe', name: () => t('kind_url'), words: 'website url address question ask', group: 'ask' },
  { id: 'rating', kind: 'question', ask: 'rating', icon: 'star', name: () => t('kind_rating'), words: 'rating stars question ask', group: 'ask' },
  { id: 'csat', kind: 'question', ask: 'csat', icon: 'star', name: () => t('kind_csat'), words: 'satisfaction csat question ask', group: 'ask' },
  { id: 'nps', kind: 'question', ask: 'nps', icon: 'star', name: () => t('kind_nps'), words: 'recommend nps question ask', group: 'ask' },
  { id: 'file', kind: 'question', ask: 'file', icon: 'paperclip', name: () => t('kind_file'), words: 'file upload question ask', group: 'ask' },
  { id: 'condition', kind: 'condition', icon: 'split', name: () => t('kind_condition'), words: 'condition if branch', group: 'think' },
  { id: 'set', kind: 'set', icon: 'variable', name: () => t('kind_set'), words: 'set variable sum', group: 'think' },
  { id: 'split', kind: 'split', icon: 'shuffle', name: () => t('kind_split'), words: 'split test random ab', group: 'think' },
  { id: 'jump', kind: 'jump', icon: 'corner-up-left', name: () => t('kind_jump'), words: 'jump go to', group: 'think' },
  { id: 'call', kind: 'call', icon: 'bot', name: () => t('kind_call'), words: 'call script', group: 'think' },
  { id: 'lead', kind: 'lead', icon: 'user-check', name: () => t('kind_lead'), words: 'lead contact save', group: 'do' },
  { id: 'tag', kind: 'tag', icon: 'tag', name: () => t('kind_tag'), words: 'tag label', group: 'do' },
  { id: 'score', kind: 'score', icon: 'badge-check', name: () => t('kind_score'), words: 'score points', group: 'do' },
  { id: 'mail', kind: 'mail', icon: 'send-horizontal', name: () => t('kind_mail'), words: 'mail email notify', group: 'do' },
  { id: 'http', kind: 'http', icon: 'globe', name: () => t('kind_http'), words: 'http webhook request api', group: 'do' },
  { id: 'magnet', kind: 'magnet', icon: 'magnet', name: () => t('kind_magnet'), words: 'magnet coupon gift code', group: 'do' },
  { id: 'callback', kind: 'callback', icon: 'smartphone', name: () => t('kind_callback'), words: 'callback call phone', group: 'do' },
  { id: 'image', kind: 'image', icon: 'image', name: () => t('kind_image'), words: 'image picture photo', group: 'say' },
  { id: 'video', kind: 'video', icon: 'monitor', name: () => t('kind_video'), words: 'video film', group: 'say' },
  { id: 'link', kind: 'link', icon: 'external-link', name: () => t('kind_link'), words: 'link open page', group: 'say' },
  { id: 'typing', kind: 'typing', icon: 'ellipsis', name: () => t('kind_typing'), words: 'typing pause delay', group: 'say' },
  { id: 'wait', kind: 'wait', icon: 'clock', name: () => t('kind_wait'), words: 'wait pause delay', group: 'think' },
  { id: 'handover', kind: 'handover', icon: 'users', name: () => t('kind_handover'), words: 'handover person operator human', group: 'finish' },
  { id: 'end', kind: 'end', icon: 'check-check', name: () => t('kind_end'), words: 'end finish close', group: 'finish' },
];

const UNSUPPORTED: Kind = { id: 'unsupported', kind: 'unsupported', icon: 'triangle-alert', name: () => t('kind_unsupported'), words: '', group: 'finish' };

/** What a step is called by; a question by what it asks for. */
export const kindOf = (step: { kind: string; ask?: Ask }): Kind =>
  KINDS.find((one) => one.kind === step.kind && (!one.ask || one.ask === step.ask?.type)) ?? KINDS.find((one) => one.kind === step.kind) ?? UNSUPPORTED;

export const GROUPS: Record<Kind['group'], () => string> = {
  say: () => t('group_say'),
  ask: () => t('group_ask'),
  think: () => t('group_think'),
  do: () => t('group_do'),
  finish: () => t('group_finish'),
};

/** A name that no variable of the script has yet. */
function freshName(name: string, taken: string[]): string {
  if (!taken.includes(name)) return name;
  let n = 2;
  while (taken.includes(`${name} ${n}`)) n += 1;
  return `${name} ${n}`;
}

/** What a new step of a kind begins with. */
export function fresh({ kind, ask }: Kind, { script, taken, text, near }: { script: Script; taken: string[]; text?: string; near: string }): Omit<Step, 'id'> {
  const own: Record<string, string> = { email: t('variable_email'), phone: t('variable_phone') };
  switch (kind) {
    case 'question': {
      const name = ask && own[ask];
      const asks: Ask = ask === 'choice' ? { type: 'choice', choices: [] } : ask === 'rating' ? { type: 'rating', max: 5 } : { type: ask ?? 'text' };
      return { kind, text: text ?? '', ask: asks, ...(name ? { variable: freshName(name, taken) } : {}) };
    }
    case 'condition':
      return { kind, branches: [{ id: 'b1', tests: [{ what: near, is: 'equal', than: '' }] }] };
    case 'split':
      return { kind, ways: [{ id: 'a', weight: 50 }, { id: 'b', weight: 50 }] };
    case 'set':
      return { kind, text: text ?? '' };
    case 'typing':
      return { kind, ms: 1500 };
    case 'wait':
      return { kind, seconds: 60 };
    case 'score':
      return { kind, points: 10 };
    case 'http':
      return { kind, method: 'POST', url: '' };
    case 'image':
    case 'video':
    case 'link':
      return { kind, url: text ?? '' };
    case 'magnet':
      return { kind, label: text ?? '' };
    case 'mail':
      return { kind, subject: text ?? '', text: '' };
    case 'tag':
      return { kind, tags: text ? [text] : [] };
    case 'lead':
      return { kind, fields: script.variables.length || taken.length ? leadFields(taken) : [] };
    case 'callback': {
      const phone = taken.find((name) => name === own.phone);
      return { kind, ...(phone ? { phone: `{{${phone}}}` } : {}) };
    }
    case 'message':
    case 'handover':
    case 'end':
      return { kind, text: text ?? '' };
    default:
      return { kind };
  }
}

/** The contact's fields that variables of the script plainly are. */
function leadFields(taken: string[]): { field: string; value: string }[] {
  const names: [string, string][] = [['phone', t('variable_phone')], ['email', t('variable_email')], ['name', t('variable_name')]];
  return names.filter(([, name]) => taken.includes(name)).map(([field, name]) => ({ field, value: `{{${name}}}` }));
}

const trimmed = (text: unknown): string => String(text ?? '').replace(/\s+/g, ' ').trim();
const plainly = (text: string): string => text.replace(/\*\*|__|\\(?=\W)/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');

/** What a step says or does, in one line. */
export function gist(step: Step, script: Script): string {
  const field = (key: string): string => plainly(trimmed(step[key]));
  switch (step.kind) {
    case 'condition':
      return (step.branches ?? []).map((branch) => branch.tests.map((test) => testText(test)).join(branch.any ? ` ${t('test_or')} ` : ` ${t('test_and')} `)).join('; ');
    case 'set':
      if (!step.variable) return '';
      if (step.clear) return `${step.variable} = ∅`;
      if (step.append !== undefined) return `${step.variable} += ${trimmed(step.append)}`;
      if (step.first || step.last) return `${step.variable} = ${trimmed(step.first ?? step.last)}`;
      return `${step.variable} = ${step.sum ?? (step.random ? step.random.join(' | ') : trimmed(step.text))}`;
    case 'jump': {
      const to = script.steps.find((one) => one.id === step.to);
      return to ? titleOf(to, script) : '';
    }
    case 'typing':
      return t('seconds', { n: Number(step.ms ?? 0) / 1000 });
    case 'wait':
      return lasting(Number(step.seconds ?? 0));
    case 'score':
      return [`${Number(step.points) > 0 ? '+' : ''}${step.points}`, field('reason')].filter(Boolean).join(' · ');
    case 'tag':
      return (step.tags ?? []).join(', ');
    case 'lead':
      return (step.fields ?? []).map((one) => one.value).join(', ');
    case 'http':
      return [step.method, step.url].filter(Boolean).join(' ');
    case 'mail':
      return field('subject');
    case 'magnet':
      return [trimmed(step.label), trimmed(step.code)].filter(Boolean).join(' · ');
    case 'callback':
      return [trimmed(step.phone), trimmed(step.when), trimmed(step.text)].filter(Boolean).join(' · ');
    case 'unsupported':
      return [trimmed(step.what), trimmed(step.note)].filter(Boolean).join(': ');
    case 'image':
      return field('alt') || field('url');
    case 'video':
    case 'link':
      return field('label') || field('url');
    default:
      return field('text');
  }
}

/** Seconds as people say them. */
function lasting(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return t('days', { n: seconds / 86_400 });
  if (seconds >= 3_600 && seconds % 3_600 === 0) return t('hours', { n: seconds / 3_600 });
  if (seconds >= 60 && seconds % 60 === 0) return t('minutes', { n: seconds / 60 });
  return t('seconds', { n: seconds });
}

export const titleOf = (step: Step, script: Script): string => step.title || gist(step, script) || kindOf(step).name();

export const OPERATORS: [string, () => string][] = [
  ['equal', () => t('is_equal')],
  ['not_equal', () => t('is_not_equal')],
  ['contains', () => t('is_contains')],
  ['not_contains', () => t('is_contains_not')],
  ['set', () => t('is_set')],
  ['empty', () => t('is_empty')],
  ['more', () => t('is_more')],
  ['less', () => t('is_less')],
  ['at_least', () => t('is_at_least')],
  ['at_most', () => t('is_at_most')],
  ['starts', () => t('is_starts')],
  ['ends', () => t('is_ends')],
  ['matches', () => t('is_matches')],
  ['not_matches', () => t('is_matches_not')],
];
const SIGNS: Record<string, string> = { equal: '=', not_equal: '≠', more: '>', less: '<', at_least: '≥', at_most: '≤' };
/** These compare with nothing. */
export const ALONE = new Set(['set', 'empty']);

export function testText({ what, is, than }: { what: string; is: string; than?: string }): string {
  const how = SIGNS[is] ?? OPERATORS.find(([op]) => op === is)?.[1]() ?? is;
  return [what || '…', how, ALONE.has(is) ? '' : than || '…'].filter(Boolean).join(' ');
}
