/** What of the page around it an offer or a form meets. */
import css from './offer.css';
import { h } from './h';
import { style } from './style';
import type { Ctx } from '../loader/types';

/** An element with a shadow root of its own, whose styles neither the page's nor the panel's meet. */
export function surface(ctx: Ctx, box: HTMLElement, kind = ''): HTMLElement {
  const { cfg } = ctx;
  const host: HTMLElement = h('leadbell-offer', { class: kind });
  const root = host.attachShadow({ mode: 'open' });
  const { offset, position } = cfg;
  style(root, `.o{--c:${cfg.ground};--i:${cfg.ink};--x:${offset.x}px;--y:${offset.y}px;--${position}:64px}${css}`);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => box.classList.toggle('dark', dark.matches);
  paint();
  dark.addEventListener('change', paint);
  root.append(box);
  // The page's shortcuts and focus traps have no business with what is typed here.
  for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'focusout', 'input', 'paste']) root.addEventListener(type, (e) => e.stopPropagation());
  return host;
}

/** Covers an element of the page: what it holds can be neither read at ease nor reached. Gives the way back: at first
 * what it holds, and once ours is gone, how it was. */
export function cover(target: HTMLElement, host: HTMLElement): () => void {
  const { style: is } = target;
  const { position } = is;
  const rest = ([...target.children] as HTMLElement[]).filter((el) => !el.inert);
  for (const el of rest) el.inert = true;
  if (getComputedStyle(target).position == 'static') is.setProperty('position', 'relative', 'important');
  target.append(host);
  return () => {
    for (const el of rest) el.inert = false;
    if (!host.isConnected) is.position = position;
  };
}
