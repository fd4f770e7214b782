/** Decides on the page which offer shows, and when; the server decides again. What asks it, and draws, is
 * loaded once an offer is about to show, or for a form that the page embeds (`data-leadbell-form`) or
 * has of its own (`data-leadbell-catch`). Loaded after the page is. */
import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { decide, fires, isAsked, type Cap, type Rule, type Snapshot, type Trigger } from './offer-rules';
import type { Showing } from './offer-show';
import { watch } from './offer-signals';

/** What the server has put into this file. */
export interface Data {
  rules: Rule[];
}

/** What the answer to a page view tells (`State.facts`), and what this browser knows since. */
export interface Facts extends Omit<Snapshot, 'url' | 'seconds' | 'scroll' | 'idle' | 'fired' | 'called' | 'busy' | 'utm' | 'attributes'> {
  cap: Cap;
  utm?: Snapshot['utm'];
  attributes?: Snapshot['attributes'];
  /** By offer: those of the visitor's own variant. */
  triggers?: Record<string, Trigger[]>;
}

/** What failed is tried again after this time (ms). */
const LATER = 3e4;

export default function offers(ctx: Ctx, { rules }: Data): void {
  const { calls } = ctx;
  /** Of this page, once the server has told them. */
  let facts: Facts | undefined;
  /** By how much our clock is late. */
  let late = 0;
  let mine = rules;
  let route: string | undefined;
  let isAsking: unknown;
  let known = 0;
  let called = '';
  let cart: number | undefined;
  /** Offers that are not asked for again on this page. */
  let met: string[] = [];

  let loading: Promise<Showing> | undefined;
  let showing: Showing | undefined;
  let tries = '';
  const need = (then: (it: Showing) => unknown) =>
    // A module that failed is never asked for again under the same name.
    (loading ??= ctx.load(ctx.cfg.modules.offer_show + tries).then((m) => (showing = m.default(ctx, isBusy))))
      .then(then)
      .then(
        () => 0,
        () => {
          if (!showing) {
            tries += '#';
            setTimeout(() => (loading = undefined), LATER);
          }
          return LATER;
        },
      );

  const all = (selector: string): any[] => {
    try {
      return [...doc('querySelectorAll')(selector)];
    } catch {
      return [];
    }
  };
  const isBusy = (): boolean => ctx.button.ariaExpanded == 'true' || signals.filling() || !!showing?.busy() || !!all(':modal')[0];
  /** Of the selectors of a kind of trigger those that fit, as what has happened. */
  const among = (on: string, fits: (found: any[]) => boolean) =>
    mine.flatMap((rule) => rule.triggers.flatMap((one) => (one.on == on && fits(all(one.selector!)) ? on + ' ' + one.selector : [])));

  const run = (fired: string[]) => {
    if (!facts || isAsking || doc('hidden')) return;
    const { past = {}, shown = [] } = ctx.get().facts ?? {};
    const is: Snapshot = {
      utm: {},
      attributes: {},
      ...facts,
      ...signals.is(),
      now: Date.now() + late,
      url: location.href,
      fired,
      called,
      cart,
      language: ctx.lang,
      out: [...(facts.out ?? []), ...(called || /^cl/.test(fired[0]!) ? (showing?.up() ?? []) : met)],
      past,
      shown,
      busy: isBusy(),
    };
    called = '';

    const rule = mine[decide(mine, facts.cap, is)];
    if (!rule) return;
    const at = route;
    const reasons = rule.triggers.filter((one) => fires(one, rule, is));
    isAsking = need((it) => it.ask(rule, reasons.find(isAsked) ?? reasons[0]!, () => at == route)).then((pause) => {
      if (at == route && !pause) met.push(rule.id);
      setTimeout(() => (isAsking = 0), pause);
    });
  };

  // ---- what the page calls
  const hear = (fired: string[]) => {
    while (calls[known]) {
      const [name, value] = calls[known++]!;
      if (name == 'offer') called = '' + value;
      if (name == 'form') void need((it) => it.form('' + value));
      if (name == 'cart') cart = value;
      if (name == 'set') cart = value?.cart ?? cart;
    }
    run(fired);
  };
  calls.push = (call) => {
    calls[calls.length] = call;
    hear([]);
    return 0;
  };

  // ---- from page to page
  const signals = watch((what, path) => run(path ? among(what, (found) => found.some((el) => path.includes(el))) : [what]));
  const tick = () => {
    signals.tick();
    if (all('[data-leadbell-form],[data-leadbell-catch]')[0] || Object.keys({ ...ctx.get().posts, ...ctx.get().caught })[0]) void need((it) => it.look());
    const here = ctx.allowed() ? location.href.replace(/#(?![!/]).*/, '') : '';
    if (route != here) {
      if (route) signals.anew();
      showing?.leave();
      facts = undefined;
      met = [];
      // The loader sees it within a second, and asks for what is to be known.
      if (here)
        setTimeout(async () => {
          await ctx.session().catch(() => {});
          const told = ctx.get().facts;
          if (route != here || !told) return;
          facts = told;
          late = told.now - Date.now();
          mine = rules.map((rule) => ({ ...rule, triggers: told.triggers?.[rule.id] ?? rule.triggers }));
        }, route ? 1e3 : 0);
      route = here;
    }
    hear(
      among('view', (found) =>
        found.some((el) => {
          const { top, bottom, left, right, height } = el.getBoundingClientRect();
          return height && left < innerWidth && right > 0 && Math.min(bottom, innerHeight) - Math.max(top, 0) >= Math.min(height, innerHeight) / 2;
        }),
      ),
    );
  };
  // Who has left a contact is no longer asked for one.
  doc('addEventListener')('leadbell:lead', () => facts && (facts.lead = true));
  // Back from the cache of the browser: as another page.
  addEventListener('pageshow', (e) => e.persisted && (route = 'x'));
  setInterval(tick, 500);
  const { requestIdleCallback: idle = setTimeout } = window as any;
  idle(tick);
}
