// The forms of all kinds of steps but questions and conditions.
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../lib/texts';
import { api } from '../state/api';
import { freshId } from '../state/edit';
import { kindOf, titleOf } from '../state/kinds';
import { inOrder } from '../state/order';
import { GIVES } from '../state/wire';
import type { Script, Step, Way } from '../state/types';
import { Condition } from './Condition';
import { Choose, Line, Lines, NumberField, Rows, Tick, VariableField, Words, linesOf, useHere } from './fields';
import { Question } from './Question';

/** The fields that a kind's form has: what is found elsewhere stands above it. */
export const FIELDS: Record<string, string[]> = {
  message: ['text'],
  image: ['url', 'alt'],
  video: ['url', 'poster', 'label'],
  link: ['url', 'label'],
  typing: ['ms'],
  wait: ['seconds'],
  question: ['text', 'choices', 'variable', 'retry', 'tries', 'skip'],
  condition: ['branches'],
  set: ['variable', 'text', 'sum', 'random', 'append', 'first', 'last', 'day'],
  http: ['url', 'body'],
  mail: ['to', 'subject', 'text'],
  score: ['points', 'reason'],
  magnet: ['label', 'magnet', 'url', 'code'],
  callback: ['phone', 'when', 'text'],
  handover: ['text', 'department'],
  end: ['text'],
  call: ['script', 'entry'],
  tag: ['tags'],
};

export function KindForm() {
  const { editor, step } = useHere();
  const put = (part: Partial<Step>, tag = ''): void => editor.patch(step.id, part, tag);
  switch (step.kind) {
    case 'message':
      return <Words name="text" label={t('text')} hint={t('markup_hint')} />;
    case 'question':
      return <Question />;
    case 'condition':
      return <Condition />;
    case 'image':
      return (
        <>
          <Line name="url" label={t('image_url')} url />
          <Line name="alt" label={t('image_alt')} optional />
        </>
      );
    case 'video':
      return (
        <>
          <Line name="url" label={t('video_url')} url />
          <Line name="poster" label={t('video_poster')} url optional />
          <Line name="label" label={t('link_label')} optional />
        </>
      );
    case 'link':
      return (
        <>
          <Line name="url" label={t('address')} url />
          <Line name="label" label={t('link_label')} optional />
          <Tick label={t('link_open')} on={!!step.open} onTick={(on) => put({ open: on || undefined })} />
        </>
      );
    case 'typing':
      return <NumberField name="ms" label={t('typing_seconds')} min={0} max={10} step={0.5} value={Number(step.ms ?? 0) / 1000} onNumber={(n) => put({ ms: Math.round(Math.min(10, Math.max(0, n ?? 0)) * 1000) }, 'ms')} />;
    case 'wait':
      return <Wait />;
    case 'set':
      return <SetForm />;
    case 'split':
      return <Split />;
    case 'jump':
      return <p class="hint">{t('jump_hint')}</p>;
    case 'call':
      return <Call />;
    case 'http':
      return <Http />;
    case 'mail':
      return (
        <>
          <Line name="subject" label={t('subject')} />
          <Words name="text" label={t('text')} rest />
          <Line name="to" label={t('mail_to')} hint={t('mail_hint')} optional />
        </>
      );
    case 'lead':
      return <LeadForm />;
    case 'tag':
      return <Lines name="tags" label={t('tags')} hint={t('one_a_line')} items={step.tags ?? []} read={linesOf} write={(tags) => tags.join('\n')} onItems={(tags) => put({ tags }, 'tags')} />;
    case 'score':
      return (
        <>
          <NumberField name="points" label={t('points')} hint={t('points_hint')} min={-100} max={100} value={Number(step.points ?? 0)} onNumber={(n) => put({ points: Math.max(-100, n ?? 0) }, 'points')} />
          <Line name="reason" label={t('reason')} optional />
        </>
      );
    case 'magnet':
      return <Magnet />;
    case 'callback':
      return (
        <>
          <Line name="phone" label={t('callback_phone')} placeholder={t('phone_example')} hint={t('callback_hint')} optional />
          <Line name="when" label={t('callback_when')} optional />
          <Words name="text" label={t('text')} optional />
        </>
      );
    case 'handover':
      return <Handover />;
    case 'end':
      return (
        <>
          <Words name="text" label={t('last_words')} optional />
          <Tick label={t('end_close')} on={!!step.close} onTick={(on) => put({ close: on || undefined })} />
        </>
      );
    default:
      return (
        <p class="note note-amber">
          <span>
            {t('unsupported_text', { what: String(step.what ?? step.kind) })} {String(step.note ?? '')}
          </span>
        </p>
      );
  }
}

