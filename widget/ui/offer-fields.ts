/** The fields of built forms: a label, what is typed into or chosen from, what is wrong with it. */
import type { OfferTexts } from '../i18n/offer/en';
import type { Ctx } from '../loader/types';
import { NUMBER } from './form-check';
import { TYPES } from './form-rules';
import { fill, h } from './h';
import { keepKeys } from './keys';
import type { Doubt } from './offer-doubt';
import type { Answer, Field } from './offer-types';

/** What few have, as a module of its own. */
export type More = typeof import('./offer-more');
/** Loads it. */
export type Need = () => Promise<More>;

export interface Part {
  field: Field;
  el: HTMLElement;
  get(): Answer | undefined;
  /** Says what is wrong, or with nothing that nothing is. */
  say(text: string): void;
  focus(): void;
  /** Looks for a better way to write what was typed. */
  doubt?: Doubt;
  /** The code of what is not ready: a file that is still on its way. */
  waits?(): string;
}

/** More choices than that are a list to open. */
const CARDS = 8;
const AUTOCOMPLETE: Record<string, string> = { company: 'organization', position: 'organization-title', profile: 'url' };
let count = 0;

/** `names`: of the files that were sent before, by id; `more` where the field needs it. */
export function makePart(ctx: Ctx, t: OfferTexts, field: Field, value: Answer | undefined, changed: () => void, names: Record<string, string>, need: Need, more?: More): Part {
  const { kind, choices = [], many, required, hint } = field;
  const { cfg } = ctx;
  const id = 'f' + ++count;
  const isConsent = kind == 'consent';
  const isDate = kind == 'date';
  // One of the two is often enough: neither is called optional.
  const called = (field.label || (t as Record<string, string>)[kind] || '') + (required || kind == 'phone' || kind == 'email' ? '' : ` (${t.optional})`);
  const error = h('span', { class: 'err', id: id + 'e' });
  const note = h('small', { id: id + 'n' }, hint || (kind == 'phone' && cfg.calling_code && fill(t.country, { code: cfg.calling_code })));
  const props = { id, 'aria-describedby': `${id}n ${id}e`, 'aria-required': required && 'true' };
  const part: Part = {
    field,
    el: h('div', { class: 'f', oninput: changed }),
    get: () => input.value.trim() || undefined,
    say(text) {
      error.textContent = text;
      input.ariaInvalid = text ? 'true' : null;
    },
    focus: () => input.focus(),
  };
  let input: any;
  let els: any[];
  if (isConsent) {
    input = h('input', { ...props, type: 'checkbox' });
    input.checked = value;
    part.get = () => input.checked;
    els = [h('label', { class: 'check' }, input, h('span', null, called))];
  } else if (kind == 'choice' && (many || choices.length <= CARDS)) {
    const all: HTMLInputElement[] = choices.map(({ key }) => h('input', { type: many ? 'checkbox' : 'radio', name: id, value: key, checked: ([] as unknown[]).concat(value).includes(key) }));
    const chosen = () => all.filter((one) => one.checked);
    part.get = () => {
      const keys = chosen().map((one) => one.value);
      return many ? keys : keys[0];
    };
    part.focus = () => (chosen()[0] ?? all[0])?.focus();
    input = h('fieldset', many ? { ...props, 'aria-required': null } : { ...props, role: 'radiogroup' }, h('legend', null, called), note, ...all.map((one, i) => h('label', { class: 'choice' }, one, choices[i]!.label)));
    els = [input];
  } else {
    if (kind == 'file' && more) Object.assign(part, ({ input, els } = more.makeFiles(ctx, t, !!many, props, value, names, changed)));
    else {
      const [type, autocomplete = AUTOCOMPLETE[kind]] = TYPES[kind] ?? [isDate ? kind : 'text'];
      const name = kind == 'long' ? 'textarea' : kind == 'choice' ? 'select' : 'input';
      const options = name == 'select' ? [{ key: '', label: t.choose }, ...choices] : [];
      input = h(name, { ...props, type, autocomplete, inputmode: kind == 'number' && 'decimal', dir: !isDate && 'auto' }, ...options.map(({ key, label }) => h('option', { value: key }, label)));
      if (!options[0] && !isDate) keepKeys(input);
      input.value = value ?? '';
      if (kind == 'number') part.get = () => (NUMBER.test(input.value.trim()) ? +input.value.replace(',', '.') : input.value.trim() || undefined);
      if (kind == 'email') {
        const look = () => need().then((m) => (part.doubt ??= m.makeDoubt(t, input, changed)), () => {});
        input.addEventListener('input', look);
        if (value) void look();
      }
      els = [input];
    }
    els.unshift(h('label', { for: id }, called), note);
  }
  part.el.append(...els, error);
  return part;
}
