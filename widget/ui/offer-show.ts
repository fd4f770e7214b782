/** Shows what the engine of offers has decided for: asks the server, draws its answer, and tells what
 * becomes of it. Also the forms of the page: embedded ones, and its own. Loaded by the engine. */
import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { catchForms } from './offer-catch';
import type { At, Past, Rule, Trigger } from './offer-rules';

/** What draws (ui/offer.ts). */
interface Drawer {
  offer(given: object, wants: { act(what: string, more?: object): Promise<any>; gone(): void }): { close(): void };
  form(el: Element | null, id: string): unknown;
  busy(): boolean;
}

/** What the engine is given. */
export interface Showing {
  /** Rejects where it is to be tried again. `goesOn`: nothing came between, its page is still there. */
  ask(rule: Rule, trigger: Trigger, goesOn: () => boolean): Promise<void>;
  /** A form as the page asks for it. */
  form(id: string): void;
  /** Looks for forms that have come to the page. */
  look(): void;
  /** Something of ours lies over the page, or is half filled in. */
  busy(): boolean;
  /** Ids of the offers on the page. */
  up(): string[];
  /** The page has gone: with it what lies within it. */
  leave(): void;
}

const EVERY = 500;
const LATER = 3e4;

export default function showing(ctx: Ctx, isBusy: () => boolean): Showing {
  const { cfg, get, put } = ctx;
  const find = doc('querySelectorAll');
  let loading: Promise<Drawer> | undefined;
  let drawer: Drawer | undefined;
  let tries = 0;
  const need = (): Promise<Drawer> =>
    (loading ??= Promise.all([cfg.modules.offer, cfg.modules.offer_lang![ctx.lang]].map((file) => ctx.load(file + (tries ? '#' + tries : '')))).then(
      ([m, l]) => (drawer = m.default(ctx, l.default)),
      (e) => {
        // A module that failed is never asked for again under the same name.
        tries++;
        setTimeout(() => (loading = undefined), LATER);
        throw e;
      },
    ));

  // ---- offers
  /** Whether each lies over the page, and how it is taken away. */
  const up = new Map<string, { isOver: boolean; close?(): void }>();
  const keys: Record<string, string> = {};
  /** It happened in this tab or in another: kept for all of them. */
  const note = (id: string, what: keyof Past, now: number) => {
    const { facts } = get();
    if (!facts) return;
    const { past = {}, shown = [], visit } = facts;
    const at: At = [now, visit];
    put({ facts: { ...facts, past: { ...past, [id]: { ...past[id], [what]: at } }, shown: what == 'seen' ? [...shown, at] : shown } });
  };
  const post = async (path: string, more: object) => {
    const reply = await ctx.send('/v1/offer' + path, { token: await ctx.session(), ...more });
    if (!reply.ok) throw reply.status;
    return reply.json();
  };
  const ask = async ({ id, name }: Rule, { on, selector }: Trigger, goesOn: () => boolean) => {
    const key = (keys[id] ??= ctx.uuid());
    const asked = post('', { offer: id, key, trigger: on, selector, page: ctx.page(), lang: ctx.lang });
    // What draws comes along meanwhile; if it does not, this showing is asked for again.
    const [said, show] = await Promise.all([asked, need()]);
    delete keys[id];
    const { look, now = Date.now() } = said;
    const late = now - Date.now();
    if (!said.no) note(id, 'seen', now);
    if (!look) return;
    const isOver = !/inline|lock/.test(look.shape);
    // Something may have come between.
    while (isOver && isBusy() && goesOn()) await new Promise((done) => setTimeout(done, EVERY));
    if (!goesOn()) return;
    const one: { isOver: boolean; close?(): void } = { isOver };
    up.set(id, one);
    one.close = show.offer(said, {
      act(what, more) {
        if (/^(closed|converted)$/.test(what)) note(id, what as keyof Past, Date.now() + late);
        doc('dispatchEvent')(new CustomEvent('leadbell:offer', { detail: { what, offer: id, name, show: said.show }, bubbles: true }));
        return post('/act', { show: said.show, what, lang: ctx.lang, ...more });
      },
      gone: () => up.delete(id),
    }).close;
  };

  // ---- forms
  const seen = new WeakSet<Element>();
  const draw = (el: Element | null, id: string) => need().then((show) => show.form(el, id));
  const isWaiting = () => Object.keys(get().posts ?? {})[0];
  const sendLater = () => void need().catch(() => {});
  catchForms(ctx, sendLater);
  if (isWaiting()) sendLater();

  return {
    ask,
    form: (id) => void draw(null, id).catch(() => {}),
    look() {
      for (const el of find('[data-leadbell-form]')) {
        if (seen.has(el)) continue;
        seen.add(el);
        draw(el, el.getAttribute('data-leadbell-form')!).catch(() => seen.delete(el));
      }
    },
    busy: () => [...up.values()].some((one) => one.isOver) || !!drawer?.busy(),
    up: () => [...up.keys()],
    leave() {
      for (const [id, one] of up) if (!one.isOver) one.close?.(), up.delete(id);
    },
  };
}
