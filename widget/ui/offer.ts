/** What draws offers and built forms.
 *
 * WHO LOADS IT. Not part of `modules` of every site: the manifest has it under `show`, as
 * `{"offer": "offer-HASH.js", "offer_more": "offer_more-HASH.js", "offer_lang": {"de": "offer-de-HASH.js", …}}`, which the server merges
 * into `modules` of a site's settings where the site has offers or forms (so the settings of others
 * do not grow). Module and language at once, when the first offer is about to show:
 *
 *     const { modules } = ctx.cfg;
 *     const [m, l] = await Promise.all([ctx.load(modules.offer), ctx.load(modules.offer_lang[ctx.lang])]);
 *     const show: Show = m.default(ctx, l.default);          // once a page
 *
 * Also right after the page has loaded if `ctx.get().posts` has any key: a form that was sent and not
 * accepted waits there, and goes out as soon as the module runs.
 *
 * WHAT IT DOES (types and details in offer-types.ts)
 *
 *     show.offer(answer of POST /v1/offer, { act, gone }) -> { close() }
 *         `act(what, more)` posts to /v1/offer/act and resolves with the answer's JSON.
 *         It asks for the form itself (POST /v1/form) unless the answer has it, and is up a frame later.
 *         A block `form` without an id is the site's contact form, `contact`.
 *         Several may be up at once (inline ones); not to show two on top is the caller's care.
 *     show.form(element or null, form id) -> { close() }     // null: as a modal
 *     show.busy()                                            // a half-filled form, something modal
 *     show.send()                                            // tries what waits in `posts`; the first call of the module does
 *
 * Nothing is written to the page's own elements but: inline appends one element; lock appends one,
 * makes its parent `position: relative` if it is static, and its other children inert, until it ends.
 * Form answers are `{key: "text" | ["choice"] | number | boolean}`; a choice with `many` is a list of
 * keys, one without is a key; a file is a list of ids of uploaded files (POST /v1/files); a date is
 * `YYYY-MM-DD`; consent is `true`. Fields that their conditions hide are not sent.
 *
 * EVENTS on `document`: `leadbell:lead` {submission, form} when a form was accepted.
 *
 * PREVIEWS: widget/console/entries/preview.ts runs this very module in a frame; see there. */
import type { OfferTexts } from '../i18n/offer/en';
import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { h, icon } from './h';
import { drawBlocks, type Drawn } from './offer-blocks';
import type { More } from './offer-fields';
import { makeForm, type Desk } from './offer-form';
import { openForm } from './offer-open';
import { cover, surface } from './offer-page';
import { style } from './style';
import type { Given, Look, OpenedForm, Show, Shown, Wants } from './offer-types';

export type { Given, Look, PublicForm, Show, Shown, Wants } from './offer-types';

const CROSS = 'M18 6 6 18M6 6l12 12';
/** These make all else inert. */
const MODAL = /modal|full|wheel/;
/** The site's contact form. */
const CONTACT = 'contact';
/** How long a shape takes to leave. */
const LEAVES = 140;

