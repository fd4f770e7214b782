// The fields of which every form of a step is made. What is typed is in the draft at once.
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useRef, useState } from 'preact/hooks';
import { t } from '../../lib/texts';
import { Icon } from '../icons';
import type { Editor } from '../state/editor';
import { FACTS } from '../state/variables';
import type { Step } from '../state/types';
import { inField } from '../words';

export interface Here {
  editor: Editor;
  step: Step;
}

export const Place = createContext<Here>(null as unknown as Here);
export const useHere = (): Here => useContext(Place);

/** A label with its field, and what was found there. */
export function Field({ name, label, hint, optional, children }: { name: string; label: string; hint?: string; optional?: boolean; children: (id: string, wrong: boolean) => ComponentChildren }) {
  const { editor, step } = useHere();
  const id = `sc-${name}`;
  const found = inField(editor.findings, step.id, name);
  return (
    <div class={found.some((one) => one.level === 'error') ? 'field invalid' : 'field'}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> {t('optional')}</span>}
      </label>
      {children(id, found.length > 0)}
      {hint && <p class="hint">{hint}</p>}
      {found.map((one, i) => (
        <p key={i} class={one.level === 'error' ? 'error' : 'sc-warning'} id={i ? undefined : `${id}-error`}>
          {one.text}
        </p>
      ))}
    </div>
  );
}

const described = (id: string, wrong: boolean): Record<string, string> => (wrong ? { 'aria-invalid': 'true', 'aria-describedby': `${id}-error` } : {});

interface TextProps {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  placeholder?: string;
  rest?: boolean;
  /** An address: a phone shows the keys for it. */
  url?: boolean;
  /** Where it is not a field of the step itself. */
  value?: string;
  onText?: (text: string) => void;
}

/** One line. */
export function Line({ name, label, hint, optional, placeholder, rest, url, value, onText }: TextProps) {
  const { editor, step } = useHere();
  return (
    <Field name={name} label={label} hint={hint} optional={optional}>
      {(id, wrong) => (
        <input
          id={id}
          type="text"
          inputMode={url ? 'url' : undefined}
          data-rest={rest}
          autoComplete="off"
          placeholder={placeholder}
          value={value ?? String(step[name] ?? '')}
          onInput={(event) => (onText ? onText(event.currentTarget.value) : editor.patch(step.id, { [name]: event.currentTarget.value }, name))}
          {...described(id, wrong)}
        />
      )}
    </Field>
  );
}

/** Several lines, with the variables to put in. */
export function Words({ name, label, hint, optional, placeholder, rest }: Omit<TextProps, 'value' | 'onText' | 'url'>) {
  const { editor, step } = useHere();
  const area = useRef<HTMLTextAreaElement>(null);
  const put = (text: string): void => {
    const field = area.current!;
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    editor.patch(step.id, { [name]: field.value });
  };
  return (
    <Field name={name} label={label} hint={hint} optional={optional}>
      {(id, wrong) => (
        <div class="sc-words">
          <textarea
            id={id}
            ref={area}
            rows={3}
            data-rest={rest}
            placeholder={placeholder}
            value={String(step[name] ?? '')}
            onInput={(event) => editor.patch(step.id, { [name]: event.currentTarget.value }, name)}
            {...described(id, wrong)}
          />
          <VariableMenu onPick={(variable) => put(`{{${variable}}}`)} />
        </div>
      )}
    </Field>
  );
}

