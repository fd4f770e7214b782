const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const lang = (): string => (typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en');
const formats = new Map<string, Intl.DateTimeFormat>();
function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(lang(), options)));
  return made;
}

/** "now", "4 min", "3 h", "2 d", then the date: short enough for a row. */
export function ago(at: number, now = Date.now()): string {
  const gone = Math.max(0, now - at);
  if (gone < MINUTE) return 'now';
  if (gone < HOUR) return `${Math.floor(gone / MINUTE)} min`;
  if (gone < DAY) return `${Math.floor(gone / HOUR)} h`;
  if (gone < 7 * DAY) return `${Math.floor(gone / DAY)} d`;
  return date(at, now);
}

/** How long someone has waited, to the second while it is short. */
export function waited(since: number, now = Date.now()): string {
  const gone = Math.max(0, now - since);
  if (gone < MINUTE) return `${Math.floor(gone / 1000)} s`;
  if (gone < 10 * MINUTE) return `${Math.floor(gone / MINUTE)}:${String(Math.floor((gone % MINUTE) / 1000)).padStart(2, '0')}`;
  return ago(since, now);
}

/** In the reader's own clock, 24 hours or 12. */
const clocks = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
export const clock = (at: number): string => clocks.format(at);

export function date(at: number, now = Date.now()): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(sameYear ? 'day' : 'year', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

export const full = (at: number): string => format('full', { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** Calendar days apart, in the reader's zone. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

export function day(at: number, now = Date.now()): string {
  if (sameDay(at, now)) return 'Today';
  if (sameDay(at, now - DAY)) return 'Yesterday';
  return format('weekday', { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
}
