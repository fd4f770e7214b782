// The fields of the editor. What was found at a place of the draft stands beside its field.
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';
import { at } from './model';
import type { Choices, Finding } from './types';

export interface Around {
  findings: Finding[];
  choices: Choices;
}

export const Around = createContext<Around>(null as unknown as Around);
export const useAround = (): Around => useContext(Around);

const WRONG: Record<string, () => string> = {
  required: () => t('of_wrong_required'),
  too_long: () => t('of_wrong_long'),
  too_many: () => t('of_wrong_many'),
  invalid_url: () => t('of_wrong_url'),
  not_url: () => t('of_wrong_url'),
  duplicate: () => t('fo_wrong_duplicate'),
  unknown: () => t('fo_wrong_unknown'),
  no_files: () => t('fo_wrong_files'),
  no_contact: () => t('fo_wrong_contact'),
  invalid_pattern: () => t('of_wrong_pattern'),
  invalid_selector: () => t('of_wrong_selector'),
  gone: () => t('of_wrong_gone'),
  needs_form: () => t('of_wrong_needs_form'),
  out_of_range: () => t('of_wrong_range'),
};

/** Examples of what is typed: the same in every language. */
export const SUCH_AS = { url: 'https://', selector: '#prices', path: '/shop/*', query: 'plan=pro', regex: '^/shop/\\d+$', countries: 'DE, AT', languages: 'de, en' };

/** A finding in words. */
export const wrong = (finding: Finding): string => (WRONG[finding.code] ?? (() => t('of_wrong')))();

interface Labelled {
  /** Where in the draft. */
  path: string;
  label: string;
  hint?: string;
}

export function Field({ path, label, hint, children }: Labelled & { children: (id: string, aria: Record<string, string>) => ComponentChildren }) {
  const found = at(useAround().findings, path);
  const id = `of-${path.replaceAll('.', '-')}`;
  const aria: Record<string, string> = found.length ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` } : {};
  return (
    <div class={found.length ? 'field invalid' : 'field'}>
      <label for={id}>{label}</label>
      {children(id, aria)}
      {hint && <p class="hint">{hint}</p>}
      {found.length > 0 && (
        <p class="error" id={`${id}-error`}>
          {wrong(found[0]!)}
        </p>
      )}
    </div>
  );
}

/** One line, or several. */
export function Words({ value, onText, area, url, placeholder, list, ...labelled }: Labelled & { value: string | undefined; onText: (text: string) => void; area?: boolean; url?: boolean; placeholder?: string; list?: string }) {
  return (
    <Field {...labelled}>
      {(id, aria) =>
        area ? (
          <textarea id={id} rows={3} value={value ?? ''} onInput={(event) => onText(event.currentTarget.value)} {...aria} />
        ) : (
          <input id={id} type="text" inputMode={url ? 'url' : undefined} autoComplete="off" list={list} placeholder={placeholder} value={value ?? ''} onInput={(event) => onText(event.currentTarget.value)} {...aria} />
        )
      }
    </Field>
  );
}

export function Count({ value, onCount, min = 0, max, ...labelled }: Labelled & { value: number | undefined; onCount: (n: number) => void; min?: number; max?: number }) {
  return (
    <Field {...labelled}>
      {(id, aria) => (
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          value={value ?? ''}
          onInput={(event) => {
            const { valueAsNumber } = event.currentTarget;
            if (Number.isFinite(valueAsNumber)) onCount(Math.min(max ?? Infinity, Math.max(min, Math.round(valueAsNumber))));
          }}
          {...aria}
        />
      )}
    </Field>
  );
}

export function Choose({ value, options, onChoose, ...labelled }: Labelled & { value: string; options: [string, string][]; onChoose: (value: string) => void }) {
  return (
    <Field {...labelled}>
      {(id, aria) => (
        <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)} {...aria}>
          {options.map(([key, text]) => (
            <option key={key} value={key}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Yes, no, or no matter. */
export function Either({ value, yes, no, onEither, ...labelled }: Labelled & { value: boolean | undefined; yes: string; no: string; onEither: (value: boolean | undefined) => void }) {
  return (
    <Choose
      {...labelled}
      value={value === undefined ? '' : value ? 'yes' : 'no'}
      options={[['', t('of_any')], ['yes', yes], ['no', no]]}
      onChoose={(chosen) => onEither(chosen === '' ? undefined : chosen === 'yes')}
    />
  );
}

/** What moves a thing in its list, copies it and takes it away. */
export function RowActs({ name, first, last, onMove, onCopy, onRemove }: { name: string; first: boolean; last: boolean; onMove: (by: number) => void; onCopy?: () => void; onRemove: () => void }) {
  return (
    <span class="of-acts">
      <button type="button" class="icon-btn" disabled={first} aria-label={t('of_up', { name })} onClick={() => onMove(-1)}>
        <Icon name="arrow-up" />
      </button>
      <button type="button" class="icon-btn" disabled={last} aria-label={t('of_down', { name })} onClick={() => onMove(1)}>
        <Icon name="arrow-down" />
      </button>
      {onCopy && (
        <button type="button" class="icon-btn" aria-label={t('of_copy', { name })} onClick={onCopy}>
          <Icon name="copy" />
        </button>
      )}
      <button type="button" class="icon-btn" aria-label={t('of_remove', { name })} onClick={onRemove}>
        <Icon name="trash" />
      </button>
    </span>
  );
}
