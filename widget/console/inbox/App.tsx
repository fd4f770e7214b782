import { useEffect, useRef, useState } from 'preact/hooks';
import { typing } from '../lib/keys';
import { count, t } from '../lib/texts';
import { mute, muted } from '../live/bell';
import { Facts } from './Facts';
import { useInbox } from './hooks';
import { Icon } from './icons';
import type { Inbox } from './inbox';
import { List } from './List';
import { Safe } from './Safe';
import { Thread } from './Thread';
import { address, readWhere, type Where } from './where';

const wide = (): boolean => matchMedia('(min-width: 700px)').matches;

/** Puts the focus on the row under the cursor, once it is in the page. */
function focusCursor(list: HTMLElement | null): void {
  list?.focus({ preventScroll: true });
  setTimeout(() => {
    // Unless a faster key has led the focus elsewhere meanwhile.
    if (list?.contains(document.activeElement)) list.querySelector<HTMLElement>('.is-cursor a')?.focus({ preventScroll: true });
  }, 40);
}

export function App({ inbox }: { inbox: Inbox }) {
  useInbox(inbox);
  const [where, setWhere] = useState<Where>(() => readWhere(location.search));
  const [cursor, setCursor] = useState<string | null>(where.open);
  const [facts, setFacts] = useState(false);
  const composer = useRef<HTMLTextAreaElement>(null);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const back = (): void => setWhere(readWhere(location.search));
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  useEffect(() => void inbox.show(where.filter, where.site), [where.filter, where.site]);
  useEffect(() => {
    inbox.select(where.open);
    setFacts(false);
  }, [where.open]);

  /** On a phone the browser's back leads from the thread to the list. */
  const go = (next: Partial<Where>, push = false): void => {
    const to = { ...where, ...next };
    history[push ? 'pushState' : 'replaceState'](null, '', address(to));
    setWhere(to);
  };
  const openRow = (id: string): void => {
    setCursor(id);
    go({ open: id }, !where.open && !wide());
  };
  const leave = (): void => {
    setFacts(false);
    go({ open: null });
    focusCursor(list.current);
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (facts) setFacts(false);
      else if (typing(event.target)) {
        (event.target as HTMLElement).blur();
        focusCursor(list.current);
      } else if (where.open) leave();
      return;
    }
    if (typing(event.target)) return;
    const rows = inbox.rows();
    if (event.key === 'j' || event.key === 'k') {
      const now = rows.findIndex((row) => row.id === cursor);
      const next = rows[now < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, now + (event.key === 'j' ? 1 : -1)))];
      if (next) setCursor(next.id);
      focusCursor(list.current);
    } else if (event.key === 'Enter' && cursor && (event.target === document.body || list.current?.contains(event.target as Node))) {
      openRow(cursor);
      setTimeout(() => composer.current?.focus());
    } else if (event.key === 'e' && (where.open ?? cursor)) {
      const id = (where.open ?? cursor) as string;
      const now = rows.findIndex((row) => row.id === id);
      const beside = rows[now + 1] ?? rows[now - 1];
      if (where.filter !== 'all' && !where.open && beside) {
        setCursor(beside.id); // the row leaves the list
        focusCursor(list.current);
      }
      void inbox.toggle(id);
    } else return;
    event.preventDefault();
  };
  const keys = useRef(onKey);
  keys.current = onKey;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => keys.current(event);
    addEventListener('keydown', pressed, true);
    return () => removeEventListener('keydown', pressed, true);
  }, []);

  return (
    <>
      <h1 class="sr-only">{t('inbox')}</h1>
      <section class="ib-list" aria-label={t('conversations')}>
        <header class="ib-head">
          <h2>{t('inbox')}</h2>
          <SiteChoice inbox={inbox} site={where.site} onChoose={(site) => go({ site })} />
          <Online inbox={inbox} />
          <Mute />
        </header>
        <List inbox={inbox} where={where} cursor={cursor} root={list} onOpen={openRow} onFilter={(f) => go(f)} />
      </section>
      <Safe key={`thread ${where.open}`}>
        <Thread inbox={inbox} id={where.open} composer={composer} onBack={leave} facts={facts} onFacts={() => setFacts(!facts)} />
      </Safe>
      <Safe key={`facts ${where.open}`}>
        <Facts inbox={inbox} id={where.open} shown={facts} onClose={() => setFacts(false)} />
      </Safe>
    </>
  );
}

function SiteChoice({ inbox, site, onChoose }: { inbox: Inbox; site: string; onChoose: (site: string) => void }) {
  const sites = inbox.me?.sites ?? [];
  if (sites.length < 2) return null;
  return (
    <select class="ib-sites" aria-label={t('site')} value={site} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">{t('all_sites')}</option>
      {sites.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

function Online({ inbox }: { inbox: Inbox }) {
  if (inbox.line === 'signed_out') return <span class="ib-line">{t('line_out')}</span>;
  if (inbox.away) {
    return (
      <span class="ib-line">
        <span class="dot dot-amber" />
        {t('line_again')}
      </span>
    );
  }
  const names = [...new Set(inbox.online.map((person) => person.name))];
  return (
    <span class="ib-line" title={names.join(', ')}>
      <span class={inbox.line === 'live' ? 'dot dot-green' : 'dot'} />
      {inbox.line !== 'live' ? t('line_first') : names.length > 1 ? count('online_several', names.length) : t('online')}
    </span>
  );
}

function Mute() {
  const [off, setOff] = useState(muted);
  return (
    <button
      type="button"
      class="icon-btn"
      aria-pressed={off}
      aria-label={t('mute')}
      title={off ? t('sound_off') : t('sound_on')}
      onClick={() => {
        mute(!off);
        setOff(!off);
      }}
    >
      <Icon name={off ? 'bell-off' : 'bell'} />
    </button>
  );
}
