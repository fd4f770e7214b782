// The console's renderer of a message's row: plain DOM, fed JSON, no framework.
// The text itself is rendered by the widget's code, so that it is as inert here.
import { linked } from '../../ui/links';
import { clock, full } from '../lib/time';
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
