// What stands beside the canvas: the form of the selected step, of the start, of the script itself.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { count, number, share, t } from '../../lib/texts';
import { waited } from '../../lib/time';
import { keyCaps } from '../../inbox/state/keys';
import { Cap } from '../Cap';
import { Icon } from '../icons';
import { kindOf, titleOf } from '../state/kinds';
import type { Editor } from '../state/editor';
import { inOrder } from '../state/order';
import { START, portsFrom } from '../state/ports';
import type { Step } from '../state/types';
import { inField, portName } from '../words';
import { Place, Variables } from './fields';
import { FIELDS, KindForm } from './Kinds';
import { ScriptForm } from './ScriptForm';
import { StartForm } from './StartForm';

export function Form({ editor }: { editor: Editor }) {
  const box = useRef<HTMLDivElement>(null);
  const asked = useRef(editor.focusAsked);
  const { step } = editor;
  const id = editor.current;
  useLayoutEffect(() => {
    if (asked.current === editor.focusAsked) return;
    asked.current = editor.focusAsked;
    const fields = [...(box.current?.querySelectorAll<HTMLInputElement>('.sc-fields :is(input, textarea, select):not([tabindex="-1"])') ?? [])];
    const empty = fields.find((field) => field.dataset.rest !== undefined && !field.value);
    const first = (editor.focusField === 'rest' && empty) || fields[0];
    first?.focus({ preventScroll: false });
    if (first?.type === 'text') first.select();
  });
  return (
    <div
      class="sc-form"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        editor.quickAdd(id, document.activeElement?.getBoundingClientRect() ?? null);
      }}
    >
      <fieldset disabled={editor.readonly}>
        {editor.selection.size > 1 ? <Several editor={editor} /> : id === START ? <StartForm editor={editor} /> : step ? <StepForm key={step.id} editor={editor} step={step} /> : <ScriptForm editor={editor} />}
      </fieldset>
      <Variables editor={editor} />
    </div>
  );
}

function StepForm({ editor, step }: { editor: Editor; step: Step }) {
  const kind = kindOf(step);
  const known = FIELDS[step.kind] ?? [];
  const elsewhere = editor.findings.filter((one) => one.step === step.id && !known.some((field) => inField([one], step.id, field).length));
  const figures = editor.figures?.got;
  const figure = figures?.steps[step.id];
  return (
    <Place.Provider value={{ editor, step }}>
      <div class="sc-form-head">
        <span class={`sc-card-icon is-${kind.group}`}>
          <Icon name={kind.icon} />
        </span>
        <input class="sc-title" type="text" aria-label={t('step_title')} placeholder={kind.name()} value={step.title ?? ''} onInput={(event) => editor.patch(step.id, { title: event.currentTarget.value }, 'title')} />
        {!editor.readonly && (
          <>
            <button type="button" class="icon-btn" aria-label={t('duplicate')} title={`${t('duplicate')} (${keyCaps('mod+d').join(' ')})`} onClick={() => editor.duplicate()}>
              <Icon name="copy" />
            </button>
            <button type="button" class="icon-btn" aria-label={t('remove_step')} title={t('remove_step')} onClick={() => editor.remove()}>
              <Icon name="trash" />
            </button>
          </>
        )}
      </div>
      {elsewhere.map((one, i) => (
        <p key={i} class={one.level === 'error' ? 'note note-red' : 'note note-amber'}>
          <Icon name="triangle-alert" />
          <span>{one.text}</span>
        </p>
      ))}
      <div class="sc-fields">
        <KindForm />
      </div>
      <Ways editor={editor} id={step.id} />
      {figures && figure && (
        <dl class="facts">
          <dt>{t('reached')}</dt>
          <dd>
            {number(figure.reached)} · {t('figure_share', { n: share(figure.reached, figures.runs) })}
          </dd>
          {step.kind === 'question' && (
            <>
              <dt>{t('answered_n')}</dt>
              <dd>{number(figure.answered)}</dd>
              <dt>{t('median_time')}</dt>
              <dd>{figure.median_ms === null ? '–' : waited(0, figure.median_ms)}</dd>
            </>
          )}
          {figure.left > 0 && (
            <>
              <dt>{t('left_n')}</dt>
              <dd>
                {number(figure.left)} · {share(figure.left, figure.reached)}
              </dd>
            </>
          )}
        </dl>
      )}
    </Place.Provider>
  );
}

const NEW = '+';

/** Where it goes on: every way out, as a list to choose from. */
export function Ways({ editor, id }: { editor: Editor; id: string }) {
  const { doc } = editor;
  const step = doc.steps.find((one) => one.id === id);
  let ports = portsFrom(doc, id);
  // A question can also lead somewhere when nobody answers it well.
  if (step?.kind === 'question' && !ports.some((port) => port.key === 'failed')) ports = [...ports, { key: 'failed', kind: 'failed', label: '', to: null }];
  if (!ports.length) return null;
  const steps = inOrder(doc);
  return (
    <div class="sc-ways" role="group" aria-label={t('goes_on')}>
      <span class="label">{t('goes_on')}</span>
      {ports.map((port) => {
        const name = portName(port, doc, id);
        const nothing = port.kind === 'failed' && step?.kind === 'question' ? t('to_handover') : port.kind === 'choice' || port.kind === 'branch' || port.kind === 'way' ? t('as_otherwise') : t('ends_here');
        return (
          <label key={port.key} class="sc-lead">
            <span class="truncate" title={name}>
              {name}
            </span>
            <select
              value={port.to ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                if (value === NEW) {
                  event.currentTarget.value = port.to ?? '';
                  editor.quickAdd(id, event.currentTarget.getBoundingClientRect(), port.key);
                } else editor.link(id, port.key, value || null);
              }}
            >
              <option value="">{nothing}</option>
              <option value={NEW}>{t('new_step')}</option>
              {steps.filter((one) => one.id !== id).map((one) => (
                <option key={one.id} value={one.id}>
                  {short(titleOf(one, doc))}
                </option>
              ))}
            </select>
          </label>
        );
      })}
      {!editor.readonly && (
        <button type="button" class="btn btn-sm" onClick={(event) => editor.quickAdd(id, event.currentTarget.getBoundingClientRect())}>
          <Icon name="plus" />
          {t('next_step')}
          <Cap keys="mod+Enter" />
        </button>
      )}
    </div>
  );
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 58)}…` : text);

function Several({ editor }: { editor: Editor }) {
  return (
    <div class="stack-sm">
      <h2>{count('steps_selected', editor.selection.size)}</h2>
      <div class="cluster">
        <button type="button" class="btn btn-sm" onClick={() => editor.copy()}>
          {t('copy')}
        </button>
        <button type="button" class="btn btn-sm" onClick={() => editor.duplicate()}>
          {t('duplicate')}
        </button>
        <button type="button" class="btn btn-sm" onClick={() => editor.layout()}>
          {t('layout_selected')}
        </button>
        <button type="button" class="btn btn-sm btn-danger" onClick={() => editor.remove()}>
          {t('remove')}
        </button>
      </div>
    </div>
  );
}
