/** A button whose answer is awaited, and what comes in its place; and what is asked along with it. */
import type { OfferTexts } from '../i18n/offer/en';
import { EMAIL } from './form-rules';
import { button, fill, h } from './h';
import type { Part } from './offer-fields';
import { gift } from './offer-gift';
import type { Way } from './offer-blocks';
import type { Segment } from './offer-types';
import { makeWheel } from './offer-wheel';

const asks = (t: OfferTexts, kind: string, label: string, way: Way, what: string, told: () => object | undefined, got: (answer: any) => Node | undefined, waits = ''): any => {
  const status = h('p', { role: 'status' });
  const press: HTMLButtonElement = button(kind, label, async () => {
    const body = told();
    if (!body || press.disabled) return;
    press.disabled = true;
    status.textContent = waits;
    try {
      const result = got(await way.act(what, body));
      if (result) el.replaceChildren(result);
    } catch {
      status.textContent = t.failed;
    }
    press.disabled = false;
  });
  const el = h('div', { class: 'ask' }, press, status);
  return Object.assign(el, { press });
};

/** A button that gives a magnet. */
export const magnet = (t: OfferTexts, kind: string, label: string, way: Way, block: number): HTMLElement =>
  asks(t, kind, label, way, 'magnet', () => ({ block }), (answer) => gift(t, answer));

/** A coupon: shown, or sent to an address. */
export function coupon(t: OfferTexts, kind: string, way: Way, block: number, part?: Part): HTMLElement {
  if (!part) return asks(t, kind, t.code, way, 'coupon', () => ({ block }), (answer) => gift(t, answer));
  const told = () => {
    const email = String(part.get() ?? '');
    const isGood = EMAIL.test(email);
    part.say(isGood ? '' : t.invalid_email);
    if (isGood) return { block, email };
    part.focus();
    return;
  };
  const el = asks(t, kind, t.submit, way, 'coupon', told, (answer) => gift(t, answer));
  el.prepend(part.el);
  part.el.addEventListener('keydown', (e: KeyboardEvent) => e.key == 'Enter' && !e.isComposing && el.press.click());
  return el;
}

/** The wheel, and what is beside it; `spin` puts the button there, or presses it. */
export function wheel(t: OfferTexts, segments: Segment[], way: Way, body: HTMLElement) {
  const { el, turn } = makeWheel(t, segments);
  const spin = (): any =>
    asks(
      t,
      'main',
      t.spin,
      way,
      'spin',
      () => ({}),
      (answer) => {
        const what = segments[answer.segment]?.label ?? '';
        const got = gift(t, answer);
        void turn(answer.segment).then(() => {
          const head = h('h2', { tabindex: -1, role: 'status' }, got ? fill(t.won, { what }) : what);
          body.replaceChildren(head, got ?? '');
          head.focus();
        });
        return h('p', { role: 'status' }, t.spins);
      },
      t.spins,
    );
  return {
    el,
    spin(now?: boolean) {
      const it = spin();
      if (now) body.replaceChildren(it);
      else body.append(it);
      if (now) it.press.click();
      return true;
    },
  };
}
