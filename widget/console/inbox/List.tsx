import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { number, t } from '../lib/texts';
import { ago, full, waited } from '../lib/time';
import { useNow } from './hooks';
import { Icon } from './icons';
import type { Inbox } from './inbox';
import { visitorName } from './rows';
import type { Conversation, Filter } from './types';
import { FILTERS, type Where } from './where';

/** Rows have one height, so that only those in sight are in the page. */
const ROW = 64;
const SPARE = 6;
const NAMES = { open: 'filter_open', waiting: 'filter_waiting', closed: 'filter_closed', all: 'filter_all' } as const satisfies Record<Filter, string>;

interface Props {
  inbox: Inbox;
  where: Where;
  cursor: string | null;
  root: RefObject<HTMLDivElement | null>;
  onOpen: (id: string) => void;
  onFilter: (part: Partial<Where>) => void;
}

export function List({ inbox, where, cursor, root, onOpen, onFilter }: Props) {
  const rows = inbox.rows();
  const [box, setBox] = useState({ top: 0, height: 800 });
  const look = (): void => {
    const now = root.current;
    if (now) setBox((was) => (was.top === now.scrollTop && was.height === now.clientHeight ? was : { top: now.scrollTop, height: now.clientHeight }));
  };
  useLayoutEffect(() => {
    look();
    const watch = new ResizeObserver(look);
    if (root.current) watch.observe(root.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (root.current) root.current.scrollTop = 0;
  }, [where.filter, where.site]);

  const first = Math.max(0, Math.floor(box.top / ROW) - SPARE);
  const last = Math.min(rows.length, Math.ceil((box.top + box.height) / ROW) + SPARE);
  useEffect(() => {
    if (inbox.next && last >= rows.length - 10) void inbox.more();
  }, [last, rows.length, inbox.next]);

  const at = rows.findIndex((row) => row.id === cursor);
  useEffect(() => {
    const now = root.current;
    if (!now || at < 0) return;
    if (at * ROW < now.scrollTop) now.scrollTop = at * ROW;
    else if ((at + 1) * ROW > now.scrollTop + now.clientHeight) now.scrollTop = (at + 1) * ROW - now.clientHeight;
  }, [cursor]);

  return (
    <>
      <Filters where={where} onFilter={onFilter} />
      <div class="ib-rows" ref={root} tabIndex={-1} onScroll={look}>
        {rows.length > 0 && (
          <ul class="ib-window" style={{ height: `${rows.length * ROW}px` }}>
            {rows.slice(first, last).map((row, i) => (
              <Row
                key={row.id}
                row={row}
                top={(first + i) * ROW}
                place={`${first + i + 1}`}
                total={inbox.next ? '-1' : `${rows.length}`}
                open={row.id === where.open}
                cursor={row.id === cursor}
                site={inbox.me !== null && inbox.me.sites.length > 1 && !where.site}
                typing={inbox.whoTypes(row.id)}
                href={`/console/inbox?c=${row.id}`}
                onOpen={onOpen}
              />
            ))}
          </ul>
        )}
        {rows.length === 0 && <Nothing inbox={inbox} where={where} onFilter={onFilter} />}
      </div>
      {inbox.error && rows.length > 0 && (
        <p class="ib-failed" role="alert">
          {t('list_failed')}.{' '}
          <button type="button" class="link-btn" onClick={() => void inbox.reload()}>
            {t('again')}
          </button>
        </p>
      )}
      <footer class="ib-keys keys" aria-hidden="true">
        <span>
          <span class="kbd">j</span> <span class="kbd">k</span> {t('key_move')}
        </span>
        <span>
          <span class="kbd">{t('key_enter')}</span> {t('key_open')}
        </span>
        <span>
          <span class="kbd">e</span> {t('key_close')}
        </span>
      </footer>
    </>
  );
}

function Filters({ where, onFilter }: Pick<Props, 'where' | 'onFilter'>) {
  return (
    <div class="ib-filters chips" role="group" aria-label={t('filter')}>
      {FILTERS.map((filter) => (
        <button key={filter} type="button" class="chip" aria-pressed={where.filter === filter} onClick={() => onFilter({ filter })}>
          {t(NAMES[filter])}
        </button>
      ))}
    </div>
  );
}

interface RowProps {
  row: Conversation;
  top: number;
  place: string;
  total: string;
  open: boolean;
  cursor: boolean;
  site: boolean;
  typing: string;
  href: string;
  onOpen: (id: string) => void;
}

function Row({ row, top, place, total, open, cursor, site, typing, href, onOpen }: RowProps) {
  const name = visitorName(row);
  const classes = ['ib-row', open && 'is-open', cursor && 'is-cursor', row.unread > 0 && 'is-unread'].filter(Boolean).join(' ');
  return (
    <li class={classes} style={{ transform: `translateY(${top}px)` }} aria-setsize={Number(total)} aria-posinset={Number(place)}>
      <a
        href={href}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onOpen(row.id);
        }}
      >
        <Avatar name={row.name} seed={row.visitor} />
        <span class="ib-row-name">
          <span class="truncate">{name}</span>
          {site && <span class="ib-site truncate">{row.site_name}</span>}
        </span>
        <span class="ib-row-when">
          {row.waiting_since !== null && row.status === 'open' ? <Waiting since={row.waiting_since} /> : <When at={row.last_at} />}
        </span>
        <span class="ib-row-text truncate">{typing ? <em>{t('typing')}</em> : <Said row={row} />}</span>
        {row.unread > 0 && (
          <span class="badge badge-solid">
            {number(row.unread)}
            <span class="sr-only"> {t('unread')}</span>
          </span>
        )}
        {row.unread === 0 && row.status === 'closed' && <span class="ib-row-state">{t('closed')}</span>}
      </a>
    </li>
  );
}

