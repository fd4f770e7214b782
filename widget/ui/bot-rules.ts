import type { Message } from './log';

/** Whether an address may be linked to. */
export const safe = (url: any): boolean => /^(https?:\/\/|mailto:|tel:)/i.test(url);

/** Names the bot's messages, and puts what it would say first where its messages will stand; `last`:
 * how many messages there are without a gap. A message that makes one of them true takes over its
 * row; once another stands there, the rest will not come. */
export const opened = (all: Message[], name: string, opening: Message[] = [], last: number): void => {
  const first = (m: Message) => m.number! <= opening.length;
  if (!all.some((m) => first(m) && m.author != 'bot')) all.splice(last, 0, ...opening.slice(last));
  for (const m of all) {
    if (m.author != 'bot') continue;
    m.name ||= name;
    if (first(m)) {
      m.id = m.number + m.text;
      m.live = false;
    }
  }
};

/** The question that waits for an answer, and which question of the newest run each of the
 * visitor's messages has answered. */
export const asked = (list: Message[]): [waits: Message | undefined, answered: Map<string, Message>] => {
  const turns: Record<number, Message> = {};
  const answered = new Map<string, Message>();
  let run: unknown;
  let waits: Message | undefined;
  for (const m of list) {
    const { ask, answer } = m.content ?? {};
    if (ask) {
      if (run != (run = ask.run)) answered.clear();
      turns[ask.turn] = waits = m;
    } else if (m.author == 'visitor') {
      const to = answer ? turns[answer.turn] : waits;
      if (to) answered.set(m.id, to);
      waits = undefined;
    }
  }
  return [waits, answered];
};

/** When messages that come live are shown, each after its time of typing: how
 * many of them are shown now, and milliseconds until there are more. Those are no news any more. */
export const pace = () => {
  let since = 0;
  return (list: Message[], now: number, slow: unknown): [count: number, wait: number] => {
    for (const [i, m] of list.entries()) {
      if (!m.live) continue;
      const wait = (since ||= now) + (m.content?.delay ?? 0) - now;
      if (slow && wait > 0) return [i, wait];
      since = now;
      m.live = 0;
    }
    return [list.length, (since = 0)];
  };
};
