/** Which offer shows: a pure function of the rules and of what is known at the moment. The server
 * has the same (src/offers/rules) and decides again; both are tested with test/offer-vectors.json. */

export interface Trigger {
  on: string;
  seconds?: number;
  percent?: number;
  count?: number;
  selector?: string;
  least?: number;
}

interface PageRule {
  how: string;
  value: string;
  not?: boolean;
}

interface AttributeRule {
  name: string;
  is: string;
  value?: string;
}

/** All that is set holds. `share` is the server's to decide: see `Snapshot.out`. */
export interface Audience {
  pages?: PageRule[];
  source?: string;
  utm?: Record<string, string>;
  referrer?: string;
  channel?: string;
  device?: string;
  country?: string[];
  language?: string[];
  returning?: boolean;
  lead?: boolean;
  temperature?: string;
  attributes?: AttributeRule[];
  hours?: string;
  operator?: boolean;
  share?: number;
}

export type Again = string | { days: number };

/** What of an offer decides. */
export interface Rule {
  id: string;
  /** What pages call it by. */
  name?: string;
  /** Any of them. */
  triggers: Trigger[];
  audience?: Audience;
  /** All three hold. */
  frequency: { seen: Again; closed: Again; converted: Again };
  from?: number;
  until?: number;
  /** It lies within the page, over nothing. */
  inline?: boolean;
}

/** When something happened (Unix milliseconds), and in which visit. */
export type At = [number, number];

/** What happened to one offer, last. */
export interface Past {
  seen?: At;
  closed?: At;
  converted?: At;
}

/** How many offers a visitor meets at most in a visit, and within 24 hours; 0: no limit. */
export interface Cap {
  visit: number;
  day: number;
}

export interface Snapshot {
  now: number;
  url: string;
  /** Patterns (of `regex` rules) that the page fits. */
  fits: string[];
  /** Seconds on the page. */
  seconds: number;
  /** How far down it was seen, in percent. */
  scroll: number;
  /** Seconds without a movement. */
  idle: number;
  pages: number;
  visit: number;
  /** What has just happened: `exit`, `back`, `click SELECTOR`, `view SELECTOR`. */
  fired: string[];
  /** What the page asks for: an offer's id or name. */
  called: string;
  cart?: number | null;
  source: string;
  utm: Record<string, string>;
  referrer: string;
  channel: string;
  device: string;
  country: string;
  language: string;
  lead: boolean;
  temperature: string;
  attributes: Record<string, unknown>;
  open: boolean;
  online: boolean;
  /** Offers of whose share this visitor is no part. */
  out: string[];
  past: Record<string, Past>;
  /** When offers were shown within the last day, or in this visit. */
  shown: At[];
  /** A chat is open, a form is half filled in, or another offer is up. */
  busy: boolean;
}

const DAY = 864e5;

const fold = (text: unknown) => `${text ?? ''}`.trim().toLowerCase();
const same = (one: unknown, other: unknown) => fold(one) == fold(other);
const within = (text: string, part?: string) => fold(text).includes(fold(part));
const is = (found: string, wanted?: string) => !wanted || found == wanted;
const oneOf = (found: string, wanted: string[] = []) => !wanted[0] || wanted.some((one) => same(one, found));

/** Whether a text fits a pattern in which `*` is anything, in one pass. */
const globs = (pattern: string, text: string): boolean => {
  const parts = pattern.split('*');
  const last = parts.pop()!;
  let at = 0;
  return (
    (pattern != last || text == last) &&
    parts.every((part, i) => {
      const found = text.indexOf(part, at);
      at = found + part.length;
      return i ? found >= 0 : !found;
    }) &&
    text.length - at >= last.length &&
    text.endsWith(last)
  );
};

