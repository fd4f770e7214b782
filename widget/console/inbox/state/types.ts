// What the server says to the inbox; the words are the API's.
import type { FileInfo } from '../../../ui/upload';

export type Author = 'visitor' | 'operator' | 'bot' | 'system';
export type Filter = 'mine' | 'unassigned' | 'open' | 'waiting' | 'snoozed' | 'closed' | 'spam' | 'all';

export interface Page {
  url: string;
  title?: string | null;
}

export interface Source {
  channel?: string | null;
  utm_source?: string | null;
  utm_medium?: string | null;
  utm_campaign?: string | null;
  utm_term?: string | null;
  utm_content?: string | null;
  referrer?: string | null;
  landing?: string | null;
}

export interface Conversation {
  id: string;
  site: string;
  site_name: string;
  visitor: string;
  name: string | null;
  number: number;
  operator_read: number;
  visitor_read: number;
  unread: number;
  status: 'open' | 'closed';
  waiting_since: number | null;
  last_at: number;
  last_text: string | null;
  last_author: Author | null;
  lead: string | null;
  page: Page | null;
  source: Source | null;
  lang: string | null;
  created_at: number;
  assignee: Named | null;
  department: Named | null;
  queued_at: number | null;
  snoozed_until: number | null;
  mode: '' | 'people' | 'bot';
  handler: 'people' | 'bot';
  operator_got: number;
  visitor_got: number;
  rating: number | null;
  rating_comment: string;
  spam: boolean;
  tags: string[];
  answers: Record<string, unknown>;
  notes: number;
  verified: boolean;
  /** The team has blocked the visitor. */
  blocked: boolean;
  country: string;
  /** The number of its newest change in the inbox. */
  rev: number;
}

export interface Named {
  id: string;
  name: string;
}

export interface Visitor {
  id: string;
  first_seen: number;
  visits: number;
  pages: (Page & { at: number })[];
  device: string | null;
  lang: string | null;
  source_first: Source | null;
  source_last: Source | null;
}

/** A contact that the visitor gave and that is another lead's. */
export interface Claim {
  lead: string;
  lead_name: string;
  name: string;
  phone: string | null;
  email: string | null;
}

export interface Detail {
  visitor: Visitor | null;
  lead: { id: string; name?: string | null; phone?: string | null; email?: string | null; status?: string } | null;
  claims: Claim[];
}

/** What a visitor has done, and what the host page has told of them. */
export interface Past {
  attributes: Record<string, unknown>;
  visits: { at: number; source: Source | null }[];
  conversations: Conversation[];
}

/** What the team says to itself in a conversation; it stands after a message. */
export interface Note {
  id: string;
  conversation: string;
  after: number;
  user: string;
  name: string;
  text: string;
  mentions: string[];
  at: number;
  /** Why it is not stored. */
  failed?: string;
}

/** An answer that was written once and is used often. */
export interface Canned {
  id: string;
  /** Without the slash. */
  shortcut: string;
  text: string;
  shared: boolean;
}

/** Something that the bot knows, by language. */
export interface KnownAnswer {
  id: string;
  /** For one site only. */
  site: string | null;
  texts: Record<string, { question: string; also: string[]; answer: string; plain: string }>;
}

/** An answer from what is known, to be put into the composer. */
export interface Proposal {
  id: string;
  question: string;
  answer: string;
}

/** A person of the team, and whether a chat can go to them. */
export interface Member extends Named {
  state: 'online' | 'away' | 'offline';
  open: number;
  capacity: number;
  departments?: string[];
  face?: string | null;
}

export interface Team {
  people: Member[];
  departments: (Named & { members?: string[] })[];
}

/** Somebody who has a conversation open. */
export interface Looker {
  user: string;
  name: string;
  writing: boolean;
}

/** What a search has found. */
export interface Found {
  messages: Hit[];
  contacts: Contact[];
  next: string | null;
  /** What was written last may not be found yet. */
  behind: boolean;
}

/** A message or a note. */
export interface Hit {
  conversation: Conversation;
  /** The message; of a note the one after which it stands. */
  number: number;
  note: string | null;
  author: Author;
  name: string | null;
  at: number;
  /** A piece of the text; the found words are marked. */
  snippet: string;
}

export interface Contact {
  id: string;
  name: string;
  /** Address and phone. */
  detail: string;
  conversation: string;
  lead: string | null;
}

export interface Message {
  conversation: string;
  number: number;
  id: string;
  author: Author;
  name: string | null;
  text: string;
  at: number;
  /** What it has beside the text. */
  content?: Content | null;
  /** Where the visitor wrote it; only with a new message. */
  page?: Page;
}

/** What a message has beside its text. */
export interface Content {
  files?: FileInfo[];
}

/** Written here and not yet acknowledged. */
export interface Pending {
  id: string;
  conversation: string;
  text: string;
  /** Its files, which are on the server already. */
  content?: Content;
  at: number;
  /** The newest message that its author had seen: the server refuses it where a colleague has answered since. */
  seen?: number;
  /** Why the server refused it; a person decides what becomes of it. */
  refused?: string;
  /** Who was faster. */
  by?: string;
}

export interface Site {
  id: string;
  name: string;
  colour: string;
  /** Whether a bot can answer there. */
  has_script: boolean;
}

export interface Me {
  user: { id: string; name: string; email: string; role: 'owner' | 'manager' | 'operator' };
  account: { id: string; name: string };
  sites: Site[];
  /** Bytes of the largest file that may be sent. */
  files: number;
  csrf: string;
}

/** What somebody is for visitors. */
export type Availability = Member['state'];

/** Somebody of the team who is here. */
export interface Person {
  user: string;
  name: string;
  state?: Member['state'];
  open?: number;
  capacity?: number;
  face?: string | null;
}
