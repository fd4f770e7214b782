import type { Texts } from '../i18n/en';
import type { Config } from '../loader/types';
import { h } from './h';

/** Asks once, in the panel, before anything is stored or sent. */
export const consentCard = (cfg: Config, t: Texts, answer: (yes: boolean) => void): HTMLElement =>
  h(
    'div',
    { class: 'card' },
    h('h2', null, t.consent_title),
    h('p', null, t.consent_text, ' ', cfg.privacy_url && h('a', { href: cfg.privacy_url, target: '_blank', rel: 'noopener' }, t.privacy)),
    h('button', { class: 'main', onclick: () => answer(true) }, t.yes),
    h('button', { class: 'link', onclick: () => answer(false) }, t.no),
  );
