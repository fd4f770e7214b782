import type { Texts } from '../i18n/en';
import { h, icon } from './h';

export interface Peek {
  el: HTMLElement;
  show(text: string, name?: string): void;
  hide(): void;
}

/** A word beside the launcher: the site's greeting, or what came while the panel
 * was closed. Pressing it opens the panel; it never takes the focus. */
export function makePeek(t: Texts, open: () => void, closed: () => void): Peek {
  const who = h('b');
  const said = h('span', { dir: 'auto' });
  const el = h(
    'div',
    { class: 'peek', hidden: true, dir: t.dir },
    h('button', { class: 'word', type: 'button', onclick: open }, who, said),
    h('button', { class: 'x', type: 'button', 'aria-label': t.dismiss, onclick: () => (hide(), closed()) }, icon('M18 6 6 18M6 6l12 12')),
  );
  const hide = () => (el.hidden = true);
  return {
    el,
    hide,
    show(text, name = '') {
      who.textContent = name;
      said.textContent = text;
      el.hidden = false;
    },
  };
}
