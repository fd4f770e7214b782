import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../inbox/icons';
import { Safe } from '../inbox/Safe';
import { typing } from '../lib/keys';
import { count, t } from '../lib/texts';
import { useLive } from './hooks';
import { List } from './List';
import type { Live } from './live';
import { address, readWhere, visible, type Where } from './rows';
import { Side } from './Side';

const wide = (): boolean => matchMedia('(min-width: 1000px)').matches;

export function App({ live }: { live: Live }) {
  useLive(live);
  const [where, setWhere] = useState<Where>(() => readWhere(location.search));
  const [cursor, setCursor] = useState<string | null>(where.open);
  const list = useRef<HTMLDivElement>(null);
  const rows = visible(live.all.values(), where);

  useEffect(() => {
    const back = (): void => setWhere(readWhere(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);

  /** Where the panel covers the list, the browser's back leads to the list. */
  const go = (next: Partial<Where>, push = false): void => {
    const to = { ...where, ...next };
    history[push ? 'pushState' : 'replaceState'](null, '', address(to));
    setWhere(to);
  };
  const openRow = (id: string): void => {
    setCursor(id);
    go({ open: id }, !where.open && !wide());
  };
  const focusCursor = (): void => {
    list.current?.focus({ preventScroll: true });
    setTimeout(() => list.current?.querySelector<HTMLElement>('.is-cursor .lv-name')?.focus({ preventScroll: true }), 40);
  };
  const leave = (): void => {
    go({ open: null });
    focusCursor();
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (typing(event.target)) (event.target as HTMLElement).blur();
      else if (where.open) leave();
      else return;
    } else if (typing(event.target)) return;
    else if (event.key === 'j' || event.key === 'k') {
      const now = rows.findIndex((row) => row.id === cursor);
      const next = rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + (event.key === 'j' ? 1 : -1)))];
      if (next) setCursor(next.id);
      focusCursor();
    } else if (event.key === 'Enter' && cursor && (event.target === document.body || event.target === list.current)) openRow(cursor);
    else return;
    event.preventDefault();
  };
  const keys = useRef(onKey);
  keys.current = onKey;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => keys.current(event);
    addEventListener('keydown', pressed, true);
    return () => removeEventListener('keydown', pressed, true);
  }, []);

  const away = live.line === 'waiting';
  const sites = live.me?.sites ?? [];
  return (
    <>
      <section class="lv-list" aria-label={t('visitors')}>
        <header class="lv-head">
          <h1>{t('visitors')}</h1>
          <p class="lv-count" role="status">
            {away ? (
              <>
                <span class="dot dot-amber" /> {t('line_again')}
              </>
            ) : (
              !live.loading && !live.error && count('visitors_here', rows.length)
            )}
          </p>
          <div class="lv-filters">
            {sites.length > 1 && (
              <select aria-label={t('site')} value={where.site} onChange={(event) => go({ site: event.currentTarget.value })}>
                <option value="">{t('all_sites')}</option>
                {sites.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
            <label class="lv-search">
              <Icon name="search" />
              <span class="sr-only">{t('page_filter')}</span>
              <input type="search" placeholder={t('page_filter')} value={where.page} onInput={(event) => go({ page: event.currentTarget.value })} />
            </label>
          </div>
        </header>
        {live.more.length > 0 && (
          <p class="lv-more" role="status">
            {t('visitors_more')}
          </p>
        )}
        <List live={live} rows={rows} where={where} cursor={cursor} root={list} onOpen={openRow} onAll={() => go({ site: '', page: '' })} />
      </section>
      <Safe key={`side ${where.open}`}>{where.open && <Side live={live} id={where.open} onClose={leave} />}</Safe>
    </>
  );
}
