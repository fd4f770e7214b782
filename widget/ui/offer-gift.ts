/** What a visitor gets: a code to copy, a link, or the word that it went by mail. */
import type { OfferTexts } from '../i18n/offer/en';
import { doc } from '../loader/env';
import { button, h } from './h';
import { safe } from './offer-open';
import type { After } from './offer-types';

export const gift = (t: OfferTexts, { code, link, mailed, dry }: After): HTMLElement | undefined => {
  const href = safe(link);
  const said = h('span', { role: 'status' });
  const value = h('code', { dir: 'ltr' }, code);
  const copy = button('ghost', t.copy, () => {
    const selection = (value.getRootNode() as any).getSelection?.() ?? getSelection();
    selection.selectAllChildren(value);
    const done = () => {
      copy.textContent = said.textContent = t.copied;
      setTimeout(() => ((copy.textContent = t.copy), (said.textContent = '')), 2_000);
    };
    // Without the right to the clipboard it is selected, to be copied by hand.
    Promise.resolve(navigator.clipboard ? navigator.clipboard.writeText(code!) : doc('execCommand')('copy') || Promise.reject()).then(done, () => {});
  });
  if (!code && !href && !mailed && !dry) return;
  said.className = 'say';
  return h(
    'div',
    { class: 'gift' },
    code && h('div', { class: 'code' }, value, copy, said),
    href && h('a', { class: 'main', href, target: '_blank', rel: 'noopener' }, t.get),
    (mailed || dry) && h('p', { role: 'status' }, mailed ? t.mailed : t.dry),
  );
};
