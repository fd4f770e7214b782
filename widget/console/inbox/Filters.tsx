import { number, t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Caps } from './Keys';
import { commands } from './state/commands';
import type { Desk } from './state/desk';
import { FILTER_NAMES, filterMenu, NARROW_NAMES, narrowName, selectedWords } from './state/menus';
import { FILTERS, NARROW } from './state/where';

/** The lists as chips with how many there are, and what they are narrowed to. */
export function Filters({ desk }: { desk: Desk }) {
  const { inbox } = desk;
  const [where, counts] = usePick(inbox, () => [desk.where, inbox.lists.counts, inbox.team.people, inbox.me] as const);
  const narrow = NARROW.filter((name) => where[name]);
  return (
    <div class="ib-filters">
      <div class="chips" role="group" aria-label={t('lists')}>
        {FILTERS.map((filter) => (
          <button key={filter} type="button" class="chip" aria-pressed={where.filter === filter} onClick={() => desk.go({ filter })}>
            {t(FILTER_NAMES[filter])}
            {counts[filter] ? <span class="count"> {number(counts[filter])}</span> : null}
          </button>
        ))}
      </div>
      {narrow.length > 0 && (
        <div class="chips ib-narrow" role="group" aria-label={t('filter')}>
          {narrow.map((name) => (
            <button key={name} type="button" class="chip" aria-pressed="true" aria-label={t('filter_off', { name: `${t(NARROW_NAMES[name])} ${narrowName(desk, name)}` })} onClick={() => desk.go({ [name]: '' })}>
              <span class="truncate">{narrowName(desk, name)}</span>
              <Icon name="x" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

export function FilterButton({ desk }: { desk: Desk }) {
  return (
    <button type="button" class="icon-btn" aria-haspopup="dialog" aria-label={t('filter')} title={t('filter')} onClick={(event) => desk.show(filterMenu(desk), event.currentTarget)}>
      <Icon name="filter" />
    </button>
  );
}

/** What can be done with all that are selected. */
export function Bulk({ desk }: { desk: Desk }) {
  const [selected] = usePick(desk.inbox, () => [desk.picked.length, desk.selected, desk.inbox.known.shown.version] as const);
  if (!selected) return null;
  const wanted = ['close', 'assign', 'snooze', 'tags', 'spam'];
  const all = commands(desk).filter((command) => wanted.includes(command.id));
  return (
    <div class="ib-bulk" role="toolbar" aria-label={selectedWords(selected)}>
      <span class="ib-bulk-count" role="status">
        {selectedWords(selected)}
      </span>
      {all.map((command) => (
        <button
          key={command.id}
          type="button"
          class="icon-btn"
          aria-label={command.text}
          title={command.text}
          aria-haspopup={command.menu ? 'dialog' : undefined}
          onClick={(event) => {
            if (command.menu) desk.show(command.menu, event.currentTarget);
            else {
              command.run?.();
              desk.unpick();
            }
          }}
        >
          <Icon name={command.icon} />
        </button>
      ))}
      <button type="button" class="icon-btn" aria-label={t('select_none')} title={t('select_none')} onClick={() => desk.unpick()}>
        <Icon name="x" />
      </button>
    </div>
  );
}

export function ListKeys() {
  return (
    <footer class="ib-keys keys" aria-hidden="true">
      <span>
        <Caps keys="j k" /> {t('key_move')}
      </span>
      <span>
        <Caps keys="mod+k" /> {t('key_palette')}
      </span>
      <span>
        <Caps keys="?" /> {t('key_help')}
      </span>
    </footer>
  );
}
