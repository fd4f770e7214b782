/** A hint under an e-mail address that looks mistyped. */
import type { OfferTexts } from '../i18n/offer/en';
import { typo } from './form-rules';
import { button, fill, h } from './h';

/** Says whether a better way to write it has just been shown; each is shown once. */
export type Doubt = (better?: string) => boolean;

export function makeDoubt(t: OfferTexts, input: HTMLInputElement, changed: () => void): Doubt {
  const meant = h('span', { class: 'meant' });
  let timer: any;
  let doubted = '';
  input.after(meant);
  const doubt: Doubt = (better = typo(input.value.trim())) => {
    clearTimeout(timer);
    meant.replaceChildren();
    if (!better || doubted == (doubted = input.value)) return false;
    const take = () => {
      input.value = better;
      meant.replaceChildren();
      changed();
      input.focus();
    };
    meant.append(button('link', fill(t.meant, { email: better }), take));
    return true;
  };
  const look = () => {
    doubted = '';
    clearTimeout(timer);
    meant.replaceChildren();
    // Not when the field is left: what appears then would move the button away from under the finger.
    timer = setTimeout(doubt, 500);
  };
  input.addEventListener('input', look);
  look();
  return doubt;
}
