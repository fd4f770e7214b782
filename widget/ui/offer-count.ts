/** A countdown to a moment of the server's: never to one of its own, so that nothing starts it again. */
import type { OfferTexts } from '../i18n/offer/en';
import { doc } from '../loader/env';
import { fill, h } from './h';

const UNITS: [string, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** How much is left: days, hours, minutes, seconds; nothing below zero. */
export const parts = (left: number): number[] => {
  let rest = Math.max(0, Math.ceil(left / 1e3));
  return UNITS.map(([, size]) => {
    const n = Math.floor(rest / size);
    rest -= n * size;
    return n;
  });
};

/** `skew`: how far the server's clock is ahead of the visitor's. */
export function countdown(t: OfferTexts, lang: string, until: number, skew: number): HTMLElement {
  const tiles = UNITS.map(() => [h('b'), h('small')]);
  const ends = h('span', { class: 'say' });
  const clock = h('div', { class: 'tiles', 'aria-hidden': 'true' }, ...tiles.map((tile) => h('span', null, ...tile)));
  const el = h('div', { class: 'count', role: 'timer' }, clock, ends);
  const words: Intl.NumberFormat[] = [];
  let timer: unknown;
  let begun = false;
  const tick = () => {
    clearTimeout(timer as number);
    // Off the page it is over; before it comes there is nothing to count for.
    if (begun && !el.isConnected) return stop();
    begun ||= el.isConnected;
    const left = until - skew - Date.now();
    if (left <= 0) {
      stop();
      return el.replaceChildren(h('p', { role: 'status' }, t.ended));
    }
    parts(left).forEach((n, i) => {
      const [number, word] = tiles[i]!;
      number.textContent = String(n).padStart(2, '0');
      word.textContent = words[i]?.formatToParts(n).filter(({ type }) => type == 'unit')[0]?.value ?? '\xa0';
      // No day left: three tiles.
      number.parentNode.hidden = !i && left < 864e5;
    });
    timer = setTimeout(tick, left % 1e3 || 1e3);
  };
  const listen = doc('addEventListener');
  const stop = () => {
    doc('removeEventListener')('visibilitychange', tick);
    removeEventListener('pageshow', tick);
  };
  // A hidden tab's timers sleep, and a page that comes back has slept with them.
  listen('visibilitychange', tick);
  addEventListener('pageshow', tick);
  tick();
  // Tasks of their own: the first of each takes its time.
  UNITS.forEach(([unit], i) =>
    setTimeout(() => {
      words[i] = new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' });
      tick();
    }),
  );
  setTimeout(() => (ends.textContent = fill(t.ends, { when: new Date(until - skew).toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'short' }) })));
  return el;
}
