/** The wheel: the server draws, the wheel turns to what came back. */
import type { OfferTexts } from '../i18n/offer/en';
import { fill, h, svg } from './h';
import type { Segment } from './offer-types';

export interface Wheel {
  el: HTMLElement;
  /** Turns until a segment is under the pointer. */
  turn(segment: number): Promise<void>;
}

/** Degrees that bring the middle of a segment under the pointer at the top, after some whole turns. */
export const degrees = (segment: number, of: number, turns = 6): number => 360 * turns - ((segment + 0.5) * 360) / of;

export function makeWheel(t: OfferTexts, segments: Segment[]): Wheel {
  const of = segments.length;
  const step = (2 * Math.PI) / of;
  const at = (angle: number) => `${(100 * Math.sin(angle)).toFixed(2)} ${(-100 * Math.cos(angle)).toFixed(2)}`;
  const slices = segments.map(({ label }, i) => {
    const d = of > 1 ? `M0 0L${at(i * step)}A100 100 0 ${of > 2 ? 0 : 1} 1 ${at((i + 1) * step)}z` : 'M0-100A100 100 0 1 1-1-100z';
    const short = label.length > 17 ? label.slice(0, 16) + '…' : label;
    const size = Math.min(11, 118 / short.length, 360 / of / 1.6);
    const turn = (degrees(i, of, 0) * -1 + 270) % 360;
    // Three tones, so that the last never meets its like.
    const tone = i == of - 1 && of % 2 && of > 1 ? 2 : i % 2;
    return svg('g', { class: 's' + tone }, svg('path', { d }), svg('text', { transform: `rotate(${turn}) translate(91)`, 'font-size': size.toFixed(1) }, short));
  });
  const disc: SVGElement = svg('svg', { viewBox: '-104 -104 208 208', class: 'disc' }, ...slices, svg('circle', { r: 101, class: 'rim' }), svg('circle', { r: 15, class: 'hub' }));
  const all = segments.map(({ label }) => label).join(', ');
  const el = h('div', { class: 'spinner', role: 'img', 'aria-label': fill(t.wheel, { all }) }, disc, h('i'));
  return {
    el,
    turn(segment) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      disc.style.transition = still ? '' : 'transform 4s cubic-bezier(.12,.7,.1,1)';
      disc.style.transform = `rotate(${degrees(segment, of)}deg)`;
      return new Promise((done) => setTimeout(done, still ? 0 : 4_150));
    },
  };
}
