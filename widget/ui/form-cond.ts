/** Which fields of a built form are asked: the same in the server, with the vectors of
 * test/form-vectors.json. Pure and total: whatever is given, there is an answer. */
import type { Answer, Answers, Cond, Field, PublicForm } from './offer-types';

/** An answer as its words: trimmed, in small letters; none that is empty, and `false` is none. */
const words = (answer: Answer | undefined | null): string[] =>
  (Array.isArray(answer) ? answer : answer == null || answer === false ? [] : [answer]).map((one) => String(one).trim().toLowerCase()).filter(Boolean);

/** What can be compared: a decimal number (with point or comma), or a date as days in their order. */
const size = (word: string): number => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word) ?? [];
  return year ? +year * 1e4 + +month! * 100 + +day! : /^[+-]?\d+([.,]\d+)?$/.test(word) ? +word.replace(',', '.') : NaN;
};

/** Whether a condition holds; none, and one that asks for nothing, holds. One that is not known does not. */
export const holds = (cond: Cond | null | undefined, answers: Answers): boolean =>
  (cond?.all ?? []).every(({ field, is, value = '' }) => {
    const said = words(answers[field]);
    const [wanted = ''] = words(value);
    const some = (test: (word: string) => boolean) => said.some(test);
    const equal = some((word) => word == wanted);
    switch (is) {
      case 'eq':
        return equal;
      case 'ne':
        return !equal;
      case 'filled':
        return said.length > 0;
      case 'empty':
        return !said.length;
      case 'contains':
        return some((word) => word.includes(wanted));
      case 'gt':
        return some((word) => size(word) > size(wanted));
      case 'lt':
        return some((word) => size(word) < size(wanted));
    }
    return false;
  });

/** The fields that are asked, by step (hidden ones of the form count as asked); a step that is left
 * out, or has nothing to ask, is empty. An answer of a field that is not asked counts for nothing. */
export const asked = (form: PublicForm, answers: Answers): Field[][] => {
  const counts: Answers = {};
  return form.steps.map((step) => {
    if (!holds(step.when, counts)) return [];
    return step.fields.filter((field) => {
      const isAsked = holds(field.when, counts);
      if (isAsked && answers[field.key] != null) counts[field.key] = answers[field.key]!;
      return isAsked;
    });
  });
};
