// The console's words. The page loads one language's file before this script; the words are read
// when they are said, so the order of the two does not matter to what is only defined.
import type { Plural, Texts } from '../i18n/en';

declare global {
  var leadbellTexts: Texts | undefined;
}

type Values = Record<string, string | number>;
type KeysOf<Kind> = { [Key in keyof Texts]: Texts[Key] extends Kind ? Key : never }[keyof Texts];

/** The language of the page. */
export const lang = (): string => (typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en');

/** The reader's own region of that language where the browser names one: de-AT for de. */
export const locale = (): string => (typeof navigator === 'undefined' ? undefined : navigator.languages?.find((own) => own.split('-')[0] === lang())) ?? lang();

const fill = (text: string, values: Values): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

/** The text of a key, with its values filled in. */
export function t(key: KeysOf<string>, values: Values = {}): string {
  return fill(globalThis.leadbellTexts?.[key] ?? key, values);
}

/** The text of a key for a number. */
export function count(key: KeysOf<Plural>, n: number, values: Values = {}): string {
  const forms: Plural = globalThis.leadbellTexts?.[key] ?? { other: key };
  plurals ??= new Intl.PluralRules(lang());
  return fill(forms[plurals.select(n)] ?? forms.other, { n: number(n), ...values });
}

// A page has one language, and to make these takes longer than to use them.
let plurals: Intl.PluralRules | undefined;
let numbers: Intl.NumberFormat | undefined;

/** A whole number as the language writes it. */
export const number = (n: number): string => (numbers ??= new Intl.NumberFormat(lang())).format(n);

let shares: Intl.NumberFormat | undefined;

/** A part of a whole in percent. */
export const share = (part: number, whole: number): string => (shares ??= new Intl.NumberFormat(lang(), { style: 'percent' })).format(whole ? Math.min(1, part / whole) : 0);

/** The names of countries, languages and such. */
export function named(kind: Intl.DisplayNamesType, code: string): string {
  try {
    return new Intl.DisplayNames([lang()], { type: kind }).of(code) ?? code;
  } catch {
    return code;
  }
}
