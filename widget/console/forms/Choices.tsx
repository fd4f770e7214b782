// The choices of a field, one by one or as a list.
import { useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { useAround, wrong } from '../offers/fields';
import { at, moved } from '../offers/model';
import { Icon } from '../scripts/icons';
import { lines, MOST, withChoices } from './model';
import type { Choice } from './types';

export function ChoiceList({ path, choices, onChoices }: { path: string; choices: Choice[]; onChoices: (choices: Choice[], tag?: string) => void }) {
  const { findings } = useAround();
  const [list, setList] = useState<string | null>(null);
  const own = at(findings, path);
  const id = `of-${path.replaceAll('.', '-')}`;
  const focus = (i: number): void => void setTimeout(() => document.getElementById(`${id}-${i}-label`)?.focus());
  const labels = choices.map((one) => one.label);
  const add = (i: number): void => {
    onChoices([...choices.slice(0, i), ...withChoices(choices, ['']).filter((one) => !choices.includes(one)).slice(0, 1), ...choices.slice(i)]);
    focus(i);
  };
  if (list !== null)
    return (
      <fieldset class="of-set">
        <legend>{t('fo_choices')}</legend>
        <label class="sr-only" for={`${id}-list`}>
          {t('fo_choices_list')}
        </label>
        <textarea id={`${id}-list`} rows={8} autofocus value={list} aria-describedby={`${id}-hint`} onInput={(event) => setList(event.currentTarget.value)} />
        <p class="hint" id={`${id}-hint`}>
          {t('fo_choices_hint', { most: MOST.choices })}
        </p>
        <div class="fo-acts">
          <button type="button" class="btn btn-sm btn-primary" onClick={() => (onChoices(withChoices(choices, lines(list))), setList(null))}>
            {t('fo_choices_take')}
          </button>
          <button type="button" class="btn btn-sm" onClick={() => setList(null)}>
            {t('fo_cancel')}
          </button>
        </div>
      </fieldset>
    );
  return (
    <fieldset class="of-set">
      <legend>{t('fo_choices')}</legend>
      {own.length > 0 && <p class="error">{wrong(own[0]!)}</p>}
      {choices.map((choice, i) => {
        const found = at(findings, `${path}.${i}`, true);
        const name = choice.label || t('fo_choice', { n: i + 1 });
        return (
          <div key={choice.key} class={found.length ? 'fo-choice field invalid' : 'fo-choice field'}>
            <input
              id={`${id}-${i}-label`}
              type="text"
              autoComplete="off"
              aria-label={t('fo_choice', { n: i + 1 })}
              value={choice.label}
              {...(found.length ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-${i}-error` } : {})}
              onInput={(event) => onChoices(choices.map((one, at) => (at === i ? { ...one, label: event.currentTarget.value } : one)), `${path}.${choice.key}`)}
              onPaste={(event) => {
                const pasted = lines(event.clipboardData?.getData('text') ?? '');
                if (pasted.length < 2) return;
                event.preventDefault();
                onChoices(withChoices(choices, [...labels.slice(0, i), ...(choice.label ? [choice.label] : []), ...pasted, ...labels.slice(i + 1)]));
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && choices.length < MOST.choices) {
                  event.preventDefault();
                  add(i + 1);
                } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
                  event.preventDefault();
                  event.stopPropagation();
                  const to = i + (event.key === 'ArrowUp' ? -1 : 1);
                  if (to < 0 || to >= choices.length) return;
                  onChoices(moved(choices, i, to));
                  focus(to);
                }
              }}
            />
            <button
              type="button"
              class="icon-btn"
              aria-label={t('of_remove', { name })}
              onClick={() => {
                onChoices(choices.filter((_, at) => at !== i));
                focus(Math.max(0, i - 1));
              }}
            >
              <Icon name="x" />
            </button>
            {found.length > 0 && (
              <p class="error" id={`${id}-${i}-error`}>
                {wrong(found[0]!)}
              </p>
            )}
          </div>
        );
      })}
      <div class="fo-acts">
        {choices.length < MOST.choices && (
          <button type="button" class="btn btn-sm" onClick={() => add(choices.length)}>
            {t('fo_choice_add')}
          </button>
        )}
        <button type="button" class="btn btn-sm" onClick={() => setList(labels.filter(Boolean).join('\n'))}>
          {t('fo_choices_paste')}
        </button>
      </div>
    </fieldset>
  );
}