/** The last words, marked where they were the team's. */
function Said({ row }: { row: Conversation }) {
  return (
    <>
      {row.last_author === 'operator' && (
        <>
          <Icon name="corner-up-left" />
          <span class="sr-only">{t('answered')} </span>
        </>
      )}
      {row.last_text}
    </>
  );
}

export function Avatar({ name, seed }: { name: string | null; seed: string }) {
  const hue = parseInt(seed.slice(-2), 16) % 6 || 0;
  const letters = name
    ?.split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('');
  return (
    <span class={`avatar hue-${hue}`} aria-hidden="true">
      {letters ? letters.toUpperCase() : <Icon name="user" />}
    </span>
  );
}

function When({ at }: { at: number }) {
  const now = useNow(20_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={full(at)}>
      {ago(at, now)}
    </time>
  );
}

/** A time that moves: somebody waits for an answer. */
function Waiting({ since }: { since: number }) {
  const now = useNow(1000);
  const long = now - since > 5 * 60_000;
  return (
    <span class={`ib-wait ${long ? 'long' : ''}`} title={t('waits_since', { when: full(since) })}>
      <span class={long ? 'dot dot-red' : 'dot dot-amber'} />
      <span class="sr-only">{t('waits')} </span>
      {waited(since, now)}
    </span>
  );
}

function Nothing({ inbox, where, onFilter }: Pick<Props, 'inbox' | 'where' | 'onFilter'>) {
  if (inbox.error) {
    return (
      <div class="empty">
        <Icon name="triangle-alert" />
        <h2>{t('list_failed')}</h2>
        <p>{inbox.error}</p>
        <button type="button" class="btn" onClick={() => void inbox.reload()}>
          {t('again')}
        </button>
      </div>
    );
  }
  if (inbox.loading) {
    return (
      <div class="ib-skeletons" role="status" aria-label={t('loading')}>
        {[70, 45, 60, 52, 38].map((width) => (
          <div key={width} class="ib-skeleton">
            <span class="avatar skeleton" />
            <span class="skeleton" style={{ width: `${width}%` }} />
          </div>
        ))}
      </div>
    );
  }
  if (where.filter === 'waiting') return <Calm title={t('nobody_waits')} text={t('nobody_waits_text')} onAll={() => onFilter({ filter: 'all', site: '' })} />;
  if (where.filter !== 'open' || where.site || inbox.known.size > 0) {
    return <Calm title={t(where.filter === 'open' ? 'none_open' : where.filter === 'closed' ? 'none_closed' : 'none')} text={t('none_text')} onAll={() => onFilter({ filter: 'all', site: '' })} />;
  }
  return (
    <div class="empty">
      <Icon name="inbox" />
      <h2>{t('none_yet')}</h2>
      <p>{t('none_yet_text')}</p>
      {inbox.me && inbox.me.user.role !== 'operator' && (
        <a class="btn btn-primary" href="/console/settings">
          {t('install')}
        </a>
      )}
    </div>
  );
}

function Calm({ title, text, onAll }: { title: string; text: string; onAll: () => void }) {
  return (
    <div class="empty">
      <Icon name="check" />
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="button" class="btn" onClick={onAll}>
        {t('show_all')}
      </button>
    </div>
  );
}