const UNITS: [number, () => string][] = [
  [1, () => t('unit_seconds')],
  [60, () => t('unit_minutes')],
  [3_600, () => t('unit_hours')],
  [86_400, () => t('unit_days')],
];

function Wait() {
  const { editor, step } = useHere();
  const seconds = Number(step.seconds ?? 60);
  const [unit, setUnit] = useState(() => UNITS.findLast(([size]) => seconds % size === 0)?.[0] ?? 1);
  const size = seconds % unit === 0 ? unit : 1;
  const put = (n: number): void => editor.patch(step.id, { seconds: Math.min(2_592_000, Math.max(1, Math.round(n))) }, 'seconds');
  return (
    <div class="field-row">
      <NumberField name="seconds" label={t('wait_for')} min={1} value={seconds / size} onNumber={(n) => put((n ?? 1) * size)} />
      <Choose
        name="unit"
        label={t('unit')}
        value={String(size)}
        options={UNITS.map(([one, name]) => [String(one), name()])}
        onChoose={(value) => {
          setUnit(Number(value));
          put((seconds / size) * Number(value));
        }}
      />
    </div>
  );
}

function SetForm() {
  const { editor, step } = useHere();
  const how = GIVES.find((key) => step[key] !== undefined) ?? 'text';
  const choose = (next: string): void => {
    const none = Object.fromEntries(GIVES.map((key) => [key, undefined]));
    const was = String(step.sum ?? step.text ?? step.append ?? step.random?.[0] ?? '');
    const first: Record<string, unknown> = { clear: true, random: was ? [was] : [], sum: was || '0', day: 0, first: editor.variables[0] ?? '?', last: editor.variables[0] ?? '?', append: was || ' ' };
    editor.patch(step.id, { ...none, [next]: first[next] ?? was });
  };
  return (
    <>
      <VariableField label={t('variable')} />
      <Choose name="how" label={t('set_how')} value={how} options={[['text', t('set_text')], ['sum', t('set_sum')], ['random', t('set_random')], ['append', t('set_append')], ['first', t('set_first')], ['last', t('set_last')], ['day', t('set_day')], ['clear', t('set_clear')]]} onChoose={choose} />
      {how === 'text' && <Words name="text" label={t('value')} rest />}
      {how === 'append' && <Line name="append" label={t('value')} rest />}
      {(how === 'first' || how === 'last') && <VariableField name={how} label={t('list_variable')} rest />}
      {how === 'day' && <NumberField name="day" label={t('day_offset')} hint={t('day_hint')} min={-366} max={366} value={Number(step.day ?? 0)} onNumber={(n) => editor.patch(step.id, { day: Math.max(-366, n ?? 0) }, 'day')} />}
      {how === 'sum' && <Line name="sum" label={t('sum')} hint={t('sum_hint')} rest />}
      {how === 'random' && <Lines name="random" label={t('random_of')} hint={t('one_a_line')} items={step.random ?? []} read={linesOf} write={(all) => all.join('\n')} onItems={(random) => editor.patch(step.id, { random }, 'random')} />}
    </>
  );
}

