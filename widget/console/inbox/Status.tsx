import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import type { Inbox } from './state/inbox';
import { STATES, meaning, name } from './state/availability';
import type { Availability, Person } from './state/types';

const stateOf = (person: Person): Availability => person.state ?? 'online';
const dot = (state: Availability): string => (state === 'online' ? 'dot dot-green' : state === 'away' ? 'dot dot-amber' : 'dot');

/** What this person is for visitors, and a menu that changes it; or what has become of the line. */
export function Status({ inbox }: { inbox: Inbox }) {
  const [line, away, online, user] = usePick(inbox, () => [inbox.line, inbox.away, inbox.team.online, inbox.me?.user.id] as const);
  if (line === 'signed_out') return <span class="ib-line">{t('line_out')}</span>;
  if (away) {
    return (
      <span class="ib-line">
        <span class="dot dot-amber" />
        {t('line_again')}
      </span>
    );
  }
  const me = online.find((person) => person.user === user);
  if (!me) {
    return (
      <span class="ib-line">
        <span class="dot" />
        {t('line_first')}
      </span>
    );
  }
  return <Menu me={me} others={online.filter((person) => person !== me)} onChoose={(state) => inbox.choose(state)} />;
}

function Menu({ me, others, onChoose }: { me: Person; others: Person[]; onChoose: (state: Availability) => void }) {
  const [open, setOpen] = useState(false);
  const now = stateOf(me);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  // Before the next key: who types fast is not to miss the menu.
  useLayoutEffect(() => {
    if (open) root.current?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }, [open]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>('[role="menuitemradio"]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else {
      if (event.key === 'Tab') setOpen(false);
      return;
    }
    event.preventDefault();
  };
  const choose = (state: Availability): void => {
    onChoose(state);
    close();
  };

  return (
    <div class="ib-status" ref={root}>
      <button
        type="button"
        class="ib-line"
        ref={button}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t('state_of', { state: name(now) })}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <span class={dot(now)} />
        {name(now)}
        <Icon name="chevron-down" />
      </button>
      {open && (
        <div class="ib-menu">
          <div role="menu" aria-label={t('state_choose')} onKeyDown={onKey}>
            {STATES.map((state) => (
              <button key={state} type="button" role="menuitemradio" tabIndex={-1} aria-checked={state === now} onClick={() => choose(state)}>
                <span class={dot(state)} />
                <span>
                  {name(state)}
                  <small>{meaning(state)}</small>
                </span>
                {state === now && <Icon name="check" />}
              </button>
            ))}
          </div>
          <Colleagues people={others} />
        </div>
      )}
    </div>
  );
}

function Colleagues({ people }: { people: Person[] }) {
  if (!people.length) return null;
  return (
    <ul aria-label={t('colleagues')}>
      {people.map((person) => (
        <li key={person.user}>
          <span class={dot(stateOf(person))} />
          <span class="grow">{person.name}</span>
          <span class="muted">
            {name(stateOf(person))}
            {stateOf(person) !== 'offline' && ` · ${t('state_load', { open: person.open ?? 0, capacity: person.capacity ?? 0 })}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
