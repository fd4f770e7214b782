// The steps and the fields in them: chosen, added, moved by hand and by keys.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { useAround } from '../offers/fields';
import { at as foundAt } from '../offers/model';
import { Icon } from '../scripts/icons';
import { useDrag } from './drag';
import type { Selected } from './editor';
import { all, hasRoom, KINDS, MOST, type Spot } from './model';
import { fieldName, ICONS, kindName, stepName } from './names';
import type { Definition, Kind, Step } from './types';

export interface Acts {
  select: (selected: Selected) => void;
  add: (kind: Kind, step: number) => void;
  addStep: () => void;
  move: (key: string, by: 1 | -1) => void;
  drop: (key: string, to: Spot) => void;
  moveStep: (step: number, by: number) => void;
  remove: (key: string) => void;
  removeStep: (step: number) => void;
}

interface Props {
  definition: Definition;
  selected: Selected;
  readonly: boolean;
  acts: Acts;
  /** The settings of what is selected, where they stand within the list. */
  inside: ComponentChildren;
}

/** The button of a field or of a step, to have the focus. */
export const rowId = (of: { field: string } | { step: number }): string => ('field' in of ? `fo-row-${of.field}` : `fo-step-${of.step}`);

export function Outline(props: Props) {
  const { definition, selected, readonly, acts, inside } = props;
  const { findings } = useAround();
  const list = useRef<HTMLOListElement>(null);
  const [palette, setPalette] = useState(-1);
  const { drag, start } = useDrag(list, acts.drop);
  const isOn = (of: { field: string } | { step: number }): boolean => !!selected && rowId(of) === rowId(selected);

  /** Within the list, what is open is closed. */
  const choose = (of: { field: string } | { step: number }): void => acts.select(inside && isOn(of) ? undefined : of);

  /** Up and down walk through all rows, with Alt they take the row along. */
  const keys = (event: KeyboardEvent, move: (by: 1 | -1) => void, remove: () => void): void => {
    const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as 'ArrowUp'];
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (by && event.altKey) {
      event.preventDefault();
      if (!readonly) move(by);
    } else if (by) {
      event.preventDefault();
      const rows = [...(list.current?.querySelectorAll<HTMLElement>('.fo-name') ?? [])];
      rows[rows.indexOf(event.currentTarget as HTMLElement) + by]?.focus();
    } else if (event.key === 'Delete' && !readonly) {
      event.preventDefault();
      remove();
    }
  };

  const stepRow = (step: Step, at: number) => {
    const of = { step: at };
    const isBad = findings.some((one) => one.path === `steps.${at}` || (one.path.startsWith(`steps.${at}.`) && !one.path.startsWith(`steps.${at}.fields.`)));
    return (
      <div class={`fo-step-head${isOn(of) ? ' is-on' : ''}${isBad ? ' is-bad' : ''}`}>
        <button type="button" class="fo-name" id={rowId(of)} aria-pressed={isOn(of)} aria-keyshortcuts={SHORT} onClick={() => choose(of)} onKeyDown={(event) => keys(event, (by) => acts.moveStep(at, by), () => acts.removeStep(at))}>
          <span class="fo-step-n">{stepName(at)}</span>
          <span class="truncate muted" dir="auto">
            {step.title}
          </span>
          <Flags when={!!step.when} isBad={isBad} />
        </button>
      </div>
    );
  };

  return (
    <div class="fo-outline">
      <ol class="fo-steps" ref={list} aria-label={t('fo_steps')}>
        {definition.steps.map((step, at) => (
          <li key={at} class="fo-step" data-step={at}>
            {stepRow(step, at)}
            {isOn({ step: at }) && inside}
            <ul class={drag?.to?.step === at && drag.to.field >= step.fields.length ? 'fo-fields is-end' : 'fo-fields'} aria-label={stepName(at)}>
              {step.fields.map((field, i) => {
                const of = { field: field.key };
                const isBad = foundAt(findings, `steps.${at}.fields.${i}`, true).length > 0;
                const isTo = drag?.to?.step === at && drag.to.field === i;
                return (
                  <li key={field.key} data-field={field.key} class={`fo-row${isOn(of) ? ' is-on' : ''}${isBad ? ' is-bad' : ''}${drag?.key === field.key ? ' is-dragged' : ''}${isTo ? ' is-to' : ''}`}>
                    <div class="fo-row-head" onPointerDown={(event) => !readonly && start(event, field.key)}>
                      {!readonly && (
                        <span class="fo-grip" aria-hidden="true">
                          <Icon name="grip" />
                        </span>
                      )}
                      <button type="button" class="fo-name" id={rowId(of)} aria-pressed={isOn(of)} aria-keyshortcuts={SHORT} onClick={() => choose(of)} onKeyDown={(event) => keys(event, (by) => acts.move(field.key, by), () => acts.remove(field.key))}>
                        <Icon name={ICONS[field.kind]} />
                        <span class="truncate" dir="auto">
                          {fieldName(field)}
                        </span>
                        {field.required && (
                          <span class="fo-star" title={t('fo_required')}>
                            <span aria-hidden="true">*</span>
                            <span class="sr-only">{t('fo_required')}</span>
                          </span>
                        )}
                        <Flags when={!!field.when} isBad={isBad} />
                      </button>
                    </div>
                    {isOn(of) && inside}
                  </li>
                );
              })}
            </ul>
            {!step.fields.length && <p class="hint fo-none">{t('fo_step_empty')}</p>}
            {!readonly && (
              <button type="button" class="fo-add" aria-expanded={palette === at} disabled={all(definition).length >= MOST.fields} onClick={() => setPalette(palette === at ? -1 : at)}>
                <Icon name="plus" />
                {t('fo_add')}
              </button>
            )}
            {palette === at && (
              <div
                class="fo-palette"
                role="group"
                aria-label={t('fo_add')}
                onKeyDown={(event) => {
                  if (event.key !== 'Escape') return;
                  setPalette(-1);
                  (event.currentTarget.previousElementSibling as HTMLElement | null)?.focus();
                }}
              >
                {KINDS.map((kind) => (
                  <button
                    key={kind}
                    type="button"
                    class="fo-kind"
                    disabled={!hasRoom(definition, kind)}
                    onClick={() => {
                      setPalette(-1);
                      acts.add(kind, at);
                    }}
                  >
                    <Icon name={ICONS[kind]} />
                    {kindName(kind)}
                  </button>
                ))}
              </div>
            )}
          </li>
        ))}
      </ol>
      {!readonly && definition.steps.length < MOST.steps && (
        <button type="button" class="btn btn-sm" onClick={acts.addStep}>
          {t('fo_step_add')}
        </button>
      )}
      {!readonly && <p class="hint fo-keys">{t('fo_keys')}</p>}
    </div>
  );
}

const SHORT = 'Alt+ArrowUp Alt+ArrowDown Delete';

/** What is to be known of a row at a glance. */
function Flags({ when, isBad }: { when: boolean; isBad: boolean }) {
  return (
    <>
      {when && (
        <span class="fo-flag" title={t('fo_conditional')}>
          <Icon name="split" />
          <span class="sr-only">{t('fo_conditional')}</span>
        </span>
      )}
      {isBad && (
        <span class="fo-flag is-bad" title={t('fo_to_mend')}>
          <Icon name="triangle-alert" />
          <span class="sr-only">{t('fo_to_mend')}</span>
        </span>
      )}
    </>
  );
}
