const today = (at: number, now: number) => new Date(at).toDateString() == new Date(now).toDateString();
const time = (at: number, lang: string) => new Date(at).toLocaleTimeString(lang, { timeStyle: 'short' });
const date = (at: number, lang: string, how: Intl.DateTimeFormatOptions) => new Date(at).toLocaleDateString(lang, how);

/** When a message was written: the time, with the date unless it is today. */
export const clock = (at: number, lang: string, now = Date.now()): string =>
  (today(at, now) ? '' : date(at, lang, { day: 'numeric', month: 'short' }) + ', ') + time(at, lang);

/** When somebody is back: "09:00", or "Mon 09:00" on another day. */
export const day = (at: number, lang: string, now = Date.now()): string =>
  (today(at, now) ? '' : date(at, lang, { weekday: 'short' }) + ' ') + time(at, lang);

/** "in 2 minutes" */
export const wait = (seconds: number, lang: string): string => {
  const minutes = Math.ceil(seconds / 60);
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'always' });
  return seconds < 90 ? words.format(Math.max(1, Math.ceil(seconds)), 'second') : words.format(minutes, 'minute');
};
