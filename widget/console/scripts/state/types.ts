// A script as the API gives and takes it (leadbell.script/1), and what the API says of it.

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };

export interface Choice {
  id: string;
  label: string;
  value?: string;
  picture?: string;
  about?: string;
  to?: string | null;
}

export interface Ask {
  type: string;
  choices?: Choice[];
  [key: string]: unknown;
}

export interface Test {
  what: string;
  is: string;
  than?: string;
}

export interface Branch {
  id: string;
  any?: boolean;
  tests: Test[];
  to?: string | null;
}

export interface Way {
  id: string;
  weight: number;
  to?: string | null;
}

export interface Step {
  id: string;
  title?: string;
  at?: [number, number];
  kind: string;
  text?: string;
  ask?: Ask;
  variable?: string;
  branches?: Branch[];
  ways?: Way[];
  save?: { path: string; variable: string }[];
  headers?: { name: string; value: string }[];
  fields?: { field: string; value: string }[];
  tags?: string[];
  random?: string[];
  to?: string | null;
  failed?: string | null;
  next?: string | null;
  [key: string]: unknown;
}

export interface Entry {
  on: 'start' | 'keyword' | 'page' | 'offer' | 'api' | string;
  words?: string[];
  path?: string;
  name?: string;
  to?: string | null;
}

export interface Variable {
  name: string;
  initial?: string;
}

export interface Script {
  format: string;
  name: string;
  language: string;
  variables: Variable[];
  entries: Entry[];
  steps: Step[];
  [key: string]: unknown;
}

export interface Finding {
  step?: string | null;
  field?: string | null;
  level: 'error' | 'warning';
  code: string;
  text: string;
}

export interface Version {
  id: string;
  number: number;
  at: number | string;
  by?: string | { name: string } | null;
  note?: string | null;
}

export type AnswersBy = 'people' | 'bot' | 'bot_first' | 'bot_when_away';

/** A script on a site. */
export interface There {
  id: string;
  name: string;
  /** It is published. */
  live: boolean;
  /** It has a start: it can begin a chat. */
  begins: boolean;
}

export interface OnSite {
  id: string;
  name: string;
  on: boolean;
  answers_by: AnswersBy;
  /** Every script on the site, in the order in which they are asked. */
  scripts: There[];
}

/** On which sites a script is to be; and, by site, who answers there and in which order its scripts are asked. */
export interface GivenSites {
  sites: string[];
  answers_by?: Record<string, AnswersBy>;
  order?: Record<string, string[]>;
}

export interface Whole {
  id: string;
  rev: number;
  script: Script;
  published: Version | null;
  has_changes: boolean;
  sites: OnSite[];
}

export interface Note {
  step?: string;
  code: string;
  text: string;
}

export interface Difference {
  added: string[];
  removed: { id: string; title?: string; kind: string }[];
  changed: { id: string; fields: string[] }[];
}

export interface Figure {
  reached: number;
  answered: number;
  left: number;
  median_ms: number | null;
}

export interface Figures {
  runs: number;
  contacts: number;
  handovers: number;
  finished: number;
  steps: Record<string, Figure>;
}

export interface Span {
  text: string;
  b?: number;
  i?: number;
  u?: number;
  href?: string;
}

export interface TryAsk {
  turn: number;
  type: string;
  choices?: Choice[];
  many?: boolean;
  max?: number;
  from?: number;
  low?: string;
  high?: string;
  button?: string;
  skip?: string;
  placeholder?: string;
}

export interface Content {
  rich?: Span[];
  card?: { src?: string; alt?: string; url?: string; name?: string; code?: string };
  ask?: TryAsk;
}

export interface Said {
  text: string;
  content?: Content | null;
  step?: string;
}

export interface Effect {
  kind: string;
  step?: string;
  [key: string]: unknown;
}

export interface Tried {
  state: unknown;
  said: Said[];
  effects: Effect[];
  at: string | null;
  waits: 'answer' | 'timer' | 'reply' | null;
  ended: 'end' | 'handover' | 'cap' | null;
  variables: Record<string, unknown>;
  path: string[];
}

export type Event =
  | { type: 'start' }
  | { type: 'answer'; text: string; turn?: number; picks?: string[]; value?: string; skip?: true }
  | { type: 'wake' }
  | { type: 'reply'; status: number; body: string };
