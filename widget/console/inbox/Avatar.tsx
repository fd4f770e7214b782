import { Icon } from './icons';

/** Initials on a colour of its own; a dot says whether a person is here. */
export function Avatar({ name, seed, state, small }: { name: string | null; seed: string; state?: string | undefined; small?: boolean }) {
  const hue = parseInt(seed.slice(-2), 16) % 6 || 0;
  const letters = name
    ?.split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('');
  return (
    <span class={`avatar hue-${hue}${small ? ' is-small' : ''}`} aria-hidden="true">
      {letters ? letters.toUpperCase() : <Icon name="user" />}
      {state && <span class={`avatar-state is-${state}`} />}
    </span>
  );
}
