import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { sourceLine } from '../inbox/source';
import { useNow } from '../inbox/hooks';
import { Icon } from '../inbox/icons';
import { webUrl } from '../inbox/state/rows';
import { count, named, t } from '../lib/texts';
import { full, waited } from '../lib/time';
import type { Live } from './live';
import { nameOf, type Where } from './rows';
import type { Fate, Invited, Present } from './types';

const SPARE = 8;
/** Rows have one height, so that only those in sight are in the page. */
const rowHeight = (): number => (matchMedia('(min-width: 700px)').matches ? 44 : 72);

interface Props {
  live: Live;
  rows: Present[];
  where: Where;
  cursor: string | null;
  root: RefObject<HTMLDivElement | null>;
  onOpen: (id: string) => void;
  onAll: () => void;
}

export function List({ live, rows, where, cursor, root, onOpen, onAll }: Props) {
  const now = useNow(1_000);
  const [box, setBox] = useState({ top: 0, height: 800, row: rowHeight() });
  const look = (): void => {
    const here = root.current;
    if (!here) return;
    const next = { top: here.scrollTop, height: here.clientHeight, row: rowHeight() };
    setBox((was) => (was.top === next.top && was.height === next.height && was.row === next.row ? was : next));
  };
  useLayoutEffect(() => {
    look();
    const watch = new ResizeObserver(look);
    if (root.current) watch.observe(root.current);
    return () => watch.disconnect();
  }, []);
  const at = rows.findIndex((row) => row.id === cursor);
  useEffect(() => {
    const here = root.current;
    if (!here || at < 0) return;
    if (at * box.row < here.scrollTop) here.scrollTop = at * box.row;
    else if ((at + 1) * box.row > here.scrollTop + here.clientHeight) here.scrollTop = (at + 1) * box.row - here.clientHeight;
  }, [cursor]);

  const first = Math.max(0, Math.floor(box.top / box.row) - SPARE);
  const last = Math.min(rows.length, Math.ceil((box.top + box.height) / box.row) + SPARE);
  const several = (live.me?.sites.length ?? 0) > 1 && !where.site;
  return (
    <>
      {rows.length > 0 && (
        <div class="lv-cols" aria-hidden="true">
          <span>{t('visitor')}</span>
          <span>{t('page')}</span>
          <span>{t('on_page')}</span>
          <span>{t('source')}</span>
          <span>{t('country')}</span>
          <span>{t('visits')}</span>
        </div>
      )}
      <div class="lv-rows" ref={root} tabIndex={-1} onScroll={look}>
        {rows.length > 0 && (
          <ul class="lv-window" style={{ height: `${rows.length * box.row}px` }}>
            {rows.slice(first, last).map((row, i) => (
              <Row
                key={row.id}
                row={row}
                now={now}
                top={(first + i) * box.row}
                height={box.row}
                place={first + i + 1}
                total={rows.length}
                open={row.id === where.open}
                cursor={row.id === cursor}
                site={several ? live.siteName(row.site) : ''}
                onOpen={onOpen}
              />
            ))}
          </ul>
        )}
        {rows.length === 0 && <Nothing live={live} where={where} onAll={onAll} />}
      </div>
      {live.error && rows.length > 0 && (
        <p class="ib-failed" role="alert">
          {t('list_failed')}.{' '}
          <button type="button" class="link-btn" onClick={() => void live.reload()}>
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
      </footer>
    </>
  );
}

interface RowProps {
  row: Present;
  now: number;
  top: number;
  height: number;
  place: number;
  total: number;
  open: boolean;
  cursor: boolean;
  site: string;
  onOpen: (id: string) => void;
}

function Row({ row, now, top, height, place, total, open, cursor, site, onOpen }: RowProps) {
  const classes = ['lv-row', open && 'is-open', cursor && 'is-cursor'].filter(Boolean).join(' ');
  const url = webUrl(row.url);
  return (
    <li class={classes} style={{ transform: `translateY(${top}px)`, height: `${height}px` }} aria-setsize={total} aria-posinset={place}>
      <span class="lv-who">
        <span class="dot dot-green" />
        <a
          class="lv-name truncate"
          href={`/console/visitors?v=${row.id}`}
          aria-current={open ? 'true' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onOpen(row.id);
          }}
        >
          {nameOf(row)}
        </a>
        <Device name={row.device} />
        <Mark row={row} />
      </span>
      <span class="lv-page truncate">
        {site && <span class="lv-site">{site}</span>}
        {url ? (
          <a href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
            {row.title || url.pathname}
          </a>
        ) : (
          row.title || row.url
        )}
      </span>
      <time class="lv-since" dateTime={new Date(row.since).toISOString()} title={full(row.since)}>
        {waited(row.since, now)}
      </time>
      <span class="lv-source truncate">{sourceLine(row.source)}</span>
      <span class="lv-country truncate">{inWords(row.country)}</span>
      <span class="lv-visits">
        {row.visits > 1 ? count('visits_n', row.visits) : t('first_visit')}
      </span>
    </li>
  );
}

/** Code and name; no flag, which would say more than is known. */
export function inWords(code: string): string {
  return code ? `${code} ${named('region', code)}` : '';
}

export function deviceName(name: string): string {
  return name === 'phone' ? t('mobile') : name === 'desktop' || name === 'tablet' ? t(name) : name;
}

function Device({ name }: { name: string }) {
  return (
    <span class="lv-device" title={deviceName(name)}>
      <Icon name={name === 'desktop' ? 'monitor' : 'smartphone'} />
      <span class="sr-only">{deviceName(name)}</span>
    </span>
  );
}

const FATES = { sent: 'invite_sent', shown: 'invite_shown', accepted: 'invite_accepted', dismissed: 'invite_dismissed' } as const satisfies Record<Fate, string>;
const COLOURS: Record<Fate, string> = { sent: '', shown: 'badge-amber', accepted: 'badge-green', dismissed: '' };

export function InviteState({ invited }: { invited: Invited }) {
  return <span class={`badge ${COLOURS[invited.state]}`}>{t(FATES[invited.state])}</span>;
}

function Mark({ row }: { row: Present }) {
  if (row.conversation) return <span class="badge badge-accent">{t('talks')}</span>;
  if (row.invitation && row.invitation.at >= row.came) return <InviteState invited={row.invitation} />;
  if (row.lead) return <span class="badge">{t('lead')}</span>;
  return null;
}

function Nothing({ live, where, onAll }: Pick<Props, 'live' | 'where' | 'onAll'>) {
  if (live.error) {
    return (
      <div class="empty">
        <Icon name="triangle-alert" />
        <h2>{t('list_failed')}</h2>
        <p>{live.error}</p>
        <button type="button" class="btn" onClick={() => void live.reload()}>
          {t('again')}
        </button>
      </div>
    );
  }
  if (live.loading) {
    return (
      <div class="ib-skeletons" role="status" aria-label={t('loading')}>
        {[62, 48, 70, 55].map((width) => (
          <div key={width} class="ib-skeleton lv-skeleton">
            <span class="skeleton" style={{ width: `${width}%` }} />
          </div>
        ))}
      </div>
    );
  }
  const narrowed = (where.site || where.page) && live.all.size > 0;
  return (
    <div class="empty">
      <Icon name="radar" />
      <h2>{t(narrowed ? 'nobody_matches' : 'nobody_here')}</h2>
      <p>{t(narrowed ? 'none_text' : 'nobody_here_text')}</p>
      {narrowed && (
        <button type="button" class="btn" onClick={onAll}>
          {t('show_all')}
        </button>
      )}
    </div>
  );
}
