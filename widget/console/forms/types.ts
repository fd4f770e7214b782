// A form as the interface gives and takes it (see docs/openapi.json).
import type { Cond, Field as Drawn } from '../../ui/offer-types';
import type { Finding } from '../lib/ask';

export type { Cond, Finding };
export type Kind = Drawn['kind'];
export type Known = 'skip' | 'fill' | 'ask';

export interface Choice {
  key: string;
  label: string;
}

/** What is not set may be left out, or be null. */
export interface Field {
  key: string;
  kind: Kind;
  label?: string;
  hint?: string;
  required?: boolean;
  choices?: Choice[];
  many?: boolean;
  min?: number | null;
  max?: number | null;
  when?: Cond | null;
  /** Where a hidden field has its answer from. */
  from?: { query?: string; attribute?: string } | null;
  /** What becomes of it where the answer is known already. */
  known?: Known;
}

export interface Step {
  title?: string;
  when?: Cond | null;
  fields: Field[];
}

/** What follows when it is sent. */
export interface After {
  do: 'message' | 'redirect' | 'magnet' | 'chat';
  title?: string;
  text?: string;
  url?: string;
  magnet?: string | null;
}

export interface Definition {
  title?: string;
  intro?: string;
  submit?: string;
  consent?: boolean;
  steps: Step[];
  after: After;
}

/** What is changed of it, and saved as a whole. */
export interface Draft {
  name: string;
  active: boolean;
  definition: Definition;
}

export interface Whole extends Draft {
  id: string;
  site: string;
  key: string;
  rev: number;
  findings: Finding[];
  /** The page of its own. */
  link: string;
}

export interface Choices {
  sites: { id: string; name: string; lang: string }[];
  magnets: { id: string; name: string; kind: string }[];
}

export interface Funnel {
  views: number;
  starts: number;
  submissions: number;
  steps: { views: number }[];
  fields: { key: string; label: string; views: number; drops: number; median_ms: number | null }[];
}
