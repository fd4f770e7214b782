/** What has to hold before a rule invites: all that is set. */
export interface When {
  contains?: string;
  equals?: string;
  seconds?: number;
  scroll?: number;
  channel?: string;
  source?: string;
  returning?: boolean;
  visits?: number;
}

export interface Facts {
  url: string;
  /** Seconds on this page. */
  seconds: number;
  /** How far down it has been seen, in percent. */
  scroll: number;
  channel: string;
  source: string;
  visits: number;
}

const plain = (text: string) => text.trim().toLowerCase().replace(/#(?![!/]).*/, '');
const bare = (text: string) => plain(text).replace(/\/$/, '');

/** A whole address, one without its query, or a path with or without it. */
const isPage = (url: string, typed: string): boolean => {
  const all = plain(url);
  const path = all.replace(/^[a-z]+:\/\/[^/]*/, '');
  return [all, all.replace(/\?.*/, ''), path, path.replace(/\?.*/, '')].some((one) => bare(one) == bare(typed));
};

export const meets = (when: When, is: Facts): boolean =>
  plain(is.url).includes(plain(when.contains ?? '')) &&
  (!when.equals || isPage(is.url, when.equals)) &&
  is.seconds >= (when.seconds ?? 0) &&
  is.scroll >= (when.scroll ?? 0) &&
  (!when.channel || when.channel == is.channel) &&
  plain(is.source).includes(plain(when.source ?? '')) &&
  (when.returning ?? is.visits > 1) == is.visits > 1 &&
  is.visits >= (when.visits ?? 0);
