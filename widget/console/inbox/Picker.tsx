// The list that a sign in the composer opens: canned replies after `/`, people after `@`.
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../lib/texts';
import { Avatar } from './Avatar';
import { Icon } from './icons';

export interface Pick {
  id: string;
  name: string;
  detail: string;
  /** From what the bot knows. */
  known?: boolean;
  person?: { name: string; seed: string; state: string };
}

interface Props {
  id: string;
  title: string;
  picks: Pick[];
  active: number;
  empty: string;
  onPick: (pick: Pick) => void;
}

export function Picker({ id, title, picks, active, empty, onPick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, picks]);
  if (!picks.length) {
    return (
      <p class="ib-picker ib-choose-empty muted" role="status">
        {empty}
      </p>
    );
  }
  return (
    <div class="ib-picker" id={id} role="listbox" aria-label={title} ref={box}>
      {picks.map((pick, i) => (
        <div
          key={pick.id}
          id={`${id}-${i}`}
          class="ib-option"
          role="option"
          aria-selected={i === active}
          data-active={i === active || undefined}
          onPointerDown={(event) => {
            event.preventDefault(); // the field keeps the focus
            onPick(pick);
          }}
        >
          {pick.person && <Avatar {...pick.person} small />}
          {pick.known && <Icon name="bot" />}
          <strong class="ib-pick-name">
            {pick.known && <span class="sr-only">{t('known_answer')} </span>}
            {pick.name}
          </strong>
          <span class="ib-option-detail truncate">{pick.detail}</span>
        </div>
      ))}
    </div>
  );
}

/** What a key does while the list is open. */
export function pickKey(key: string, active: number, length: number): { active: number } | 'choose' | 'leave' | null {
  if (key === 'Escape') return 'leave';
  if (!length) return null;
  if (key === 'ArrowDown') return { active: (active + 1) % length };
  if (key === 'ArrowUp') return { active: (active - 1 + length) % length };
  return key === 'Enter' || key === 'Tab' ? 'choose' : null;
}
