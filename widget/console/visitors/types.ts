// What the server says of live visitors; the words are the API's.
import type { Page, Source } from '../inbox/state/types';

export type Fate = 'sent' | 'shown' | 'accepted' | 'dismissed';

export interface Invited {
  id: string;
  text: string;
  name: string;
  state: Fate;
  by_rule: boolean;
  at: number;
}

export interface Present {
  id: string;
  site: string;
  name: string | null;
  lead: string | null;
  conversation: string | null;
  url: string;
  title: string;
  since: number;
  came: number;
  pages: number;
  visits: number;
  source: Source;
  device: string;
  lang: string;
  country: string;
  invitation: Invited | null;
}

export interface Whole {
  id: string;
  site: string;
  name: string | null;
  device: string;
  agent: string;
  lang: string;
  country: string;
  visits: number;
  first_seen: number;
  last_seen: number;
  source_first: Source | null;
  source_last: Source | null;
  pages: (Page & { at: number })[];
  conversations: { id: string; status: 'open' | 'closed'; last_at: number; last_text: string }[];
  lead: { id: string; name: string; status: string } | null;
  invitations: Invited[];
  /** What an invitation says unless somebody writes another text. */
  greeting: string;
  now: Present | null;
}
