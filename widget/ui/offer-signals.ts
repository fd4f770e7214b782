/** What a visitor does on a page, as far as offers go by it. */
import { doc } from '../loader/env';

/** Nobody leaves a page before this time (ms). */
const ARMED = 3e3;
/** So long after a click on a link, or a form was sent, who goes does so because of it. */
const FOLLOWS = 5e3;
/** A touch screen has no pointer that leaves: two of the signs of it within this time. */
const SIGNS = 6e4;
/** Without a touch for so long is one of them. */
const STILL = 3e4;

export interface Signals {
  /** Seconds on the page, and without a movement, as far as it was visible; percent seen. */
  is(): { seconds: number; idle: number; scroll: number };
  /** Something is half filled in. */
  filling(): boolean;
  /** Now and then. */
  tick(): void;
  /** Another page has come. */
  anew(): void;
}

/** `fire` is told of `exit`, `back`, and of clicks with what they were on. */
export function watch(fire: (what: string, on?: EventTarget[]) => void): Signals {
  const listen = (name: string, then: (e: any) => void) => doc('addEventListener')(name, then, { capture: true, passive: true });
  const clock = () => performance.now();
  let last = clock();
  let spent = doc('hidden') ? 0 : last;
  let idle = 0;
  let deepest = 0;
  let linkAt = -FOLLOWS;
  let hiddenAt = 0;

  // ---- leaving
  const isArmed = () => spent > ARMED && clock() - linkAt > FOLLOWS;
  /** Their lists and proposals lie outside the page; what is in a frame is not told. */
  const takesPointer = (el: any) => el?.matches?.('select,option,input,textarea,iframe');
  listen('mouseout', (e) => {
    if (!e.relatedTarget && e.clientY < 9 && !e.buttons && isArmed() && !takesPointer(e.target) && !takesPointer(doc('activeElement'))) fire('exit');
  });

  // ---- the same on a touch screen
  let signs: number[] = [];
  let movedAt = -9e9;
  const sign = () => {
    const now = clock();
    if (!matchMedia('(hover:none)').matches || now - linkAt < FOLLOWS) return;
    signs = [...signs.filter((at) => now - at < SIGNS), now];
    if (signs[1] && isArmed()) {
      signs = [];
      fire('exit');
    }
  };
  let from = 0;
  let fromAt = 0;
  let lastY = 0;
  let scrolledAt = 0;
  listen('scroll', ({ target }) => {
    const now = clock();
    const { scrollTop: y, clientHeight, scrollHeight } = target == document ? doc('scrollingElement') || doc('documentElement') : target;
    // A list in the page is not the page.
    if (clientHeight < innerHeight / 2) return;
    idle = 0;
    deepest = Math.max(deepest, Math.ceil(((y + clientHeight) / scrollHeight) * 100));
    if (y > lastY || now - scrolledAt > 200) {
      from = Math.max(lastY, y);
      fromAt = now;
    }
    // By a finger, not by a button that leads to the top.
    if (from - y > innerHeight * 0.6 && now - movedAt < 1500) {
      if (from - y > (now - fromAt) * 1.2) sign();
      from = y;
      fromAt = now;
    }
    lastY = y;
    scrolledAt = now;
  });
  const moved = () => (idle = 0);
  for (const name of ['mousemove', 'keydown', 'touchstart', 'wheel']) listen(name, moved);
  listen('touchmove', () => (movedAt = clock()));
  addEventListener('popstate', sign);
  addEventListener('pageshow', (e) => e.persisted && sign());
  listen('visibilitychange', () => {
    tick();
    if (doc('hidden')) hiddenAt = last;
    else if (last - hiddenAt > 1e3) {
      idle = 0;
      fire('back');
      sign();
    }
  });

  // ---- links, and what is typed
  const typed = new Set<any>();
  listen('click', (e) => {
    const path = e.composedPath();
    if (path.some((el: any) => el.matches?.('a[href],area'))) linkAt = clock();
    fire('click', path);
  });
  listen('submit', ({ target }) => {
    linkAt = clock();
    for (const el of typed) if (el.form == target) typed.delete(el);
  });
  listen('input', (e) => {
    const [el] = e.composedPath();
    // What the browser fills in as the page loads was not typed; a list or a number may be a filter's.
    if ((/^[tepud]/.test(el.type) || el.isContentEditable) && (el.form ?? el).contains(el.getRootNode().activeElement)) typed.add(el);
  });

  function tick(): void {
    const now = clock();
    if (!doc('hidden')) {
      // More than that it slept.
      const more = Math.min(now - last, 2e3);
      spent += more;
      if (idle < STILL && idle + more >= STILL) sign();
      idle += more;
    }
    last = now;
  }
  return {
    tick,
    is: () => ({ seconds: spent / 1e3, idle: idle / 1e3, scroll: deepest }),
    filling() {
      for (const el of typed) if (!el.getClientRects()[0] || !(el.value ?? el.textContent)) typed.delete(el);
      return !!typed.size;
    },
    anew: () => (spent = idle = deepest = 0),
  };
}
