// Keys as commands name them: `e`, `?`, `Shift+Enter`, `mod+k`, `alt+n`, `g i`.
import { t } from '../../lib/texts';

/** How long the second key of two may take. */
const PAUSE = 1_200;

/** The key of an event. Letters count by their place where the keyboard writes another script. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  let { key } = event;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const foreign = key.length === 1 && !/^[ -~]$/.test(key);
  if (letter && (foreign || event.altKey || event.ctrlKey || event.metaKey)) key = event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey ? letter : letter.toLowerCase();
  const before = [event.ctrlKey || event.metaKey ? 'mod' : '', event.altKey ? 'alt' : '', event.shiftKey && key.length > 1 ? 'Shift' : ''];
  return [...before.filter(Boolean), key].join('+');
}

/** Joins keys that come one after the other. */
export class Sequence {
  private first = '';
  private at = 0;

  constructor(private readonly firsts: ReadonlySet<string>) {}

  /** The command's keys, or nothing while the second is to come. */
  press(key: string, now: number): string {
    const whole = this.first && now - this.at < PAUSE ? `${this.first} ${key}` : key;
    const begins = !whole.includes(' ') && this.firsts.has(key);
    this.first = begins ? key : '';
    this.at = now;
    return begins ? '' : whole;
  }
}

const mac = (): boolean => typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys as they stand on the keyboard, each for itself. */
export function keyCaps(keys: string): string[] {
  const names: Record<string, string> = {
    mod: mac() ? '⌘' : t('key_ctrl'),
    alt: mac() ? '⌥' : 'Alt',
    Shift: '⇧',
    Enter: t('key_enter'),
    Escape: 'Esc',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  return keys.split(' ').flatMap((step) => {
    const parts = step.length > 1 ? step.split('+') : [step];
    return parts.map((part) => names[part] ?? (part.length > 1 || step.includes('+') ? part.toUpperCase() : part));
  });
}
