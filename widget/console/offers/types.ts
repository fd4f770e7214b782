// An offer as the interface gives and takes it (see docs/openapi.json).
import type { Finding } from '../lib/ask';

export type TriggerKind = 'exit' | 'time' | 'scroll' | 'idle' | 'click' | 'pages' | 'visit' | 'view' | 'call' | 'back' | 'cart';

/** Any of them shows the offer. */
export interface Trigger {
  on: TriggerKind;
  seconds?: number;
  percent?: number;
  count?: number;
  selector?: string;
  least?: number;
}

export interface PageRule {
  how: 'glob' | 'contains' | 'regex' | 'query';
  value: string;
  not?: boolean;
}

export interface AttributeRule {
  name: string;
  is: 'eq' | 'ne' | 'contains' | 'gt' | 'lt' | 'filled';
  value?: string;
}

/** All that is set has to hold. */
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
  hours?: 'open' | 'closed';
  operator?: boolean;
  share?: number;
}

export type Again = 'never' | 'visit' | 'always' | { days: number };

export interface Frequency {
  seen: Again;
  closed: Again;
  converted: Again;
}

export type Shape = 'modal' | 'slide' | 'bar' | 'full' | 'inline' | 'lock' | 'wheel';
export type BlockKind = 'title' | 'text' | 'picture' | 'form' | 'button' | 'countdown' | 'coupon';

export interface Block {
  is: BlockKind;
  text?: string;
  src?: string;
  alt?: string;
  width?: number;
  height?: number;
  form?: string;
  label?: string;
  does?: 'url' | 'close' | 'chat' | 'callback' | 'magnet';
  url?: string;
  script?: string;
  magnet?: string;
  give?: 'show' | 'mail';
  until?: number;
  minutes?: number;
}

export interface Segment {
  label: string;
  weight: number;
  magnet?: string | null;
}

export interface Look {
  shape: Shape;
  side?: string;
  selector?: string;
  blocks: Block[];
  segments?: Segment[];
}

export interface Variant {
  key: string;
  name: string;
  weight: number;
  look: Look;
  /** Its own, where triggers are tried out. */
  triggers?: Trigger[];
}

export interface Definition {
  triggers: Trigger[];
  audience: Audience;
  frequency: Frequency;
  variants: Variant[];
  /** The weight of the group that sees nothing. */
  control: number;
  goal?: string;
}

export type { Finding };

/** What is changed of it, and saved as a whole. */
export interface Draft {
  name: string;
  active: boolean;
  starts_at: number | null;
  ends_at: number | null;
  definition: Definition;
}

export interface Whole extends Draft {
  id: string;
  site: string;
  rev: number;
  findings: Finding[];
}

export interface Choices {
  sites: { id: string; name: string }[];
  forms: { id: string; name: string }[];
  magnets: { id: string; name: string; kind: string }[];
  scripts: { id: string; name: string }[];
}
