/** A small choice of emoji. They are letters of the reader's own fonts, and a screen reader knows
 * their names in the reader's language: nothing is loaded for them. */
import type { Texts } from '../i18n/en';
import { cardStyle } from './form-style';
import { h } from './h';

/** From one letter to another: faces, gestures, hands, hearts, animals, plants, food, the rest. */
const RANGES = '😀😷🙂🙄🙈🙌🙏🙏🤔🤗🤝🤟🤣🤤🤩🤯👆👐💓💜🐦🐼🌷🌻🍎🍕🎁🎂🎈🎉🚀🚀💡💡📞📞📧📧✅✅✨✨❗❗⭐⭐☕☕';

const COLUMNS = 8;

/** The picker; arrow keys walk in it, `pick` takes one. */
export function emoji(root: ShadowRoot, t: Texts, pick: (one: string) => void, close: () => void): HTMLElement {
  cardStyle(root);
  const ends = [...RANGES];
  const all: HTMLButtonElement[] = [];
  for (let i = 0; ends[i]; i += 2) {
    for (let code = ends[i]!.codePointAt(0)!; code <= ends[i + 1]!.codePointAt(0)!; code++) {
      const one = String.fromCodePoint(code);
      all.push(h('button', { tabindex: all.length ? -1 : 0, onclick: () => pick(one) }, one));
    }
  }
  const go = (e: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[e.key];
    if (e.key == 'Escape') close();
    else if (!step && e.key != 'Home' && e.key != 'End') return;
    else {
      const here = all.indexOf(e.target as HTMLButtonElement);
      const to = all[e.key == 'Home' ? 0 : e.key == 'End' ? all.length - 1 : here + step!];
      if (to) {
        all[here]!.tabIndex = -1;
        to.tabIndex = 0;
        to.focus();
      }
    }
    e.preventDefault();
    e.stopPropagation();
  };
  return h('div', { class: 'emoji', role: 'group', 'aria-label': t.emoji, onkeydown: go }, ...all);
}
