// Whether somebody sits in front of this tab: it is visible, and was touched not long ago. The
// server sends people who do nothing to their phones.

/** Somebody who has touched nothing for so long has gone for a coffee. */
const STILL = 3 * 60_000;
const LOOK = 15_000;
const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus'];

/** Calls back with the present state and with each change of it. */
export function watchAttention(changed: (there: boolean) => void): void {
  let touched = Date.now();
  let known: boolean | undefined;
  const look = (): void => {
    const there = !document.hidden && Date.now() - touched < STILL;
    if (there !== known) changed((known = there));
  };
  const touch = (): void => {
    touched = Date.now();
    if (!known) look();
  };
  for (const kind of TOUCHES) addEventListener(kind, touch, { passive: true });
  document.addEventListener('visibilitychange', () => (document.hidden ? look() : touch()));
  setInterval(look, LOOK);
  look();
}
