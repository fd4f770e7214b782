// The one renderer of a message's row: plain DOM, fed JSON, no framework.
// Text is only ever text; addresses of the web in it become links.
import { clock, full } from '../lib/time';
import { webUrl } from './rows';
import type { Author } from './types';

export interface MessageRow {
  author: Author;
  name: string | null;
  text: string;
  at: number;
  /** The first of a group carries who and when. */
  first: boolean;
  state?: 'pending' | 'refused';
}

const URLS = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

/** Cuts a text into text nodes and links. */
export function linked(text: string): (string | HTMLAnchorElement)[] {
  const parts: (string | HTMLAnchorElement)[] = [];
  let from = 0;
  for (const found of text.matchAll(URLS)) {
    const url = webUrl(found[0]);
    if (!url) continue;
    const link = document.createElement('a');
    link.href = url.href;
    link.textContent = found[0];
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    parts.push(text.slice(from, found.index), link);
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

function element(tag: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

/** Fills an `li` with one message. */
export function fillMessage(row: HTMLElement, { author, name, text, at, first, state }: MessageRow): void {
  row.className = `msg msg-${author}${first ? ' first' : ''}${state ? ` ${state}` : ''}`;
  row.replaceChildren();
  if (first && author !== 'system') {
    const time = element('time', '', clock(at)) as HTMLTimeElement;
    time.dateTime = new Date(at).toISOString();
    time.title = full(at);
    row.append(element('p', 'msg-head', element('span', 'msg-name', name ?? ''), ' ', time));
  }
  const bubble = element('p', 'msg-text', ...linked(text));
  bubble.title = full(at);
  bubble.dir = 'auto';
  row.append(bubble);
}
