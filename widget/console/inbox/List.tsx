import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Bulk, Filters, ListKeys } from './Filters';
import { usePick } from './hooks';
import { Icon } from './icons';
import { ROW, Row } from './Row';
import type { Desk } from './state/desk';
import { Slots } from './state/slots';
import { WHOLE, wholeView } from './state/where';

const SPARE = 4;

export function List({ desk }: { desk: Desk }) {
  const { inbox } = desk;
  const { known, lists } = inbox;
  const root = useRef<HTMLDivElement>(null);
  const slots = useRef(new Slots());
  const [box, setBox] = useState({ top: 0, height: 800 });
  usePick(inbox, () => [known.shown.version, lists.length, lists.next, lists.error, desk.where, desk.cursor, desk.selected, desk.active, inbox.me, inbox.looks.version] as const);
  const { where, cursor, selected } = desk;
  const total = lists.length;
  const look = (): void => {
    const now = root.current;
    if (now) setBox((was) => (was.top === now.scrollTop && was.height === now.clientHeight ? was : { top: now.scrollTop, height: now.clientHeight }));
  };
  useLayoutEffect(() => {
    desk.list = root.current;
    look();
    const watch = new ResizeObserver(look);
    if (root.current) watch.observe(root.current);
    return () => {
      watch.disconnect();
      desk.list = null;
    };
  }, []);
  useEffect(() => {
    if (root.current) root.current.scrollTop = 0;
  }, [where.filter, where.site, where.department, where.tag, where.assignee]);

  const first = Math.max(0, Math.floor(box.top / ROW) - SPARE);
  const last = Math.min(total, Math.ceil((box.top + box.height) / ROW) + SPARE);
  useEffect(() => {
    if (lists.next && last >= total - 10) void lists.more();
  }, [last, total, lists.next]);

  const at = known.shown.place(known.get(cursor));
  useEffect(() => {
    const now = root.current;
    if (!now || at < 0) return;
    if (at * ROW < now.scrollTop) now.scrollTop = at * ROW;
    else if ((at + 1) * ROW > now.scrollTop + now.clientHeight) now.scrollTop = (at + 1) * ROW - now.clientHeight;
  }, [cursor]);

  const site = inbox.me !== null && inbox.me.sites.length > 1 && !where.site;
  const columns = desk.columns;
  const rows = known.shown.slice(first, last);
  const focused = root.current?.querySelector<HTMLElement>('li:focus-within')?.dataset['slot'];
  const places = slots.current.of(rows.map((row) => row.id), focused ? Number(focused) : null);
  const picking = desk.picked.length > 0;
  return (
    <>
      <Filters desk={desk} />
      <div class="ib-rows" ref={root} tabIndex={-1} onScroll={look}>
        {total > 0 && (
          <ul class="ib-window" style={{ height: `${total * ROW}px`, paddingTop: `${first * ROW}px` }}>
            {rows.map((row, i) => (
              <li key={places[i]} data-slot={places[i]} aria-setsize={lists.next ? -1 : total} aria-posinset={first + i + 1}>
                <Row
                  row={row}
                  open={columns.includes(row.id)}
                  cursor={row.id === cursor}
                  picked={selected.has(row.id)}
                  picking={picking}
                  site={site}
                  mine={row.assignee?.id === inbox.me?.user.id}
                  typing={!!inbox.looks.writes(row.id)?.name}
                  onOpen={desk.onOpen}
                  onPick={desk.onPick}
                />
              </li>
            ))}
          </ul>
        )}
        {total === 0 && <Nothing desk={desk} />}
      </div>
      {lists.error && total > 0 && (
        <p class="ib-failed" role="alert">
          {t('list_failed')}.{' '}
          <button type="button" class="link-btn" onClick={() => void lists.reload()}>
            {t('again')}
          </button>
        </p>
      )}
      <Bulk desk={desk} />
      <ListKeys />
    </>
  );
}

/** What stands where no row is, and one way on. */
function Nothing({ desk }: { desk: Desk }) {
  const { inbox, where } = desk;
  const [loading, error] = usePick(inbox, () => [inbox.lists.loading, inbox.lists.error, inbox.me] as const);
  const all = (): void => desk.go({ filter: 'all', ...WHOLE });
  if (error) {
    return (
      <div class="empty">
        <Icon name="triangle-alert" />
        <h2>{t('list_failed')}</h2>
        <p>{error}</p>
        <button type="button" class="btn" onClick={() => void inbox.lists.reload()}>
          {t('again')}
        </button>
      </div>
    );
  }
  if (loading) {
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
  const { filter } = where;
  if (!wholeView(where)) return <Calm title={t('none_fit')} text={t('none_fit_text')} button={t('filter_none')} onAll={() => desk.go(WHOLE)} />;
  if (filter === 'waiting') return <Calm title={t('nobody_waits')} text={t('nobody_waits_text')} onAll={all} />;
  if (filter === 'mine') return <Calm title={t('none_mine')} text={t('none_mine_text')} button={t('show_unassigned')} onAll={() => desk.go({ filter: 'unassigned' })} />;
  if (filter === 'unassigned') return <Calm title={t('none_unassigned')} text={t('none_unassigned_text')} onAll={all} />;
  if (filter === 'snoozed') return <Calm title={t('none_snoozed')} text={t('none_snoozed_text')} onAll={all} />;
  if (filter === 'spam') return <Calm title={t('none_spam')} text={t('none_spam_text')} onAll={all} />;
  if (filter === 'closed' || inbox.known.size > 0) return <Calm title={t(filter === 'open' ? 'none_open' : filter === 'closed' ? 'none_closed' : 'none')} text={t('none_text')} onAll={all} />;
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

function Calm({ title, text, button, onAll }: { title: string; text: string; button?: string; onAll: () => void }) {
  return (
    <div class="empty">
      <Icon name="check" />
      <h2>{title}</h2>
      <p>{text}</p>
      <button type="button" class="btn" onClick={onAll}>
        {button ?? t('show_all')}
      </button>
    </div>
  );
}
