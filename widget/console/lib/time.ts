import { lang, locale, t } from './texts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locale(), options)));
  return made;
}

/** "now", "4 min", "3 h", "2 d", then the date: short enough for a row. */
export function ago(at: number, now = Date.now()): string {
  const gone = Math.max(0, now - at);
  if (gone < MINUTE) return t('now');
  if (gone < HOUR) return t('minutes', { n: Math.floor(gone / MINUTE) });
  if (gone < DAY) return t('hours', { n: Math.floor(gone / HOUR) });
  if (gone < 7 * DAY) return t('days', { n: Math.floor(gone / DAY) });
  return date(at, now);
}

/** The same inside a sentence: "3 minutes ago". */
export function agoInWords(at: number, now = Date.now()): string {
  const gone = Math.max(0, now - at);
  if (gone > 30 * DAY) return date(at, now);
  const words = new Intl.RelativeTimeFormat(lang(), { numeric: 'auto' });
  const [unit, size] = gone < MINUTE ? (['second', gone + 1] as const) : gone < HOUR ? (['minute', MINUTE] as const) : gone < DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  return words.format(-Math.floor(gone / size), unit);
}

/** How long someone has waited, to the second while it is short. */
export function waited(since: number, now = Date.now()): string {
  const gone = Math.max(0, now - since);
  if (gone < MINUTE) return t('seconds', { n: Math.floor(gone / 1000) });
  if (gone < 10 * MINUTE) return `${Math.floor(gone / MINUTE)}:${String(Math.floor((gone % MINUTE) / 1000)).padStart(2, '0')}`;
  return ago(since, now);
}

/** English is read in all the world: its clock has 24 hours or 12 as the reader's browser says. */
const cycle = (): Pick<Intl.DateTimeFormatOptions, 'hourCycle'> => {
  if (lang() !== 'en') return {};
  const own = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hourCycle;
  return own ? { hourCycle: own } : {};
};
export const clock = (at: number): string => format('clock', { hour: 'numeric', minute: '2-digit', ...cycle() }).format(at);

export function date(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(sameYear ? 'day' : 'year', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

export const full = (at: number): string => format('full', { dateStyle: 'medium', timeStyle: 'short', ...cycle() }).format(at);

/** Calendar days apart, in the reader's zone. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

export function day(at: number, now = Date.now()): string {
  if (sameDay(at, now)) return t('today');
  if (sameDay(at, now - DAY)) return t('yesterday');
  return format('weekday', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}
