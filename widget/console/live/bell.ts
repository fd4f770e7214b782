// The sound, the title's number and the dot on the icon. Of all open tabs one rings.
import { number as numeral } from '../lib/texts';
import { choices } from './choices';
import { showNews, type News } from './notification';
import { canPlay, play } from './sounds';

const MUTED = 'leadbell.muted';
const RANG = 'leadbell.rang';
/** By then every tab has heard of it. */
const CLAIMED = 10_000;
/** So much later than the pages that count before they ring claims one that may play nothing. */
const UNREADY = 800;
/** When much comes at once the bell strikes no more often than this, in all tabs together. */
export const STRIKES = 1_500;

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage every tab rings: louder, not silent.
  }
}

export const muted = (): boolean => stored(MUTED) === '1';
export const mute = (on: boolean): void => store(MUTED, on ? '1' : '0');

/**
 * Whether this is the first tab to claim a name; for some time no other tab can. A lock is one for
 * all tabs at once; what a tab stores the others see a moment later.
 */
function claims(name: string, ms: number): Promise<boolean> {
  return new Promise((done) => {
    void navigator.locks.request(`leadbell.${name}`, { ifAvailable: true }, (lock) => {
      done(lock !== null);
      return lock && new Promise((free) => setTimeout(free, ms));
    });
  });
}

/** The same where the browser gives no locks: on a page that is not secure. */
function claimsWithout(id: string): boolean {
  if (stored(RANG) === id) return false;
  store(RANG, id);
  return true;
}

/**
 * The first tab that claims an id rings; a visible one claims earlier, one that may not play yet
 * later than all others. Where the tab that rings is hidden, the system shows the news as well.
 */
export async function ring(id: string, news?: News): Promise<boolean> {
  const wait = (document.hidden ? 60 + Math.random() * 120 : 0) + (canPlay() ? 0 : UNREADY);
  await new Promise((done) => setTimeout(done, wait));
  if (!(await (navigator.locks ? claims(id, CLAIMED) : claimsWithout(id)))) return false;
  if (news) void showNews(news);
  if (!muted() && (!navigator.locks || (await claims('strikes', STRIKES)))) play(choices().sound);
  return true;
}

const base = (): string => document.title.replace(/^\(\d+\+?\) /, '');

function icon(dot: boolean): string {
  const mark = dot ? '<circle cx="25" cy="7" r="7" fill="#fff"/><circle cx="25" cy="7" r="5.5" fill="#dc2626"/>' : '';
  const bell =
    '<rect width="32" height="32" rx="8" fill="#2563eb"/><g transform="translate(5.5 5.5) scale(.875)" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M10.268 21a2 2 0 0 0 3.464 0"/><path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/></g>';
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${bell}${mark}</svg>`)}`;
}

let shown: boolean | undefined;
/** Says in the tab and on the rail how many conversations wait to be read. */
export function badge(unread: number, more = false): void {
  const title = unread ? `(${unread}${more ? '+' : ''}) ${base()}` : base();
  if (document.title !== title) document.title = title;
  const count = document.querySelector<HTMLElement>('[data-count="inbox"]');
  if (count) {
    count.hidden = unread === 0;
    const number = count.querySelector('b');
    if (number) number.textContent = `${numeral(unread)}${more ? '+' : ''}`;
  }
  if (shown === unread > 0) return;
  shown = unread > 0;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = icon(shown);
}

/** One more new lead on the rail, until the leads are looked at. */
export function newLead(name: string): void {
  const count = document.querySelector<HTMLElement>('[data-count="leads"]');
  const number = count?.querySelector('b');
  if (!count || !number) return;
  number.textContent = String((Number(number.textContent) || 0) + 1);
  count.hidden = false;
  count.title = name;
}
