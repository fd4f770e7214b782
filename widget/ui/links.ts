import { h } from './h';

/** A text with its web addresses as links; `javascript:` and the like stay text. */
export const linked = (text: string): (Node | string)[] => {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,:;!?)\]]/gi)) {
    parts.push(text.slice(from, match.index));
    parts.push(h('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, match[0]));
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
};