function Split() {
  const { editor, step } = useHere();
  const ways = step.ways ?? [];
  const put = (next: Way[], tag = ''): void => editor.patch(step.id, { ways: next }, tag);
  return (
    <Rows label={t('ways')} add={t('add_way')} items={ways} blank={{ id: freshId(ways.map((way) => way.id), 'w'), weight: 50 }} onItems={(next) => put(next)}>
      {(way, _, i) => (
        <label class="sc-inline">
          <span>{t('way_n', { n: i + 1 })}</span>
          <input
            type="number"
            min={1}
            max={1000}
            aria-label={t('weight')}
            value={way.weight}
            onInput={(event) => {
              const n = event.currentTarget.valueAsNumber;
              if (n >= 1 && n <= 1000) put(ways.map((one) => (one === way ? { ...one, weight: Math.round(n) } : one)), `weight ${way.id}`);
            }}
          />
        </label>
      )}
    </Rows>
  );
}

/** A list of the account that a field offers; it is asked for once. */
function useNamed(load: () => Promise<{ id: string; name: string }[]>): { id: string; name: string }[] {
  const [all, set] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    load().then(set, () => {});
  }, []);
  return all;
}

/** One of the account's magnets, or a link or a code of the step's own. */
function Magnet() {
  const { editor, step } = useHere();
  const magnets = useNamed(async () => (await api.magnets()).magnets);
  const own = String(step.magnet ?? '');
  const options: [string, string][] = [['', t('magnet_own')], ...magnets.map((one): [string, string] => [one.id, one.name])];
  if (own && !magnets.some((one) => one.id === own)) options.push([own, own]);
  const choose = (magnet: string): void => {
    const name = magnets.find((one) => one.id === magnet)?.name;
    editor.patch(step.id, magnet ? { magnet, url: undefined, code: undefined, label: step.label || name || '' } : { magnet: undefined });
  };
  return (
    <>
      {options.length > 1 && <Choose name="magnet" label={t('magnet_which')} value={own} options={options} onChoose={choose} />}
      <Line name="label" label={t('magnet_title')} />
      {!own && (
        <>
          <Line name="url" label={t('address')} url optional rest />
          <Line name="code" label={t('magnet_code')} optional />
        </>
      )}
    </>
  );
}

function Call() {
  const { editor, step } = useHere();
  const scripts = useNamed(async () => (await api.all()).scripts);
  const own = String(step.script ?? '');
  const entry = step.entry ? String(step.entry) : '';
  const called = useCalled(own);
  const others = scripts.filter((one) => one.id !== editor.id);
  const options: [string, string][] = [['', t('call_itself')], ...others.map((one): [string, string] => [one.id, one.name])];
  if (own && !others.some((one) => one.id === own)) options.push([own, own]);
  const there = own ? called : editor.doc;
  const steps = there ? inOrder(there).filter((one) => own || one.id !== step.id) : [];
  const entries: [string, string][] = [['', t('call_at_start')], ...steps.map((one): [string, string] => [one.id, stepName(one, there!)])];
  if (entry && !steps.some((one) => one.id === entry)) entries.push([entry, there ? t('call_gone', { id: entry }) : entry]);
  /** A step that was called like the script before is called like the new one. */
  const choose = (script: string): void => {
    const name = (id: string): string => scripts.find((one) => one.id === id)?.name ?? '';
    const title = !step.title || step.title === name(own) ? name(script) || undefined : step.title;
    editor.patch(step.id, { script, entry: undefined, title });
  };
  return (
    <>
      <Choose name="script" label={t('script')} value={own} options={options} onChoose={choose} />
      <Choose name="entry" label={t('call_entry')} value={entry} options={entries} onChoose={(at) => editor.patch(step.id, { entry: at || undefined })} />
      <p class="hint">{t('call_hint')}</p>
    </>
  );
}

const stepName = (step: Step, script: Script): string => {
  const [kind, title] = [kindOf(step).name(), titleOf(step, script)];
  return title === kind ? kind : `${kind}: ${title.length > 60 ? `${title.slice(0, 59)}…` : title}`;
};

