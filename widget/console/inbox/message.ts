// A message's row in the inbox: the widget's renderer, with who and when in one line above.
import { fillRow, rowClass } from '../../ui/message';
import { clock, full } from '../lib/time';
import { fileList } from './files';
import type { Author, Content } from './types';

export interface MessageRow {
  author: Author;
  name: string | null;
  text: string;
  content?: Content | null;
  at: number;
  /** The first of a group carries who and when. */
  first: boolean;
  state?: 'pending' | 'refused';
}

/** Fills an `li` with one message. */
export function fillMessage(row: HTMLElement, { author, name, text, content, at, first, state }: MessageRow): void {
  row.className = rowClass(author, 'operator', { first, bot: author === 'bot', wait: state === 'pending', refused: state === 'refused' });
  row.title = full(at);
  const { who, meta } = fillRow(row, text, fileList(content?.files));
  if (!first || author === 'system') return;
  const time = document.createElement('time');
  time.dateTime = new Date(at).toISOString();
  time.textContent = clock(at);
  who.textContent = name ?? '';
  meta.append(time);
}
