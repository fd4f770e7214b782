// What stands in a thread: messages by the widget's renderer, notes, marks, the rating, the first answers.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { together } from '../../ui/message';
import { linked } from '../../ui/links';
import { number, t } from '../lib/texts';
import { clock, day, full, sameDay } from '../lib/time';
import { Icon } from './icons';
import { fillMessage, type MessageRow } from './message';
import type { Inbox } from './state/inbox';
import { visitorName } from './state/rows';
import type { Conversation, Message, Note, Pending } from './state/types';

/** The shared renderer inside Preact: the row's element is filled, not diffed. */
export function Line({ mark, hit = false, ...row }: MessageRow & { mark?: number; hit?: boolean }) {
  const at = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (at.current) fillMessage(at.current, { ...row, hit });
  }, [hit, row.text, row.content, row.at, row.first, row.state, row.name, row.author]);
  return <li ref={at} data-number={mark} />;
}

export function lineOf(message: Message, row: Conversation | undefined): Omit<MessageRow, 'first'> {
  const visitor = row ? visitorName(row) : t('visitor');
  const name = message.author === 'visitor' ? message.name || visitor : message.author === 'bot' ? message.name || t('bot') : message.name;
  return { author: message.author, name, text: message.text, content: message.content, at: message.at };
}

export const isFirst = (before: Message | undefined, message: Message, mark: number | null): boolean =>
  !together(before, message) || (before !== undefined && (before.number === mark || !sameDay(before.at, message.at)));

export function Between({ before, message, mark }: { before: Message | undefined; message: Message; mark: number | null }) {
  return (
    <>
      {(!before || !sameDay(before.at, message.at)) && (
        <li class="ib-day">
          <span>{day(message.at)}</span>
        </li>
      )}
      {before && mark !== null && message.number === mark + 1 && (
        <li class="ib-new">
          <span>{t('new_mark')}</span>
        </li>
      )}
    </>
  );
}

/** How far the team's messages have come: under the newest of each kind. */
export function marksOf(messages: Message[], row: Conversation | undefined): Map<number, 'seen' | 'delivered' | 'sent'> {
  const marks = new Map<number, 'seen' | 'delivered' | 'sent'>();
  if (!row) return marks;
  const found = new Set<string>();
  for (let i = messages.length - 1; i >= 0 && !found.has('seen'); i -= 1) {
    const { author, number: n } = messages[i] as Message;
    if (author !== 'operator' && author !== 'bot') continue;
    const mark = n <= row.visitor_read ? 'seen' : n <= row.visitor_got ? 'delivered' : 'sent';
    if (!found.has(mark)) marks.set(n, mark);
    found.add(mark);
  }
  return marks;
}

export function Reached({ mark }: { mark: 'seen' | 'delivered' | 'sent' }) {
  return (
    <li class={`ib-seen is-${mark}`}>
      <Icon name={mark === 'sent' ? 'check' : 'check-check'} />
      {mark === 'seen' ? t('seen') : mark === 'delivered' ? t('delivered') : t('sent')}
    </li>
  );
}

/** A note: only the team sees it, and it looks so. */
export function NoteLine({ inbox, note }: { inbox: Inbox; note: Note }) {
  const names = note.mentions.map((id) => inbox.team.name(id)).filter(Boolean);
  return (
    <li class={note.failed ? 'ib-note is-failed' : 'ib-note'} title={full(note.at)}>
      <p class="ib-note-head">
        <Icon name="lock" />
        <strong>{note.name}</strong>
        <span>{t('note_for_team')}</span>
        <time dateTime={new Date(note.at).toISOString()}>{clock(note.at)}</time>
      </p>
      <NoteText text={note.text} names={names} />
      {note.failed && (
        <p class="error" role="alert">
          {t('note_failed')} {note.failed}{' '}
          <button type="button" class="link-btn" onClick={() => void inbox.notes.store(note)}>
            {t('again')}
          </button>
        </p>
      )}
    </li>
  );
}

function NoteText({ text, names }: { text: string; names: string[] }) {
  const at = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const parts = names.length ? text.split(new RegExp(`(${names.map((name) => `@${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).join('|')})`, 'u')) : [text];
    at.current?.replaceChildren(
      ...parts.flatMap((part, i) => {
        if (i % 2 === 0) return linked(part);
        const who = document.createElement('strong');
        who.className = 'ib-mention';
        who.textContent = part;
        return [who];
      }),
    );
  }, [text, names.join()]);
  return <div class="ib-note-text" dir="auto" ref={at} />;
}

/** What the visitor answered before the chat. */
/** What is asked of everybody comes first, in words; what a site asks besides has the site's own. */
const ASKED = { name: 'asked_name', email: 'asked_email', phone: 'asked_phone' } as const;

export function Answers({ answers }: { answers: Record<string, unknown> }) {
  const first = Object.keys(ASKED).reverse();
  const lines = Object.entries(answers)
    .filter(([, value]) => value !== null && value !== '')
    .sort(([a], [b]) => first.indexOf(b) - first.indexOf(a));
  if (!lines.length) return null;
  return (
    <li class="ib-answers">
      <h3>{t('asked_before')}</h3>
      <dl class="facts">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt dir="auto">{name in ASKED ? t(ASKED[name as keyof typeof ASKED]) : name}</dt>
            <dd dir="auto">{Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

export function Stars({ rating }: { rating: number }) {
  return (
    <span class="ib-stars" role="img" aria-label={t('stars_of', { n: number(rating) })}>
      {[1, 2, 3, 4, 5].map((n) => (
        <span key={n} class={n <= rating ? 'is-on' : ''}>
          <Icon name="star" />
        </span>
      ))}
    </span>
  );
}

/** What the visitor made of the conversation. */
export function Rating({ row }: { row: Conversation }) {
  if (row.rating === null) return null;
  return (
    <li class="ib-rating">
      <Stars rating={row.rating} />
      {row.rating_comment && <blockquote dir="auto">{row.rating_comment}</blockquote>}
    </li>
  );
}

function refusal(code: string, by = ''): string {
  if (code === 'answered_by') return t('refused_answered', { name: by });
  if (code === 'too_long') return t('refused_long');
  if (code === 'empty') return t('refused_empty');
  if (code === 'closed') return t('refused_closed');
  if (code === 'no_file') return t('refused_file');
  return t('refused');
}

interface WaitingProps {
  inbox: Inbox;
  message: Pending;
  before: Pending | undefined;
  last: Message | undefined;
  onDone: () => void;
}

/** A message that the server has not acknowledged, or has refused. */
export function Waiting({ inbox, message, before, last, onDone }: WaitingProps) {
  const decide = (act: () => void) => (): void => {
    act();
    onDone();
  };
  const name = inbox.me?.user.name ?? null;
  const previous = before ? { author: 'operator' as const, name, at: before.at } : last;
  return (
    <>
      <Line author="operator" name={name} text={message.text} content={message.content} at={message.at} first={!together(previous, { author: 'operator', name, at: message.at })} state={message.refused ? 'refused' : 'pending'} />
      <li class={message.refused ? 'ib-seen bad' : 'ib-seen'}>
        {message.refused ? (
          <>
            {refusal(message.refused, message.by)}{' '}
            <button type="button" class="link-btn" onClick={decide(() => inbox.retry(message))}>
              {t('send_again')}
            </button>{' '}
            <button type="button" class="link-btn" onClick={decide(() => inbox.discard(message))}>
              {t('edit')}
            </button>
          </>
        ) : inbox.away ? (
          t('waiting_line')
        ) : (
          t('sending')
        )}
      </li>
    </>
  );
}