/** What a called script is now: as it is published, else its draft. */
function useCalled(id: string): Script | null {
  const [called, set] = useState<{ id: string; script: Script } | null>(null);
  useEffect(() => {
    if (!id) return;
    let gone = false;
    const load = async (): Promise<Script> => {
      const whole = await api.one(id);
      return whole.published ? (await api.version(id, whole.published.number)).script : whole.script;
    };
    load().then((script) => gone || set({ id, script }), () => {});
    return () => {
      gone = true;
    };
  }, [id]);
  return called?.id === id ? called.script : null;
}

function Handover() {
  const { editor, step } = useHere();
  const departments = useNamed(async () => (await api.departments()).departments);
  const own = String(step.department ?? '');
  return (
    <>
      <Words name="text" label={t('handover_text')} optional />
      <Choose
        name="department"
        label={t('department')}
        value={own}
        options={[['', t('any_department')], ...departments.map((one): [string, string] => [one.id, one.name]), ...(own && !departments.some((one) => one.id === own) ? [[own, own] as [string, string]] : [])]}
        onChoose={(department) => editor.patch(step.id, { department })}
      />
    </>
  );
}

function Http() {
  const { editor, step } = useHere();
  const method = String(step.method ?? 'GET');
  return (
    <>
      <Line name="url" label={t('address')} url />
      <Choose name="method" label={t('http_method')} value={method} options={['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((one) => [one, one])} onChoose={(value) => editor.patch(step.id, { method: value })} />
      {method !== 'GET' && <Words name="body" label={t('http_body')} optional />}
      <Rows label={t('http_headers')} add={t('add_header')} items={step.headers ?? []} blank={{ name: '', value: '' }} onItems={(headers) => editor.patch(step.id, { headers: headers.length ? headers : undefined }, 'headers')}>
        {(header, change) => (
          <>
            <input type="text" aria-label={t('header_name')} placeholder={t('header_name')} value={header.name} onInput={(event) => change({ name: event.currentTarget.value })} />
            <input type="text" aria-label={t('value')} placeholder={t('value')} value={header.value} onInput={(event) => change({ value: event.currentTarget.value })} />
          </>
        )}
      </Rows>
      <Rows label={t('http_save')} add={t('add_save')} items={step.save ?? []} blank={{ path: '', variable: '' }} onItems={(save) => editor.patch(step.id, { save: save.length ? save : undefined }, 'save')}>
        {(one, change) => (
          <>
            <input type="text" class="mono" aria-label={t('http_path')} placeholder={PATH} value={one.path} onInput={(event) => change({ path: event.currentTarget.value })} />
            <input type="text" list="sc-variables" aria-label={t('variable')} placeholder={t('variable')} autoComplete="off" value={one.variable} onInput={(event) => change({ variable: event.currentTarget.value })} />
          </>
        )}
      </Rows>
    </>
  );
}

/** As a path may look. */
const PATH = 'data.items.0.name';

const CONTACT: [string, () => string][] = [
  ['name', () => t('variable_name')],
  ['phone', () => t('variable_phone')],
  ['email', () => t('variable_email')],
  ['company', () => t('variable_company')],
  ['note', () => t('variable_note')],
];

function LeadForm() {
  const { editor, step } = useHere();
  return (
    <>
      <p class="hint">{t('lead_hint')}</p>
      <Rows label={t('lead_fields')} add={t('add_field')} items={step.fields ?? []} blank={{ field: 'name', value: '' }} onItems={(fields) => editor.patch(step.id, { fields: fields.length ? fields : undefined }, 'fields')}>
        {(one, change) => (
          <>
            <select aria-label={t('field')} value={one.field} onChange={(event) => change({ field: event.currentTarget.value })}>
              {CONTACT.map(([key, name]) => (
                <option key={key} value={key}>
                  {name()}
                </option>
              ))}
            </select>
            <input type="text" aria-label={t('value')} list="sc-puts" autoComplete="off" placeholder={'{{…}}'} value={one.value} onInput={(event) => change({ value: event.currentTarget.value })} />
          </>
        )}
      </Rows>
      <datalist id="sc-puts">
        {editor.variables.map((name) => (
          <option key={name} value={`{{${name}}}`} />
        ))}
      </datalist>
    </>
  );
}