const fits = ({ how, value }: PageRule, now: Snapshot): boolean => {
  // Path and query, without an anchor that is no route.
  const [origin] = /^(.*?:\/\/[^/?#]*)?/.exec(now.url)!;
  const place = now.url.slice(origin!.length).replace(/^([^#]*)#(?![!/]).*/, '$1').replace(/^(?!\/)/, '/');
  const wanted = value.trim();
  const folded = fold(value);
  return how == 'contains'
    ? within(place, value)
    : how == 'regex'
      ? now.fits.includes(value)
      : how == 'query'
        ? /^[^=]/.test(wanted) &&
          (/\?([^#]*)/.exec(place)?.[1] ?? '').split('&').some((pair) => {
            const whole = pair.includes('=') ? pair : pair + '=';
            return whole == wanted || (!wanted.includes('=') && whole.startsWith(wanted + '='));
          })
        : how == 'glob' && globs(folded, fold((folded.includes('://') ? origin! : '') + (wanted.includes('?') ? place : place.split('?')[0])));
};

/** A decimal number; else not a number. */
const number = (text: string) => (/^[+-]?\d+(\.\d+)?$/.test((text = text.trim())) ? +text : NaN);

const compares = ({ name, is, value = '' }: AttributeRule, now: Snapshot): boolean => {
  const found: any = now.attributes[name];
  const said = Object(found) === found ? '' : `${found ?? ''}`;
  return (
    ({
      eq: same(said, value),
      ne: !same(said, value),
      contains: !!fold(value) && within(said, value),
      gt: number(said) > number(value),
      lt: number(said) < number(value),
      filled: !!said.trim(),
    } as Record<string, boolean>)[is] ?? false
  );
};

const has = (who: Audience, now: Snapshot): boolean => {
  const { pages = [], utm = {}, attributes = [], returning, lead, hours, operator } = who;
  const wanted = pages.filter((rule) => !rule.not);
  return (
    (!wanted[0] || wanted.some((rule) => fits(rule, now))) &&
    !pages.some((rule) => rule.not && fits(rule, now)) &&
    within(now.source, who.source) &&
    within(now.referrer, who.referrer) &&
    Object.keys(utm).every((name) => same(now.utm[name], utm[name])) &&
    is(now.channel, who.channel) &&
    is(now.device, who.device) &&
    is(now.temperature, who.temperature) &&
    oneOf(now.country, who.country) &&
    oneOf(now.language.split(/[-_]/)[0]!, who.language) &&
    (returning ?? now.visit > 1) == now.visit > 1 &&
    (lead ?? now.lead) == now.lead &&
    (!hours || (hours == 'open') == now.open) &&
    (operator ?? now.online) == now.online &&
    attributes.every((rule) => compares(rule, now))
  );
};

/** Whether a trigger of a rule fires. One that is not known (yet) does not. */
export const fires = ({ on, seconds, percent, count, selector, least }: Trigger, rule: Rule, now: Snapshot): boolean =>
  ({
    time: now.seconds >= seconds!,
    scroll: now.scroll >= percent!,
    idle: now.idle >= seconds!,
    pages: now.pages >= count!,
    visit: now.visit >= count!,
    call: !!now.called && (now.called == rule.id || now.called == rule.name),
    cart: (now.cart ?? NaN) >= least!,
  } as Record<string, boolean>)[on] ?? now.fired.includes(selector ? on + ' ' + selector : on);

/** Whether the visitor asks by a click, or the page by a call. */
export const isAsked = ({ on }: Trigger) => /^c(lick|all)/.test(on);

const hasRoom = ({ visit, day }: Cap, { shown, ...now }: Snapshot) =>
  !(visit && shown.filter((at) => at[1] == now.visit).length >= visit) && !(day && shown.filter((at) => now.now - at[0] < DAY).length >= day);

const again = ({ frequency, id }: Rule, { past, ...now }: Snapshot) =>
  (['seen', 'closed', 'converted'] as const).every((what) => {
    const at = past[id]?.[what];
    const rule: any = frequency[what];
    return !at || (rule == 'visit' ? at[1] != now.visit : rule == 'always' || now.now - at[0] >= rule.days * DAY);
  });

/** The place of the first of the rules, by their order, that shows now; -1: none. */
export const decide = (rules: Rule[], cap: Cap, now: Snapshot): number =>
  rules.findIndex(
    (rule) =>
      rule.triggers.some((one) => fires(one, rule, now)) &&
      (rule.inline || !now.busy) &&
      !(now.now < rule.from!) &&
      !(now.now >= rule.until!) &&
      (rule.inline || hasRoom(cap, now) || rule.triggers.some((one) => isAsked(one) && fires(one, rule, now))) &&
      again(rule, now) &&
      has(rule.audience ?? {}, now) &&
      !now.out.includes(rule.id),
  );
