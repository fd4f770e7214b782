export interface View {
  opened(): void;
  closed(): void;
  /** A finger, not a mouse: a focused field would bring up the keyboard. */
  touch(): boolean;
}

/** How the panel stands on the page: keys stay inside, Escape closes, and on a
 * phone (upright or not) it fills what the keyboard leaves of the screen and holds
 * the focus. `hold` makes a change of the height keep what is read in sight. */
export function frame(root: ShadowRoot, box: HTMLElement, close: () => void, hold: (change: () => void) => void): View {
  const phone = matchMedia('(max-width: 479.9px), (max-height: 479.9px)');
  const screen = window.visualViewport;
  const fit = () =>
    hold(() => {
      box.style.setProperty('--high', `${screen!.height}px`);
      box.style.setProperty('--top', `${screen!.offsetTop}px`);
    });
  const modal = () => {
    if (phone.matches && !box.hidden) box.setAttribute('aria-modal', 'true');
    else box.removeAttribute('aria-modal');
  };
  phone.addEventListener('change', modal);
  if (screen) {
    screen.addEventListener('resize', fit);
    screen.addEventListener('scroll', fit);
  }
  root.addEventListener('keydown', (event) => {
    const e = event as KeyboardEvent;
    if (e.isComposing || box.hidden) return;
    if (e.key == 'Escape') {
      e.preventDefault();
      close();
    } else if (e.key == 'Tab' && phone.matches) {
      const all = [...box.querySelectorAll<HTMLElement>('button,a,input,textarea,[tabindex="0"]')].filter(
        (x) => x.tabIndex >= 0 && !(x as HTMLButtonElement).disabled && x.getClientRects().length,
      );
      const [to, from] = e.shiftKey ? [all[all.length - 1], all[0]] : [all[0], all[all.length - 1]];
      if (root.activeElement == from || !box.contains(root.activeElement)) {
        e.preventDefault();
        to?.focus();
      }
    }
  });
  // The host's shortcuts and focus traps have no business with what is typed here.
  for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'input', 'beforeinput', 'paste', 'copy', 'cut']) {
    root.addEventListener(type, (e) => e.stopPropagation());
  }
  const coarse = matchMedia('(pointer: coarse)');
  return {
    opened() {
      if (screen) fit();
      modal();
    },
    closed() {
      modal();
    },
    touch: () => coarse.matches,
  };
}
