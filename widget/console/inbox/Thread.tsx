import { Fragment, type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { together } from '../../ui/message';
import { t } from '../lib/texts';
import { day, sameDay } from '../lib/time';
import { Composer } from './Composer';
import { Icon } from './icons';
import type { Inbox } from './inbox';
import { Avatar } from './List';
import { fillMessage, type MessageRow } from './message';
import { visitorName, webUrl } from './rows';
import type { Conversation, Message, Pending } from './types';

interface Props {
  inbox: Inbox;
  id: string | null;
  composer: RefObject<HTMLTextAreaElement | null>;
  facts: boolean;
  onBack: () => void;
  onFacts: () => void;
}

export function Thread({ inbox, id, composer, facts, onBack, onFacts }: Props) {
  const row = id ? inbox.known.get(id) : undefined;
  const thread = id ? inbox.threads.get(id) : undefined;
  if (!id) {
    return (
      <section class="ib-thread is-empty" aria-label={t('conversation')}>
        <div class="empty">
          <Icon name="message-square" />
          <h2>{t('no_open')}</h2>
          <p>{t('no_open_text')}</p>
        </div>
      </section>
    );
  }
  return (
    <section class="ib-thread" aria-label={t('conversation')}>
      <header class="ib-head">
        <button type="button" class="icon-btn ib-back" aria-label={t('back')} onClick={onBack}>
          <Icon name="arrow-left" />
        </button>
        {row && <Title row={row} />}
        {row && (
          <button type="button" class="btn btn-sm" onClick={() => void inbox.toggle(row.id)}>
            <Icon name={row.status === 'open' ? 'archive' : 'archive-restore'} />
            {row.status === 'open' ? t('end') : t('reopen')}
            <span class="kbd">e</span>
          </button>
        )}
        <button type="button" class="icon-btn ib-info" aria-label={t('about')} aria-expanded={facts} onClick={onFacts}>
          <Icon name="info" />
        </button>
      </header>
      {inbox.away && inbox.line !== 'signed_out' && (
        <p class="ib-away" role="status">
          <Icon name="refresh-cw" />
          {t('kept')}
        </p>
      )}
      {inbox.line === 'signed_out' && (
        <p class="ib-away" role="status">
          {t('signed_out')} <a href="/login">{t('sign_in')}</a>
        </p>
      )}
      {thread?.error ? (
        <div class="empty">
          <Icon name="triangle-alert" />
          <h2>{t('messages_failed')}</h2>
          <p>{thread.error}</p>
          <button type="button" class="btn" onClick={() => inbox.load(id)}>
            {t('again')}
          </button>
        </div>
      ) : (
        <Messages key={id} inbox={inbox} id={id} row={row} composer={composer} />
      )}
      {!thread?.error && <Composer key={`c${id}`} inbox={inbox} id={id} row={row} field={composer} />}
    </section>
  );
}

function Title({ row }: { row: Conversation }) {
  const url = webUrl(row.page?.url);
  return (
    <div class="ib-title">
      <Avatar name={row.name} seed={row.visitor} />
      <div class="grow">
        <h2 class="truncate">{visitorName(row)}</h2>
        <p class="truncate muted small" title={[row.site_name, row.page?.title].filter(Boolean).join(' · ')}>
          {row.site_name}
          {url && (
            <>
              {' · '}
              <a href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
                {row.page?.title || url.pathname}
              </a>
            </>
          )}
        </p>
      </div>
    </div>
  );
}

/** The shared renderer inside Preact: the row's element is filled, not diffed. */
function Line(row: MessageRow) {
  const at = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (at.current) fillMessage(at.current, row);
  }, [row.text, row.content, row.at, row.first, row.state, row.name, row.author]);
  return <li ref={at} />;
}

function Messages({ inbox, id, row, composer }: Pick<Props, 'inbox' | 'composer'> & { id: string; row: Conversation | undefined }) {
  const thread = inbox.threads.get(id);
  const messages = thread?.messages ?? [];
  const pending = inbox.pending(id);
  const typing = inbox.whoTypes(id);
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
  }, [number, first, pending.length, typing, thread?.loaded]);

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

  const scrolled = (): void => {
    const now = box.current;
    if (!now) return;
    stick.current = now.scrollHeight - now.scrollTop - now.clientHeight < 60;
    if (stick.current && below) setBelow(false);
    if (now.scrollTop < 240 && !thread?.olderFailed) void inbox.threads.older(id);
  };
  const down = (): void => {
    stick.current = true;
    setBelow(false);
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: 'smooth' });
  };

  const seenUpTo = row?.visitor_read ?? 0;
  const lastOwn = messages.findLast((m) => m.author === 'operator' && m.number <= seenUpTo)?.number;
  return (
    <div class="ib-scroll-wrap">
      <div class="ib-scroll" ref={box} onScroll={scrolled} tabIndex={0} role="region" aria-label={t('messages')}>
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
            {messages.map((message, i) => (
              <Fragment key={message.id}>
                <Between before={messages[i - 1]} message={message} mark={mark.current} />
                <Line {...lineOf(message, row)} first={isFirst(messages[i - 1], message, mark.current)} />
                {message.number === lastOwn && <li class="ib-seen">{t('seen')}</li>}
              </Fragment>
            ))}
            {pending.map((message, i) => (
              <Waiting key={message.id} inbox={inbox} message={message} before={pending[i - 1]} last={messages.at(-1)} onDone={() => composer.current?.focus()} />
            ))}
          </ol>
        </div>
        <p class="ib-typing">
          {typing && (
            <>
              <span class="ib-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t('is_writing', { name: typing })}
            </>
          )}
        </p>
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

function lineOf(message: Message, row: Conversation | undefined): Omit<MessageRow, 'first'> {
  const visitor = row ? visitorName(row) : t('visitor');
  const name = message.author === 'visitor' ? message.name || visitor : message.author === 'bot' ? message.name || t('bot') : message.name;
  return { author: message.author, name, text: message.text, content: message.content, at: message.at };
}

const isFirst = (before: Message | undefined, message: Message, mark: number | null): boolean =>
  !together(before, message) || (before !== undefined && (before.number === mark || !sameDay(before.at, message.at)));

function Between({ before, message, mark }: { before: Message | undefined; message: Message; mark: number | null }) {
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

function refusal(code: string): string {
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

function Waiting({ inbox, message, before, last, onDone }: WaitingProps) {
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
            {refusal(message.refused)}{' '}
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

function Loading() {
  return (
    <div class="ib-loading" role="status" aria-label={t('loading')}>
      {['is-left', 'is-left short', 'is-right', 'is-left'].map((kind, i) => (
        <span key={i} class={`skeleton ${kind}`} />
      ))}
    </div>
  );
}