export default function offers(ctx: Ctx, t: OfferTexts): Show {
  let loading: Promise<More> | undefined;
  let tries = 0;
  const need = () =>
    // A module that failed is never asked for again under the same name.
    (loading ??= ctx.load(ctx.cfg.modules.offer_more + (tries ? '#' + tries : '')).catch((e) => {
      loading = undefined;
      tries++;
      throw e;
    }));
  let sending: (() => void) | undefined;
  const posts = () => Object.values(ctx.get().posts ?? {});
  const desk: Desk = {
    views: {},
    need,
    deliver() {
      need().then(
        (m) => (sending ??= m.makeSender(ctx, t, desk.views))(),
        () => {
          for (const { form } of posts()) desk.views[form]?.kept(t.kept);
          setTimeout(desk.deliver, 5e3);
        },
      );
    },
  };
  if (posts()[0]) desk.deliver();
  const up = new Set<() => boolean>();
  const listen = doc('addEventListener');
  const unlisten = doc('removeEventListener');

  function put({ look, form: opened, now, into }: Given, wants: Wants, opens = (id: string) => openForm(ctx, id)): Shown {
    const { shape, side, selector } = look;
    const isModal = MODAL.test(shape);
    const isInline = shape == 'inline' || shape == 'lock';
    const title = look.blocks.filter((block) => block.is == 'title')[0]?.text;
    const name = title || ctx.cfg.texts.title || ctx.cfg.name;
    let isOpen = true;
    let isDone = false;
    let drawn: Drawn | undefined;
    /** Had the focus, and has it again. */
    const before: HTMLElement | undefined = doc('activeElement');
    let undo = () => {};

    const act = (what: string, more?: object) => wants.act(what, more);
    const tell = (what: string, more?: object) => void act(what, more).catch(() => {});
    const dirty = () => !!drawn?.forms.some((one) => one.dirty());
    const busy = () => isModal || dirty();

    const box: any = h(isModal ? 'dialog' : 'section', {
      class: `o ${shape} ${side ?? ''}`,
      dir: 'auto',
      lang: ctx.lang,
      'aria-label': name,
      tabindex: isModal && -1,
    });
    const cross = h('button', { class: 'x', 'aria-label': t.close, onclick: () => dismiss() }, icon(CROSS));
    const inner = h('div', { class: 'in' });
    const said = h('p', { class: 'say', role: 'status' });
    const host = surface(ctx, box, shape);

    const end = () => {
      if (!isOpen) return;
      isOpen = false;
      up.delete(busy);
      drawn?.forms.map((one) => one.end());
      unlisten('toggle', above, true);
      unlisten('leadbell:open', aside);
      unlisten('leadbell:close', aside);
      const remove = () => {
        const inside = host.shadowRoot!.activeElement;
        if (isModal) box.close();
        host.remove();
        if (inside) before?.focus();
      };
      if (isInline || matchMedia('(prefers-reduced-motion: reduce)').matches) remove();
      else {
        box.classList.add('out');
        setTimeout(remove, LEAVES);
      }
      undo();
      wants.gone?.();
    };
    const dismiss = () => {
      if (isOpen && !isDone) tell('closed');
      end();
    };
    /** A dialog of the page's that opens later is above, and makes us inert: back on top. */
    const above = (e: Event) => {
      if ((e.target as Element)?.matches('dialog:modal') || !box.matches(':modal')) setTimeout(() => isOpen && (box.close(), box.showModal()));
    };
    /** The chat has the corner. */
    const aside = (e: Event) => (box.hidden = e.type == 'leadbell:open');

    const seen = () => {
      if (!isInline || shape == 'lock') return tell('seen');
      sight(box, ({ boundingClientRect: { height }, intersectionRect }) => !!height && intersectionRect.height >= Math.min(height, innerHeight) / 2, () => tell('seen'));
    };

    const place = () => {
      if (!isInline) {
        ctx.root.append(host);
        if (isModal) {
          box.showModal();
          box.focus();
          listen('toggle', above, true);
        } else {
          listen('leadbell:open', aside);
          listen('leadbell:close', aside);
          box.hidden = ctx.button.ariaExpanded == 'true' && shape == 'slide';
          // Into a region that is there already, so that it is read out; the focus stays where it is.
          setTimeout(() => (said.textContent = name), 100);
        }
        return seen();
      }
      const target: any = into ?? (selector && find(selector));
      if (!target) return end();
      if (shape == 'lock') undo = cover(target, host);
      else target.append(host);
      const fillIn = () => {
        box.hidden = false;
        seen();
      };
      // What comes into sight must not push away what is being read: not before it is out of sight, or
      // the visitor has just asked for it.
      if (into || shape == 'lock' || (navigator as any).userActivation?.isActive) return fillIn();
      box.hidden = true;
      sight(host, ({ isIntersecting, boundingClientRect: { top } }) => !isIntersecting && (top > 0 || CSS.supports('overflow-anchor:auto')), fillIn);
    };

    const draw = (forms: OpenedForm[], more?: More) => {
      if (!isOpen) return;
      if (more) style(host.shadowRoot!, more.css);
      drawn = drawBlocks(
        ctx,
        t,
        look,
        {
          act,
          skew: now ? now - Date.now() : 0,
          close: end,
          dismiss,
          form: (id, accepted) =>
            makeForm(ctx, t, desk, forms.filter(({ form }) => form!.id == id)[0]!, more, {
              accepted(submission) {
                tell('converted', { submission, form: id });
                isDone = true;
                if (shape == 'lock') {
                  undo();
                  box.classList.add('open');
                  box.append(cross);
                }
                return accepted();
              },
              close: end,
            }),
        },
        need,
        more!,
      );
      inner.append(...drawn.els);
      box.append(inner, said);
      if (!isInline) box.append(cross);
      up.add(busy);
      place();
    };

    box.addEventListener('cancel', (e: Event) => (e.preventDefault(), dismiss()));
    box.addEventListener('click', (e: Event) => e.target == box && isModal && shape != 'full' && !dirty() && dismiss());
    box.addEventListener('keydown', (e: KeyboardEvent) => e.key == 'Escape' && !isModal && !isInline && !e.isComposing && dismiss());

    // The forms first, and what they need: nothing is to jump once it is there.
    const prepare = async () => {
      const ids = [...new Set(look.blocks.flatMap((block) => (block.is == 'form' ? block.form || CONTACT : [])))];
      const forms = await Promise.all(ids.map((id) => (opened?.form?.id == id ? opened : opens(id))));
      // (An old library of the page's may spoil how arrays become JSON.)
      const needs = ([] as any).toJSON || /"(wheel|countdown|coupon|magnet|file|when)"/.test(JSON.stringify([look, forms]));
      draw(forms, needs ? await need() : undefined);
    };
    prepare().catch((e) => {
      console.warn('Leadbell:', e);
      end();
    });
    return { close: end };
  }

  return {
    offer: (given, wants) => put(given, wants),
    form(el, id) {
      const look: Look = { shape: el ? 'inline' : 'modal', blocks: [{ is: 'form', form: id }] };
      const opens = async () => {
        const opened = await openForm(ctx, id);
        const { title, intro } = opened.form!;
        if (intro) look.blocks.unshift({ is: 'text', text: intro });
        if (title) look.blocks.unshift({ is: 'title', text: title });
        return opened;
      };
      return put({ look, into: el ?? undefined }, { act: () => Promise.resolve({}) }, opens);
    },
    busy: () => [...up].some((busy) => busy()),
    send: desk.deliver,
  };
}

/** Waits until an element is where it is to be seen, or where it is not. */
const sight = (el: Element, is: (entry: IntersectionObserverEntry) => boolean, then: () => void): void => {
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (!is(entry!)) return;
      watch.disconnect();
      then();
    },
    { threshold: [0, 0.3, 0.5] },
  );
  watch.observe(el);
};

const find = (selector: string): Element | undefined => {
  try {
    return doc('querySelector')(selector);
  } catch {
    return;
  }
};
