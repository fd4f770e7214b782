/** What can be said about an answer before it is sent; the server has the last word, in the same codes. */
import { EMAIL, PHONE } from './form-rules';
import type { Answer, Field } from './offer-types';

/** Characters of the longest answer. */
const LONGEST: Record<string, number> = { name: 200, phone: 40, email: 254, long: 4000 };
export const NUMBER = /^[+-]?\d+([.,]\d+)?$/;

/** The code of what is wrong with an answer, or nothing. `min` and `max` are the size of a number, how
 * many choices, or how many characters. */
export const wrong = ({ kind, required, min, max, many }: Field, answer: Answer | undefined): string => {
  const text = typeof answer == 'string' ? answer.trim() : '';
  const list = Array.isArray(answer) ? answer : undefined;
  if (!(list ? list.length : typeof answer == 'string' ? text : answer || answer === 0)) return !required ? '' : kind == 'consent' ? 'consent_required' : 'required';
  if (text.length > (LONGEST[kind] ?? 500)) return 'too_long';
  if (kind == 'phone') return PHONE(text) ? '' : 'invalid_phone';
  if (kind == 'email') return EMAIL.test(text) ? '' : 'invalid_email';
  if (kind == 'number' && typeof answer != 'number' && !NUMBER.test(text)) return 'invalid_number';
  const size = kind == 'number' ? +String(answer).replace(',', '.') : list ? list.length : text.length;
  const isSize = kind == 'number' || many;
  return size < (min ?? -Infinity) ? (isSize ? 'too_small' : 'too_short') : size > (max ?? Infinity) ? (isSize ? 'too_large' : 'too_long') : '';
};
