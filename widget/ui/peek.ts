import type { Texts } from '../i18n/en';
import { h, icon } from './h';

export interface Peek {
  el: HTMLElement;
  show(text: string, name?: string): void;
  /** Shows an invitation to chat; without one, takes it away again. */
  invite(words?: { text: string; name: string }): void;
  hide(): void;
}

/** A word beside the launcher: the site's greeting, an invitation, or what came while the panel
 * was closed. Pressing it opens the panel; it never takes the focus. */
export function makePeek(t: Texts, called: string, open: () => void, closed: () => void): Peek {
  const who = h('b');
  const said = h('span', { dir: 'auto' });
  const el = h(
    'div',
    { class: 'peek', role: 'status', hidden: true, dir: t.dir },
    h('button', { class: 'word', onclick: open }, who, said),
    h('button', { class: 'x', 'aria-label': t.dismiss, onclick: () => (hide(), closed()) }, icon('M18 6 6 18M6 6l12 12')),
  );
  const hide = () => (el.hidden = true);
  const show = (text: string, name = '', invites = false) => {
    el.hidden = false;
    el.classList.toggle('asks', invites);
    // Into a region that is there already, so that it is read out.
    who.textContent = name;
    said.textContent = text;
  };
  return {
    el,
    hide,
    show,
    invite(words) {
      if (words) show(words.text, words.name || called, true);
      else if (el.matches('.asks')) hide();
    },
  };
}
