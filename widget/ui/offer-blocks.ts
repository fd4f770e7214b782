/** The blocks of an offer, from its first to its last. */
import type { OfferTexts } from '../i18n/offer/en';
import type { Ctx } from '../loader/types';
import { button, h } from './h';
import { makePart, type More, type Need } from './offer-fields';
import type { FormDrawn } from './offer-form';
import { safe } from './offer-open';
import type { Block, Look } from './offer-types';
import { fetched } from './paint';

export interface Drawn {
  els: HTMLElement[];
  forms: FormDrawn[];
}

export interface Way {
  act(what: string, more?: object): Promise<any>;
  skew: number;
  /** Takes the offer away; `dismiss`: because the visitor wants so. */
  close(): void;
  dismiss(): void;
  form(id: string, accepted: () => boolean | undefined): FormDrawn;
}

/** Pixels of a picture's longer side. */
const SIDE = 720;

export function drawBlocks(ctx: Ctx, t: OfferTexts, { blocks, segments, shape }: Look, way: Way, need: Need, more: More): Drawn {
  const forms: FormDrawn[] = [];
  const body = h('div', { class: 'body' });
  const wheel = shape == 'wheel' && segments && more.wheel(t, segments, way, body);
  let actions = 0;
  const draw = ({ is, text = '', src, alt = '', width, height, form, label = '', does, url, script, give, until }: Block, block: number): HTMLElement | undefined => {
    const kind = () => (actions++ ? 'ghost' : 'main');
    const clicked = () => void way.act('clicked', { block }).catch(() => {});
    switch (is) {
      case 'title':
        return h('h2', null, text);
      case 'text':
        return h('p', null, text);
      case 'countdown':
        return until ? more.countdown(t, ctx.lang, until, way.skew) : undefined;
      case 'coupon':
        return more.coupon(t, kind(), way, block, give == 'mail' ? makePart(ctx, t, { key: '', kind: 'email', required: true }, ctx.get().told?.email, () => {}, {}, need) : undefined);
      case 'form': {
        const drawn = way.form(form || 'contact', () => wheel && wheel.spin(true));
        forms.push(drawn);
        return drawn.el;
      }
      case 'picture': {
        const el = h('div', { class: block || wheel ? 'pic' : 'pic lead' });
        const at = safe(src && new URL(src, ctx.base).href);
        if (width && height) el.style.aspectRatio = width / height;
        if (at) fetched(at, SIDE, alt).then((drawn) => el.replaceChildren(drawn), () => (el.textContent = alt));
        return el;
      }
    }
    if (does == 'magnet') return more.magnet(t, kind(), label, way, block);
    const href = does == 'url' && safe(url);
    if (href) return h('a', { class: kind(), href, onclick: clicked }, label);
    return button(does == 'close' ? 'link' : kind(), label, () => {
      clicked();
      if (does == 'close') return way.dismiss();
      way.close();
      // Who wants to be called leaves a number in the chat's form.
      if (script) ctx.command('script', script);
      else ctx.command('open', does == 'callback' ? 'form' : undefined);
    });
  };
  const els = blocks.map(draw).filter((el) => el) as HTMLElement[];
  // A picture that comes first stands beside the rest where there is room.
  const first = wheel ? wheel.el : els[0]?.matches('.lead') && els.shift();
  body.append(...els);
  if (wheel && !forms[0]) wheel.spin();
  return { els: first ? [first, body] : [body], forms };
}
