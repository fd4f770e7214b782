/** What the loader, the panel and the form agree on. The loader may be older
 * than the panel (it is cached for minutes, the modules for ever), so fields are
 * only ever added here. */

import type { Answers } from '../ui/offer-types';
import type { Facts } from '../ui/offers';
import type { FileInfo } from '../ui/upload';

/** The public settings of a site, as `GET /s/{key}` gives them. */
export interface Config {
  site: string;
  name: string;
  lang: string;
  colour: string;
  /** What can be made out on it: `#fff` or `#000`. */
  ink: string;
  /** The colour as a ground for text in that ink. */
  ground: string;
  position: 'right' | 'left';
  offset: { x: number; y: number };
  texts: { title?: string; greeting?: string; launcher?: string; reply_time?: string };
  consent?: boolean;
  privacy_url?: string;
  /** What phone numbers without a prefix begin with, such as `+49`. */
  calling_code?: string;
  bubble?: boolean;
  /** The bot may answer. */
  bot?: boolean;
  goals?: { lead?: string | null; chat?: string | null; ym?: number | null };
  /** Bytes of a file that may be sent; none or 0: no files. */
  files?: number;
  modules: { files?: string; bot?: string; offers?: string; offer_show?: string; offer?: string; offer_more?: string; offer_lang?: Record<string, string>; panel: string; form: string; pow: string; live: string; lang: Record<string, string> };
  form?: { fields?: string[]; consent_field?: boolean };
  /** Whether the team sees what is written before it is sent. */
  drafts?: boolean;
  /** What is asked before a chat. */
  before?: { when: 'away' | 'always'; questions: Question[] };
}

/** One question before a chat; `label` where it is in the site's own words. */
export interface Question {
  ask: 'name' | 'email' | 'phone' | 'department' | 'text' | 'choice';
  label?: string;
  choices?: string[];
  required?: boolean;
}

export interface Page {
  url: string;
  title: string;
  /** The entry of a script that it asks for. */
  entry?: string;
}

/** A chat message that the server has not acknowledged. */
export interface Pending {
  id: string;
  text: string;
  at: number;
  page?: Page;
  /** Uploaded files, by id. */
  files?: Record<string, FileInfo>;
  answers?: Record<string, string>;
  /** Which question of the bot it answers. */
  answer?: Answer;
}

/** How a question of the bot is answered, beside the words. */
export interface Answer {
  turn: number;
  /** It was answered before. */
  change?: boolean;
  /** Ids of what was chosen. */
  picks?: string[];
  skip?: boolean;
}

/** A form that the server has not accepted. */
export interface PendingForm {
  key: string;
  at: number;
  fields: Record<string, string | boolean>;
  page: Page;
}

/** A built form that the server has not accepted. */
export interface Post {
  key: string;
  at: number;
  form: string;
  rev: number;
  answers: Answers;
  consent?: boolean;
  website?: string;
  page: Page;
  lang: string;
  /** Of the opened form. */
  form_token?: string;
  until: number;
}

/** A built form that is being filled in. */
export interface Filled {
  at: number;
  step: number;
  answers: Answers;
  /** Names of the files among the answers, by id. */
  files?: Record<string, string>;
}

/** What a form of the page's own took: its controls, and which form it is for us. */
export interface Caught {
  at: number;
  form: string;
  controls: any[];
  page: Page;
}

/** Everything kept in the browser: one key in localStorage, or memory. */
export interface State {
  token?: string;
  expires?: number;
  consent?: boolean;
  /** Seconds between two beats of a page that is looked at; 0: none. */
  beat?: number;
  /** The panel starts by itself on a page load before this time. */
  wake?: number;
  conversation?: string | null;
  /** The visitor has seen operators' messages up to this number. */
  seen?: number;
  unread?: number;
  /** The last message that a tab has rung for. */
  rang?: number;
  mute?: boolean;
  draft?: string;
  /** The greeting bubble was closed. */
  greeted?: boolean;
  /** By id: an old library of the host's may spoil how arrays become JSON. */
  outbox?: Record<string, Pending>;
  form?: PendingForm | null;
  goals?: string;
  /** What was answered before the chat, until the first message takes it along. */
  answers?: Record<string, string>;
  /** What of a person has been told before and is not asked again. */
  told?: Record<string, string>;
  /** Built forms: those sent by key, and those half filled in by the form's id. */
  posts?: Record<string, Post>;
  /** What the page's own forms took before it was known what they ask, by the key that it will have. */
  caught?: Record<string, Caught>;
  filled?: Record<string, Filled | undefined>;
  /** What the site's offers go by, with what this browser knows since. */
  facts?: Facts;
  /** The conversation whose rating was declined. */
  unrated?: string | null;
}

/** What the loader hands to the panel. */
export interface Ctx {
  v: number;
  base: string;
  cfg: Config;
  lang: string;
  root: ShadowRoot;
  button: HTMLButtonElement;
  get(): State;
  /** Without a patch everything is forgotten. */
  put(patch?: State): void;
  /** Whether anything may be stored or sent. */
  allowed(): boolean;
  /** The JavaScript API. */
  command(name: string, a?: unknown, b?: unknown): void;
  /** The visitor's token; `again` asks the server whether it is still good. */
  session(again?: boolean): Promise<string>;
  send(path: string, body: object): Promise<Response>;
  page(): Page;
  /** A new random UUID. */
  uuid(): string;
  load(file: string): Promise<any>;
  /** Everything that the host page has called. */
  calls: [string, any?][];
}

/** What the panel gives back: it runs one command of the JavaScript API. */
export type Run = (command: string, argument?: unknown) => void;
