// The test: the draft in a chat, with what it knows and where it stands.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from './icons';
import type { Editor } from './state/editor';
import { titleOf } from './state/kinds';
import type { Content, Effect, Span, TryAsk } from './state/types';
import { wire } from './state/wire';

export function TryPane({ editor }: { editor: Editor }) {
  const { tryout } = editor;
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!tryout.running) void tryout.start();
  }, []);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [tryout.rows.length, tryout.busy, tryout.ask?.turn]);
  const at = tryout.now?.at;
  useEffect(() => {
    const step = at && editor.doc.steps.find((one) => one.id === at);
    if (!step) return;
    // The answer's field keeps the focus while the canvas follows.
    const field = document.activeElement as HTMLElement | null;
    editor.reveal(step.id);
    field?.focus({ preventScroll: true });
  }, [at]);
  const stale = tryout.stale(wire(editor.doc));
  const { now } = tryout;
  const newest = tryout.rows.findLastIndex((row) => row.who === 'bot' && row.said.content?.ask);
  return (
    <div class="sc-try">
      <div class="sc-try-bar">
        <button type="button" class={stale ? 'btn btn-sm btn-primary' : 'btn btn-sm'} onClick={() => void tryout.start()}>
          <Icon name="refresh-cw" />
          {t('start_again')}
        </button>
        {stale && <span class="hint">{t('try_stale')}</span>}
        <details class="sc-facts">
          <summary>{t('circumstances')}</summary>
          <Facts editor={editor} />
        </details>
      </div>
      <div class="sc-log" ref={log} role="log" aria-label={t('test')}>
        {tryout.rows.map((row, i) =>
          row.who === 'bot' ? (
            <Bubble key={i} text={row.said.text} content={row.said.content ?? null} />
          ) : row.who === 'visitor' ? (
            <p key={i} class="sc-bubble is-own">
              {row.text}
            </p>
          ) : row.who === 'effect' ? (
            <p key={i} class="sc-effect">
              {effectText(row.effect)}
            </p>
          ) : (
            <p key={i} class="sc-ended">
              {row.how === 'handover' ? t('ended_handover') : row.how === 'cap' ? t('ended_cap') : t('ended_end')}
            </p>
          ),
        )}
        {tryout.busy && <span class="skeleton sc-waits" role="status" aria-label={t('loading')} />}
        {tryout.error && (
          <p class="note note-red" role="alert">
            <Icon name="triangle-alert" />
            <span>
              {tryout.error}{' '}
              <button type="button" class="link-btn" onClick={() => void tryout.start()}>
                {t('start_again')}
              </button>
            </span>
          </p>
        )}
        {now?.waits === 'timer' && !tryout.busy && (
          <button type="button" class="btn btn-sm" onClick={() => void tryout.send({ type: 'wake' })}>
            <Icon name="clock" />
            {t('wait_over')}
          </button>
        )}
        {now?.waits === 'reply' && !tryout.busy && <Reply onReply={(status, body) => void tryout.send({ type: 'reply', status, body })} />}
      </div>
      {tryout.ask && !tryout.busy && <Answer key={`${newest} ${tryout.ask.turn}`} ask={tryout.ask} editor={editor} />}
      {now && (
        <div class="sc-known">
          <h3>{t('variables')}</h3>
          {Object.keys(now.variables).length ? (
            <dl class="facts">
              {Object.entries(now.variables).flatMap(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}=`}>{value === '' || value === null ? <span class="muted">{t('empty_value')}</span> : Array.isArray(value) ? value.join(', ') : String(value)}</dd>])}
            </dl>
          ) : (
            <p class="hint">{t('no_variables')}</p>
          )}
          <h3>{t('path')}</h3>
          <ol class="sc-path">
            {now.path.map((id, i) => {
              const step = editor.doc.steps.find((one) => one.id === id);
              return (
                <li key={i}>
                  <button type="button" class="chip" onClick={() => editor.reveal(id)}>
                    <span class="truncate">{step ? titleOf(step, editor.doc) : id}</span>
                  </button>
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </div>
  );
}

const FACTS: [string, () => string][] = [
  ['online', () => t('fact_online')],
  ['open', () => t('fact_open')],
  ['returning', () => t('fact_returning')],
];

function Facts({ editor }: { editor: Editor }) {
  const { tryout } = editor;
  return (
    <div class="sc-facts-body">
      {FACTS.map(([key, name]) => (
        <label key={key} class="check">
          <input type="checkbox" checked={!!tryout.facts[key]} onChange={(event) => (tryout.facts = { ...tryout.facts, [key]: event.currentTarget.checked })} />
          <span>{name()}</span>
        </label>
      ))}
      <label class="sc-inline">
        <span>{t('variable_name')}</span>
        <input type="text" value={String(tryout.facts.name ?? '')} onInput={(event) => (tryout.facts = { ...tryout.facts, name: event.currentTarget.value })} />
      </label>
    </div>
  );
}

function Bubble({ text, content }: { text: string; content: Content | null }) {
  return (
    <div class="sc-bubble">
      {content?.card ? <Shown {...content.card} /> : <p>{content?.rich ? content.rich.map((span, n) => <Piece key={n} span={span} />) : text}</p>}
    </div>
  );
}

const Shown = ({ src, alt, url, name, code }: NonNullable<Content['card']>) => (
  <>
    {src && <img src={src} alt={alt ?? ''} />}
    {name && <p>{url ? <Outside url={url} text={name} /> : <strong>{name}</strong>}</p>}
    {code && <code>{code}</code>}
  </>
);

const Outside = ({ url, text }: { url: string; text: string }) =>
  /^https?:/.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  ) : (
    <span>{text}</span>
  );

function Piece({ span }: { span: Span }) {
  const marked = `${span.b ? 'sc-b ' : ''}${span.i ? 'sc-i ' : ''}${span.u ? 'sc-u' : ''}`;
  return span.href ? <Outside url={span.href} text={span.text} /> : <span class={marked}>{span.text}</span>;
}

/** What the question offers: buttons, a scale, or a field. */
function Answer({ ask, editor }: { ask: TryAsk; editor: Editor }) {
  const { tryout } = editor;
  const [picked, setPicked] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const first = useRef<HTMLInputElement>(null);
  const choices = ask.choices ?? [];
  useEffect(() => first.current?.focus({ preventScroll: true }), []);
  const label = (ids: string[]): string => choices.filter((one) => ids.includes(one.id)).map((one) => one.label).join(', ');
  const scale = ask.type === 'csat' ? [1, 5] : ask.type === 'nps' ? [0, 10] : ask.type === 'rating' ? [ask.from ?? 1, ask.max ?? 5] : null;
  const skip = ask.skip && (
    <button type="button" class="btn btn-sm btn-ghost" onClick={() => void tryout.answer(ask.skip!, { skip: true })}>
      {ask.skip}
    </button>
  );
  if (choices.length) {
    return (
      <div class="sc-answer">
        {choices.map((one) => (
          <button
            key={one.id}
            type="button"
            class="btn btn-sm"
            aria-pressed={ask.many ? picked.includes(one.id) : undefined}
            onClick={() => (ask.many ? setPicked(picked.includes(one.id) ? picked.filter((id) => id !== one.id) : [...picked, one.id]) : void tryout.answer(one.label, { picks: [one.id] }))}
          >
            {one.label}
          </button>
        ))}
        {ask.many && (
          <button type="button" class="btn btn-sm btn-primary" disabled={!picked.length} onClick={() => void tryout.answer(label(picked), { picks: picked })}>
            {ask.button || t('send')}
          </button>
        )}
        {skip}
      </div>
    );
  }
  if (scale) {
    const [from, to] = scale as [number, number];
    return (
      <div class="sc-answer">
        {Array.from({ length: to - from + 1 }, (_, i) => String(from + i)).map((n) => (
          <button key={n} type="button" class="btn btn-sm" onClick={() => void tryout.answer(n, { value: n })}>
            {n}
          </button>
        ))}
        {skip}
      </div>
    );
  }
  return (
    <form
      class="sc-answer"
      onSubmit={(event) => {
        event.preventDefault();
        const text = ask.type === 'file' ? typed || 'file.pdf' : typed;
        if (text.trim()) void tryout.answer(text.trim());
      }}
    >
      <input ref={first} type={(ask.type === 'date' || ask.type === 'time' ? ask.type : 'text') as 'text'} aria-label={t('your_answer')} placeholder={ask.placeholder || t('your_answer')} value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="btn btn-sm btn-primary">
        {t('send')}
      </button>
      {skip}
    </form>
  );
}

/** The test asks no server of others: a person says what it would have answered. */
function Reply({ onReply }: { onReply: (status: number, body: string) => void }) {
  const [status, setStatus] = useState(200);
  const [body, setBody] = useState('{}');
  return (
    <form
      class="sc-reply"
      onSubmit={(event) => {
        event.preventDefault();
        onReply(status, body);
      }}
    >
      <p class="hint">{t('reply_hint')}</p>
      <input type="number" aria-label={t('reply_status')} min={100} max={599} value={status} onInput={(event) => setStatus(event.currentTarget.valueAsNumber || 200)} />
      <textarea class="mono" rows={3} aria-label={t('reply_body')} value={body} onInput={(event) => setBody(event.currentTarget.value)} />
      <button type="submit" class="btn btn-sm">
        {t('send')}
      </button>
    </form>
  );
}

const EFFECTS: Record<string, () => string> = {
  lead: () => t('effect_lead'),
  tag: () => t('effect_tag'),
  score: () => t('effect_score'),
  mail: () => t('effect_mail'),
  http: () => t('effect_http'),
  callback: () => t('effect_callback'),
  handover: () => t('effect_handover'),
  magnet: () => t('effect_magnet'),
};

function effectText({ kind, step: _, ...rest }: Effect): string {
  const name = EFFECTS[kind]?.() ?? kind;
  const detail = Object.values(rest)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => (value && typeof value === 'object' ? Object.values(value) : [value]))
    .filter((value) => (typeof value === 'string' && value) || typeof value === 'number')
    .join(', ');
  return detail ? `${name}: ${detail}` : name;
}
