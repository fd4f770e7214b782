import { Fragment } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Answers, Between, isFirst, Line, lineOf, marksOf, NoteLine, Rating, Reached, Waiting } from './Lines';
import type { Desk } from './state/desk';
import { visitorName } from './state/rows';
import type { Conversation, Message, Note } from './state/types';

const NONE: Message[] = [];

export function Messages({ desk, id, row }: { desk: Desk; id: string; row: Conversation | undefined }) {
  const { inbox } = desk;
  const [thread, notes, pending, typing] = usePick(inbox, () => [inbox.threads.get(id), inbox.notes.of(id), inbox.pending(id), inbox.looks.writes(id), inbox.line, inbox.away, inbox.me] as const);
  const messages = thread?.messages ?? NONE;
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const was = useRef({ first: 0, height: 0 });
  const [below, setBelow] = useState(false);
  // What was said before is not read out, only what comes.
  const quiet = !thread?.loaded || thread.loadingOlder;
  const [spoken, setSpoken] = useState(false);
  useEffect(() => {
    setSpoken(false);
    if (quiet) return undefined;
    const timer = setTimeout(() => setSpoken(true), 800);
    return () => clearTimeout(timer);
  }, [quiet]);
  // Where reading ended when the thread was opened: the "New" line stays there.
  const mark = useRef<number | null>(null);
  if (mark.current === null && row && thread?.loaded) mark.current = row.unread > 0 ? row.operator_read : Infinity;

  const number = messages.at(-1)?.number ?? 0;
  const first = messages[0]?.number ?? 0;
  useLayoutEffect(() => {
    const now = box.current;
    if (!now) return;
    if (was.current.first > first && !stick.current) now.scrollTop += now.scrollHeight - was.current.height;
    else if (stick.current) now.scrollTop = now.scrollHeight;
    else if (number) setBelow(true);
    was.current = { first, height: now.scrollHeight };
  }, [number, first, pending.length, notes.length, typing, thread?.loaded]);

  useEffect(() => {
    const seen = (): void => {
      if (!document.hidden && document.hasFocus() && stick.current) inbox.read(id);
    };
    seen();
    addEventListener('focus', seen);
    document.addEventListener('visibilitychange', seen);
    return () => {
      removeEventListener('focus', seen);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [id, number, inbox.line, below, row?.operator_read]);

  // A search has led to a message: it comes into sight, and stays marked.
  const hit = desk.hit?.id === id ? desk.hit.number : null;
  const reached = hit !== null && first > 0 && first <= hit && number >= hit;
  useLayoutEffect(() => {
    if (!reached) return;
    stick.current = false;
    box.current?.querySelector(`[data-number="${hit}"]`)?.scrollIntoView({ block: 'center' });
  }, [reached, hit]);

  const scrolled = (): void => {
    const now = box.current;
    if (!now) return;
    stick.current = now.scrollHeight - now.scrollTop - now.clientHeight < 60;
    inbox.threads.hold(id, !stick.current);
    if (stick.current && below) setBelow(false);
    if (now.scrollTop < 240 && !thread?.olderFailed) void inbox.threads.older(id);
  };
  const down = (): void => {
    stick.current = true;
    setBelow(false);
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  };
  const marks = useMemo(() => marksOf(messages, row), [messages, row?.visitor_read, row?.visitor_got]);
  const lines = useMemo(() => between(messages, notes), [messages, notes]);
  return (
    <div class="ib-scroll-wrap">
      <div class="ib-scroll" ref={box} onScroll={scrolled} tabIndex={0} role="region" aria-label={row ? t('messages_with', { name: visitorName(row) }) : t('messages')}>
        {!thread?.loaded && <Loading />}
        {thread?.loadingOlder && <p class="ib-older small muted">{t('earlier')}</p>}
        {thread?.olderFailed && (
          <p class="ib-older small" role="alert">
            {t('more_failed')}{' '}
            <button type="button" class="link-btn" onClick={() => void inbox.threads.older(id)}>
              {t('again')}
            </button>
          </p>
        )}
        <div class="ib-log" role="log" aria-live={spoken ? 'polite' : 'off'} aria-label={t('new_messages')}>
          <ol class="ib-messages">
            {row && first <= 1 && thread?.loaded && <Answers answers={row.answers} />}
            {messages.map((message, i) => {
              const reach = marks.get(message.number);
              return (
                <Fragment key={message.id}>
                  <Between before={messages[i - 1]} message={message} mark={mark.current} />
                  <Line {...lineOf(message, row)} first={isFirst(messages[i - 1], message, mark.current) || !!lines.get(messages[i - 1]?.number ?? 0)} mark={message.number} hit={message.number === hit} />
                  {message.author === 'system' && message.text === 'rated' && row && <Rating row={row} />}
                  {reach && <Reached mark={reach} />}
                  {lines.get(message.number)?.map((note) => <NoteLine key={note.id} inbox={inbox} note={note} />)}
                </Fragment>
              );
            })}
            {pending.map((message, i) => (
              <Waiting key={message.id} inbox={inbox} message={message} before={pending[i - 1]} last={messages.at(-1)} onDone={() => desk.write(id)} />
            ))}
          </ol>
        </div>
        <Writes typing={typing} />
      </div>
      {below && (
        <button type="button" class="btn btn-sm ib-down" onClick={down}>
          <Icon name="arrow-down" />
          {t('new_messages')}
        </button>
      )}
    </div>
  );
}

/** The notes by the message after which they stand; what is newer than all of them stands after the last. */
function between(messages: Message[], notes: Note[]): Map<number, Note[]> {
  const lines = new Map<number, Note[]>();
  const first = messages[0]?.number ?? 0;
  const last = messages.at(-1)?.number ?? 0;
  for (const note of notes) {
    if (note.after < first - 1) continue; // it stands further up
    const at = Math.max(first, Math.min(note.after, last));
    lines.set(at, [...(lines.get(at) ?? []), note]);
  }
  return lines;
}

/** Somebody writes; of the visitor also what, where the site lets it be seen. */
function Writes({ typing }: { typing: { name: string; draft: string } | undefined }) {
  return (
    <div class="ib-typing">
      {typing?.draft && (
        <p class="ib-draft" dir="auto">
          {typing.draft}
        </p>
      )}
      {typing?.name && (
        <p>
          <span class="ib-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('is_writing', { name: typing.name })}
        </p>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div class="ib-loading" role="status" aria-label={t('loading')}>
      {['is-left', 'is-left short', 'is-right', 'is-left'].map((kind, i) => (
        <span key={i} class={`skeleton ${kind}`} />
      ))}
    </div>
  );
}
