// What is done to a draft, without a page: each gives a new one.
import type { Again, Block, BlockKind, Definition, Draft, Finding, Look, Segment, Shape, Trigger, TriggerKind, Variant } from './types';

/** The most of each. */
export const MOST = { blocks: 20, triggers: 8, variants: 5, segments: 12, pages: 20, attributes: 10 };

const KEYS = 'abcde';

/** A block that is not filled in yet. */
export function blankBlock(kind: BlockKind): Block {
  switch (kind) {
    case 'button':
      return { is: 'button', label: '', does: 'url', url: '' };
    case 'countdown':
      return { is: 'countdown', minutes: 15 };
    case 'coupon':
      return { is: 'coupon', magnet: '', give: 'show' };
    case 'form':
      return { is: 'form', form: '' };
    case 'picture':
      return { is: 'picture', src: '', alt: '' };
    default:
      return { is: kind, text: '' };
  }
}

export function blankTrigger(kind: TriggerKind): Trigger {
  switch (kind) {
    case 'time':
      return { on: 'time', seconds: 20 };
    case 'idle':
      return { on: 'idle', seconds: 60 };
    case 'scroll':
      return { on: 'scroll', percent: 50 };
    case 'pages':
      return { on: 'pages', count: 3 };
    case 'visit':
      return { on: 'visit', count: 2 };
    case 'cart':
      return { on: 'cart', least: 50 };
    case 'click':
    case 'view':
      return { on: kind, selector: '' };
    default:
      return { on: kind };
  }
}

/** The look in another shape: what that shape needs is there, what it has not is gone. */
export function shaped(look: Look, shape: Shape): Look {
  const { side, selector, segments, ...rest } = look;
  const next: Look = { ...rest, shape };
  if (shape === 'slide') next.side = side === 'left' ? 'left' : 'right';
  if (shape === 'bar') next.side = side === 'bottom' ? 'bottom' : 'top';
  if (shape === 'inline' || shape === 'lock') next.selector = selector ?? '';
  if (shape === 'wheel') next.segments = segments ?? blankSegments();
  return next;
}

const blankSegments = (): Segment[] => Array.from({ length: 4 }, () => ({ label: '', weight: 1, magnet: null }));

export function moved<One>(list: One[], from: number, to: number): One[] {
  if (to < 0 || to >= list.length || from === to) return list;
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** One more variant, as the given one is. */
export function withCopy(definition: Definition, of: number): Definition {
  const key = [...KEYS].find((one) => !definition.variants.some((variant) => variant.key === one));
  const source = definition.variants[of];
  if (!key || !source) return definition;
  const copy: Variant = { ...structuredClone(source), key, name: '' };
  return { ...definition, variants: [...definition.variants, copy] };
}

export function withoutVariant(definition: Definition, at: number): Definition {
  if (definition.variants.length < 2) return definition;
  return { ...definition, variants: definition.variants.filter((_, i) => i !== at) };
}

/** Each arm's part of the visitors, 0 to 1: the variants in their order, the group without last. */
export function parts(definition: Definition): number[] {
  const weights = [...definition.variants.map((one) => one.weight), definition.control];
  const sum = weights.reduce((all, one) => all + one, 0);
  return weights.map((one) => (sum ? one / sum : 0));
}

export const isExperiment = (definition: Definition): boolean => parts(definition).filter((part) => part > 0).length > 1;

/** Findings at a place of the draft, or below it. */
export const at = (findings: Finding[], path: string, below = false): Finding[] =>
  findings.filter((one) => one.path === path || (below && one.path.startsWith(`${path}.`)));

export const againKind = (again: Again): string => (typeof again === 'string' ? again : 'days');

/** Whether two drafts say the same. */
export const same = (one: Draft, two: Draft): boolean => JSON.stringify(one) === JSON.stringify(two);

/** What is saved of an offer. */
export function draftOf({ name, active, starts_at, ends_at, definition }: Draft): Draft {
  return { name, active, starts_at, ends_at, definition };
}
