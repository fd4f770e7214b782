import { useEffect, useState } from 'preact/hooks';
import { typing } from '../lib/keys';
import { t } from '../lib/texts';
import { mute, muted } from '../live/bell';
import { Choose } from './Choose';
import { Facts } from './Facts';
import { FilterButton } from './Filters';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Help } from './Keys';
import { List } from './List';
import { Safe } from './Safe';
import { Results, SearchField } from './Search';
import { Status } from './Status';
import { commands, palette } from './state/commands';
import type { Desk } from './state/desk';
import { keyOf, Sequence } from './state/keys';
import { learnPages } from './state/pages';
import { FILTERS, readWhere } from './state/where';
import { Threads } from './Thread';

export function App({ desk }: { desk: Desk }) {
  const [open] = usePick(desk.inbox, () => [desk.where.open, desk.search !== '', desk.help, desk.menu] as const);
  useKeys(desk);
  useEffect(() => {
    const back = (): void => desk.arrive(readWhere(location.search));
    // Beside each other or one at a time: what is loaded follows the window.
    const columns = matchMedia('(min-width: 1600px)');
    const turned = (): void => desk.arrive(desk.where);
    addEventListener('popstate', back);
    columns.addEventListener('change', turned);
    void learnPages();
    return () => {
      removeEventListener('popstate', back);
      columns.removeEventListener('change', turned);
    };
  }, [desk]);
  return (
    <>
      <h1 class="sr-only">{t('inbox')}</h1>
      <section class="ib-list" aria-label={t('conversations')}>
        <header class="ib-head">
          <h2>{t('inbox')}</h2>
          <Status inbox={desk.inbox} />
          <Mute />
          <button type="button" class="icon-btn" aria-haspopup="dialog" aria-label={t('palette')} title={t('palette')} onClick={() => palette(desk)}>
            <Icon name="keyboard" />
          </button>
        </header>
        <div class="ib-find">
          <SearchField desk={desk} />
          <FilterButton desk={desk} />
        </div>
        {desk.search ? <Results desk={desk} /> : <List desk={desk} />}
      </section>
      <Threads desk={desk} />
      <Safe key={`facts ${open}`}>
        <Facts desk={desk} />
      </Safe>
      <Choose desk={desk} />
      <Help desk={desk} />
    </>
  );
}

/** A menu or the help is open: the keys are theirs. */
const modal = (): boolean => document.querySelector('dialog[open]') !== null;

/** The keys of the inbox: they are the commands' own. */
function useKeys(desk: Desk): void {
  useEffect(() => {
    const sequence = new Sequence(new Set(['g']));
    const pressed = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return;
      const key = keyOf(event);
      if (key === 'mod+k') {
        event.preventDefault();
        if (!modal()) palette(desk);
        else if (desk.menu) desk.hide();
        return;
      }
      if (modal() || (event.target as HTMLElement).closest?.('.ib-status')) return; // they have keys of their own
      if (key === 'alt+n' && desk.current() && desk.columns.length) {
        event.preventDefault();
        const id = desk.current() as string;
        desk.write(id, !desk.noting.has(id));
        return;
      }
      if (key === 'alt+p') {
        event.preventDefault();
        document.querySelector<HTMLElement>(`[data-column="${CSS.escape(desk.current() ?? '')}"] [data-insert]`)?.click();
        return;
      }
      if (key === 'Escape') return escape(desk, event);
      if (typing(event.target) || (key === 'mod+a' && !desk.list?.contains(event.target as Node))) return;
      if (run(desk, sequence.press(key, Date.now()), event.target)) event.preventDefault();
    };
    addEventListener('keydown', pressed, true);
    return () => removeEventListener('keydown', pressed, true);
  }, [desk]);
}

/** From inside out: the field, the panel, the selection, the conversation. */
function escape(desk: Desk, event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (target.closest?.('.ib-search, .ib-composer:has(.ib-picker)')) return; // theirs
  event.preventDefault();
  if (desk.facts) desk.set('facts', false);
  else if (typing(target)) {
    target.blur();
    const column = target.closest<HTMLElement>('[data-column]');
    if (column && desk.columns.length > 1) column.querySelector<HTMLElement>('.ib-scroll')?.focus();
    else desk.focusCursor();
  } else if (desk.selected.size) desk.unpick();
  else if (desk.search) desk.set('search', '');
  else if (desk.where.open) desk.leave();
}

function run(desk: Desk, keys: string, target: EventTarget | null): boolean {
  if ((target as HTMLElement).closest?.('.ib-found') && ['j', 'k', 'Enter'].includes(keys)) return false; // the search walks what it found
  switch (keys) {
    case '':
      return false;
    case 'j':
    case 'k':
      desk.move(keys === 'j' ? 1 : -1);
      return true;
    case 'J':
    case 'K':
      desk.move(keys === 'J' ? 1 : -1, true);
      return true;
    case 'ArrowLeft':
    case 'ArrowRight':
      if (desk.columns.length < 2) return false;
      desk.side(keys === 'ArrowLeft' ? -1 : 1);
      return true;
    case 'Enter': {
      const column = (target as HTMLElement).closest?.('[data-column]');
      if (column && (target as HTMLElement).matches('.ib-scroll')) {
        desk.write(column.getAttribute('data-column') as string);
        return true;
      }
      if (!desk.cursor || !(target === document.body || desk.list?.contains(target as Node))) return false;
      desk.open(desk.cursor);
      desk.write(desk.cursor);
      return true;
    }
  }
  const filter = /^[1-8]$/.test(keys) ? FILTERS[Number(keys) - 1] : undefined;
  if (filter) {
    desk.go({ filter });
    return true;
  }
  const command = commands(desk).find((one) => one.keys === keys);
  if (!command) return false;
  if (command.menu) desk.show(command.menu);
  else command.run?.();
  return true;
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