/** Puts a variable where the caret is. */
function VariableMenu({ onPick }: { onPick: (name: string) => void }) {
  const { editor } = useHere();
  return (
    <select
      class="chip sc-insert"
      aria-label={t('insert_variable')}
      tabIndex={-1}
      value=""
      onChange={(event) => {
        const { value } = event.currentTarget;
        event.currentTarget.value = '';
        if (value) onPick(value);
      }}
    >
      <option value="">{'{{…}}'}</option>
      {editor.variables.map((name) => (
        <option key={name}>{name}</option>
      ))}
      {FACTS.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

/** The name of a variable: one that is there, or a new one. */
export const VariableField = ({ name = 'variable', label, rest }: { name?: string; label?: string; rest?: boolean }) => {
  const { editor, step } = useHere();
  return (
    <Field name={name} label={label ?? t('save_as')} optional>
      {(id, wrong) => (
        <input
          id={id}
          type="text"
          list="sc-variables"
          autoComplete="off"
          data-rest={rest}
          placeholder={t('variable_example')}
          value={String(step[name] ?? '')}
          onInput={(event) => editor.patch(step.id, { [name]: event.currentTarget.value.replace(/[{}]/g, '').trimStart() }, name)}
          onBlur={(event) => event.currentTarget.value !== event.currentTarget.value.trim() && editor.patch(step.id, { [name]: event.currentTarget.value.trim() }, name)}
          {...described(id, wrong)}
        />
      )}
    </Field>
  );
};

interface NumberProps {
  name: string;
  label: string;
  optional?: boolean;
  hint?: string;
  min?: number;
  max?: number;
  step?: number;
  value: number | undefined;
  onNumber: (n: number | undefined) => void;
}

export function NumberField({ name, label, optional, hint, min, max, step, value, onNumber }: NumberProps) {
  return (
    <Field name={name} label={label} optional={optional} hint={hint}>
      {(id, wrong) => (
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          step={step}
          value={value ?? ''}
          onInput={(event) => {
            const { value: typed, valueAsNumber } = event.currentTarget;
            if (typed === '') onNumber(undefined);
            else if (Number.isFinite(valueAsNumber)) onNumber(Math.min(max ?? Infinity, Math.max(min === undefined ? -Infinity : Math.min(min, 0), step ? valueAsNumber : Math.round(valueAsNumber))));
          }}
          {...described(id, wrong)}
        />
      )}
    </Field>
  );
}

export function Tick({ label, on, hint, onTick }: { label: string; on: boolean; hint?: string; onTick: (on: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onTick(event.currentTarget.checked)} />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

export function Choose({ name, label, value, options, onChoose, optional }: { name: string; label: string; value: string; options: [string, string][]; onChoose: (value: string) => void; optional?: boolean }) {
  return (
    <Field name={name} label={label} optional={optional}>
      {(id, wrong) => (
        <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)} {...described(id, wrong)}>
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

/** One thing a line; what is being typed is left as it is typed. */
export function Lines<One>({ name, label, hint, items, read, write, onItems, rest, placeholder }: {
  name: string;
  label: string;
  hint?: string;
  items: One[];
  read: (text: string) => One[];
  write: (items: One[]) => string;
  onItems: (items: One[]) => void;
  rest?: boolean;
  placeholder?: string;
}) {
  const [typed, setTyped] = useState('');
  const text = write(items);
  const shown = tidy(typed) === text ? typed : text;
  return (
    <Field name={name} label={label} hint={hint}>
      {(id, wrong) => (
        <textarea
          id={id}
          rows={Math.min(8, Math.max(3, items.length + 1))}
          data-rest={rest}
          placeholder={placeholder}
          value={shown}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            onItems(read(event.currentTarget.value));
          }}
          {...described(id, wrong)}
        />
      )}
    </Field>
  );
}

const tidy = (text: string): string => text.split('\n').map((line) => line.trim()).filter(Boolean).join('\n');
export const linesOf = (text: string): string[] => tidy(text).split('\n').filter(Boolean);

export const Variables = ({ editor }: { editor: Editor }) => (
  <>
    <datalist id="sc-variables">
      {editor.variables.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
    <datalist id="sc-facts">
      {[...editor.variables, ...FACTS].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  </>
);

/** A small list of rows that can be added to and taken from. */
export function Rows<One>({ label, items, blank, children, onItems, add }: {
  label: string;
  items: One[];
  blank: One;
  add: string;
  children: (item: One, change: (part: Partial<One>) => void, i: number) => ComponentChildren;
  onItems: (items: One[]) => void;
}) {
  return (
    <div class="sc-rows" role="group" aria-label={label}>
      <span class="label">{label}</span>
      {items.map((item, i) => (
        <div key={i} class="sc-row">
          <div class="sc-row-fields">{children(item, (part) => onItems(items.map((one, at) => (at === i ? { ...one, ...part } : one))), i)}</div>
          <button type="button" class="icon-btn" aria-label={t('remove_n', { n: i + 1 })} onClick={() => onItems(items.filter((_, at) => at !== i))}>
            <Icon name="x" />
          </button>
        </div>
      ))}
      <button type="button" class="link-btn sc-add" onClick={() => onItems([...items, blank])}>
        {add}
      </button>
    </div>
  );
}
