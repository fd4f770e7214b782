// The one renderer of a message's row, in the widget and in the console's inbox: fed JSON, plain
// DOM, text only ever text. Where who and when stand, and how it looks, is each style sheet's.
import { h } from './h';
import { linked } from './links';

interface Said {
  author: string;
  name?: string | null;
  at: number;
}

/** Of one author and within a minute of each other: they stand under one head. */
export const together = (a: Said | undefined, b: Said | undefined): boolean =>
  !!a && !!b && a.author == b.author && a.name == b.name && Math.abs(b.at - a.at) < 60_000;

/** The row's classes: `own` is who looks at it; `marks` are of the place among others. */
export const rowClass = (author: string, own: string, marks: Record<string, unknown>): string =>
  ['m', author == own ? 'me' : author == 'system' ? 'sys' : 'op', ...Object.keys(marks).filter((mark) => marks[mark])].join(' ');

/** Fills an element with a message: who, its files, the words, when. */
export const fillRow = (row: HTMLElement, text: string, files?: Node): { who: HTMLElement; meta: HTMLElement } => {
  const who = h('div', { class: 'who' });
  const meta = h('div', { class: 'meta' });
  row.replaceChildren(who);
  if (files) row.append(files);
  if (text || !files) row.append(h('div', { class: 'b', dir: 'auto' }, ...linked(text)));
  row.append(meta);
  return { who, meta };
};
