// Times until which a conversation is put away, in the reader's own day.

export interface Nap {
  id: 'hour' | 'evening' | 'tomorrow' | 'monday';
  at: number;
}

function onDay(now: number, days: number, hour: number): number {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  day.setHours(hour, 0, 0, 0);
  return day.getTime();
}

/** In an hour; this evening while it is far; tomorrow at nine; next Monday at nine where that is not tomorrow. */
export function naps(now: number): Nap[] {
  const today = new Date(now);
  const toMonday = (8 - today.getDay()) % 7 || 7;
  const evening = onDay(now, 0, 18);
  const all: Nap[] = [{ id: 'hour', at: now + 3_600_000 }];
  if (evening - now > 2 * 3_600_000) all.push({ id: 'evening', at: evening });
  all.push({ id: 'tomorrow', at: onDay(now, 1, 9) });
  if (toMonday > 1) all.push({ id: 'monday', at: onDay(now, toMonday, 9) });
  return all;
}

/** For a field of a day and a time, in the reader's zone. */
export function toField(at: number): string {
  const zone = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zone).toISOString().slice(0, 16);
}
