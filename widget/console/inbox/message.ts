// A message's row in the inbox: the widget's renderer, with who and when in one line above.
import { fillRow, rowClass } from '../../ui/message';
import { clock, full } from '../lib/time';
import { t } from '../lib/texts';
import { fileList } from './files';
import type { Author, Content } from './state/types';

export interface MessageRow {
  author: Author;
  name: string | null;
  text: string;
  content?: Content | null;
  at: number;
  /** The first of a group carries who and when. */
  first: boolean;
  state?: 'pending' | 'refused';
  /** A search has led here. */
  hit?: boolean;
}

/** What a system message says: its text is a code. One that is not known here is shown as it is. */
export function systemWords(code: string, name: string | null): string {
  if (code === 'transferred') return t('sys_transferred', { name: name ?? '' });
  if (code === 'ended') return name ? t('sys_ended', { name }) : t('sys_ended_itself');
  if (code === 'ended_by_visitor') return t('sys_ended_by_visitor');
  if (code === 'rated') return t('sys_rated');
  return name ? `${code}: ${name}` : code;
}

/** Fills an `li` with one message. */
export function fillMessage(row: HTMLElement, { author, name, text, content, at, first, state, hit }: MessageRow): void {
  row.className = rowClass(author, 'operator', { first, bot: author === 'bot', wait: state === 'pending', refused: state === 'refused', hit });
  row.title = full(at);
  const { who, meta } = fillRow(row, author === 'system' ? systemWords(text, name) : text, fileList(content?.files));
  if (!first || author === 'system') return;
  const time = document.createElement('time');
  time.dateTime = new Date(at).toISOString();
  time.textContent = clock(at);
  who.textContent = name ?? '';
  meta.append(time);
}
