/** What the server tells of offers and forms, and what the module that draws them gives back. */

/** What an offer looks like: the visitor's own variant. */
export interface Look {
  shape: 'modal' | 'slide' | 'bar' | 'full' | 'inline' | 'lock' | 'wheel';
  /** slide: `left`, `right`; bar: `top`, `bottom`. */
  side?: string;
  /** Where on the page: inline goes to the end of it, lock covers it. */
  selector?: string;
  blocks: Block[];
  segments?: Segment[];
}

export interface Segment {
  label: string;
}

/** One block has the members of its kind. */
export interface Block {
  is: 'title' | 'text' | 'picture' | 'form' | 'button' | 'countdown' | 'coupon';
  /** title, text */
  text?: string;
  /** picture */
  src?: string;
  alt?: string;
  width?: number;
  height?: number;
  /** form: without an id the site's contact form */
  form?: string;
  /** button */
  label?: string;
  does?: 'url' | 'close' | 'chat' | 'callback' | 'magnet';
  url?: string;
  script?: string;
  /** coupon, button that gives one */
  magnet?: string;
  give?: 'show' | 'mail';
  /** countdown: the server has made one of `minutes`, too. */
  until?: number;
  minutes?: number;
}

/** Holds when all do. */
export interface Cond {
  all: { field: string; is: string; value?: string }[];
}

export interface Field {
  key: string;
  kind: 'name' | 'phone' | 'email' | 'company' | 'position' | 'text' | 'long' | 'number' | 'choice' | 'date' | 'file' | 'consent' | 'hidden' | 'profile';
  label?: string;
  hint?: string;
  required?: boolean;
  choices?: { key: string; label: string }[];
  many?: boolean;
  min?: number | null;
  max?: number | null;
  when?: Cond | null;
  from?: { query?: string; attribute?: string } | null;
  /** What is known already (`known: "fill"`). */
  value?: Answer | null;
}

export type Answer = string | string[] | number | boolean;
export type Answers = Record<string, Answer>;

export interface Step {
  title?: string;
  when?: Cond | null;
  fields: Field[];
}

export interface PublicForm {
  id: string;
  rev: number;
  title?: string;
  /** Stands below the title. */
  intro?: string;
  steps: Step[];
  submit?: string;
  /** Whether it asks for consent, with the link to the site's privacy policy. */
  consent?: boolean;
  lang?: string;
}

/** The answer of `POST /v1/form`. */
export interface OpenedForm {
  form_token?: string;
  expires?: number;
  form?: PublicForm;
}

/** What follows an accepted form. */
export interface After {
  do?: string;
  title?: string;
  text?: string;
  url?: string;
  /** Of a magnet: its page, its code; it went by mail; there is none left. */
  link?: string;
  code?: string;
  mailed?: boolean;
  dry?: boolean;
}

/** The form on the page that waits for what becomes of what was sent. */
export interface Sending {
  /** It is on its way. */
  working(text: string): void;
  /** It is kept, and why. */
  kept(text: string): void;
  accepted(said: { submission: string; to?: string; after?: After }): void;
  refused(said: { errors?: Record<string, string>; hints?: { email?: string } }): void;
}

/** The answer of `POST /v1/offer`. */
export interface Given {
  /** Which showing this is. */
  show?: string;
  look: Look;
  /** Its form, opened: spares the request. */
  form?: OpenedForm;
  /** The server's clock, for countdowns where the visitor's is wrong. */
  now?: number;
  /** inline, lock: an element in place of the selector's; inline at once, where the visitor may see the page move. */
  into?: Element;
}

export interface Wants {
  /** What happened to it, with what goes along (`block`: the place in `look.blocks`):
   *
   *     seen                          it is drawn; inline and lock: half of it, or half a screen, is in sight
   *     closed                        by the visitor, once
   *     clicked   {block}             a button, whatever it does
   *     converted {submission, form}  its form was accepted
   *     spin      {}                  -> {segment, code?, link?, mailed?, dry?}
   *     coupon    {block, email?}     -> {code} or {dry: true} or {mailed: true}
   *     magnet    {block}             -> {link} or {code} or {mailed: true} or {dry: true}
   *
   * Resolves with the answer's JSON; rejects where there is none (offline, 4xx, 5xx): the visitor is
   * told, and may press again. */
  act(what: string, more?: object): Promise<any>;
  /** It is off the page, for whatever reason (or never came: no such element, no such form). Once. */
  gone?(): void;
}

export interface Shown {
  /** Takes it away without telling the server. */
  close(): void;
}

export interface Show {
  offer(given: Given, wants: Wants): Shown;
  /** A built form by its id at the end of an element of the page, whose content it keeps; or as a modal without one. */
  form(el: Element | null, id: string): Shown;
  /** Whether a form of ours is half filled in, or something modal is open: no time for an offer. */
  busy(): boolean;
  /** Tries what waits in `State.posts`: somebody has put something there. */
  send(): void;
}
