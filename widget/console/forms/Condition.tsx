// When something is asked: rows that read as a sentence.
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';
import { useAround, wrong } from '../offers/fields';
import { at } from '../offers/model';
import { comparisons, cond, hasValue, type Is, MOST, type Row, rowFor } from './model';
import { fieldName } from './names';
import type { Cond, Field } from './types';

const isName = (is: Is, field: Field | undefined): string => {
  const isDate = field?.kind === 'date';
  return {
    eq: t('fo_is_eq'),
    ne: t('fo_is_ne'),
    contains: t('fo_is_contains'),
    gt: isDate ? t('fo_is_after') : t('fo_is_gt'),
    lt: isDate ? t('fo_is_before') : t('fo_is_lt'),
    filled: field?.kind === 'consent' ? t('fo_is_agreed') : t('fo_is_filled'),
    empty: field?.kind === 'consent' ? t('fo_is_not_agreed') : t('fo_is_empty'),
  }[is];
};

interface Props {
  path: string;
  when: Cond | null | undefined;
  /** What comes before it. */
  earlier: Field[];
  legend: string;
  onWhen: (when: Cond | null, tag?: string) => void;
}

export function Condition({ path, when, earlier, legend, onWhen }: Props) {
  const { findings } = useAround();
  const rows = when?.all ?? [];
  const put = (i: number, row: Row, tag?: string): void => onWhen(cond(rows.map((one, at) => (at === i ? row : one))), tag);
  return (
    <fieldset class="of-set fo-when">
      <legend>{legend}</legend>
      {!rows.length && <p class="hint">{earlier.length ? t('fo_when_always') : t('fo_when_none')}</p>}
      {rows.map((row, i) => {
        const field = earlier.find((one) => one.key === row.field);
        const here = `${path}.when.all.${i}`;
        const id = `of-${here.replaceAll('.', '-')}`;
        const found = at(findings, here, true);
        const bad = (member: string): Record<string, string> => (found.some((one) => one.path.endsWith(member)) ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` } : {});
        return (
          <div key={i} class={found.length ? 'fo-if field invalid' : 'fo-if field'}>
            <span class="fo-if-word">{i ? t('fo_and') : t('fo_if')}</span>
            <select
              id={`${id}-field`}
              aria-label={t('fo_when_field')}
              value={row.field}
              onChange={(event) => {
                const next = earlier.find((one) => one.key === event.currentTarget.value);
                if (next) put(i, rowFor(next, row));
              }}
              {...bad('.field')}
            >
              {!field && <option value={row.field}>{t('fo_when_gone')}</option>}
              {earlier.map((one) => (
                <option key={one.key} value={one.key}>
                  {fieldName(one)}
                </option>
              ))}
            </select>
            <select
              aria-label={t('fo_when_is')}
              value={row.is}
              onChange={(event) => {
                const is = event.currentTarget.value;
                put(i, field ? rowFor(field, { ...row, is }) : { ...row, is });
              }}
            >
              {comparisons(field?.kind).map((is) => (
                <option key={is} value={is}>
                  {isName(is, field)}
                </option>
              ))}
            </select>
            {hasValue(row.is) && <Value id={`${id}-value`} row={row} field={field} bad={bad('.value')} onValue={(value) => put(i, { ...row, value }, `${here}.value`)} />}
            <button type="button" class="icon-btn" aria-label={t('of_remove', { name: t('fo_condition', { n: i + 1 }) })} onClick={() => onWhen(cond(rows.filter((_, at) => at !== i)))}>
              <Icon name="x" />
            </button>
            {found.length > 0 && (
              <p class="error" id={`${id}-error`}>
                {found[0]!.code === 'unknown' ? (found[0]!.path.endsWith('.value') ? t('fo_wrong_choice') : t('fo_wrong_earlier')) : wrong(found[0]!)}
              </p>
            )}
          </div>
        );
      })}
      {earlier.length > 0 && rows.length < MOST.rows && (
        <button type="button" class="btn btn-sm" onClick={() => onWhen(cond([...rows, rowFor(earlier[earlier.length - 1]!)]))}>
          {rows.length ? t('fo_when_more') : t('fo_when_add')}
        </button>
      )}
    </fieldset>
  );
}

function Value({ id, row, field, bad, onValue }: { id: string; row: Row; field: Field | undefined; bad: Record<string, string>; onValue: (value: string) => void }) {
  const { value = '' } = row;
  const choices = field?.kind === 'choice' ? (field.choices ?? []) : undefined;
  const rest = { id, autoComplete: 'off', 'aria-label': t('fo_when_value'), value, onInput: (event: { currentTarget: HTMLInputElement }) => onValue(event.currentTarget.value), ...bad };
  return choices ? (
    <select id={id} aria-label={t('fo_when_value')} value={value} onChange={(event) => onValue(event.currentTarget.value)} {...bad}>
      {!choices.some((one) => one.key === value) && <option value={value}>{t('fo_when_gone')}</option>}
      {choices.map((one, i) => (
        <option key={one.key} value={one.key}>
          {one.label || t('fo_choice', { n: i + 1 })}
        </option>
      ))}
    </select>
  ) : field?.kind === 'date' ? (
    <input type="date" {...rest} />
  ) : (
    <input type="text" inputMode={field?.kind === 'number' ? 'decimal' : undefined} {...rest} />
  );
}
