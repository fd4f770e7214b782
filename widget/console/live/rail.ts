// On the pages without the inbox: a light socket that keeps the rail's numbers
// true, rings, and lets visitors see that somebody is there.
import { t } from '../lib/texts';
import { say } from '../lib/toast';
import { badge, newLead, ring } from './bell';
import { concerns } from './choices';
import { Idle, idleFrame } from './idle';
import { quiet } from './notification';
import { LiveSocket, type Frame, type State } from './socket';
import { readySound } from './sounds';

interface Row {
  id: string;
  unread: number;
  name: string | null;
  site_name: string;
  assignee: { id: string } | null;
}

/** What else a page does with the socket. */
interface Further {
  frame(frame: Frame): void;
  state(state: State): void;
}

export function watchRail(further?: Further): LiveSocket {
  let rev = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Messages that may ring once it is known whose conversation it is. */
  const heard = new Map<string, Frame>();

  const count = async (): Promise<void> => {
    try {
      const answer = await fetch('/api/v1/conversations?filter=open', { headers: { accept: 'application/json' } });
      if (!answer.ok) return;
      const page = (await answer.json()) as { conversations: Row[]; next: string | null; rev: number };
      rev = Math.max(rev, page.rev);
      const unread = page.conversations.filter((row) => row.unread > 0).length;
      badge(unread, page.next !== null && unread === page.conversations.length);
      tell(page.conversations);
    } catch {
      // The next frame or the next connection counts again.
    }
  };
  const tell = (rows: Row[]): void => {
    for (const [conversation, { id, text }] of heard) {
      const row = rows.find((one) => one.id === conversation);
      if (!concerns(row?.assignee?.id)) continue;
      const title = [row?.name || t('the_visitor'), row?.site_name].filter(Boolean).join(' · ');
      void ring(String(id), { conversation, title, text: String(text) });
    }
    heard.clear();
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void count(), 250);
  };

  const received = (frame: Frame): void => {
    further?.frame(frame);
    const newest = Number(frame.rev) || 0;
    const isNew = newest > rev;
    rev = Math.max(rev, newest);
    if (frame.t === 'welcome' && idle.is) socket.send(idleFrame(true));
    if (frame.t === 'welcome' || frame.t === 'conversation' || (frame.t === 'ping' && isNew)) {
      soon();
    } else if (frame.t === 'read') {
      soon();
      if (frame.by === 'operator') void quiet(String(frame.conversation));
    } else if (frame.t === 'message') {
      if (frame.author === 'visitor') heard.set(String(frame.conversation), frame);
      soon();
    } else if (frame.t === 'lead') {
      newLead(String(frame.name ?? ''));
      void ring(String(frame.lead));
    }
  };

  const idle = new Idle((is) => socket.send(idleFrame(is)));

  readySound();
  const socket = new LiveSocket('/api/v1/socket', {
    hello: () => ({ t: 'hello', open: null, after: 0 }),
    frame: received,
    state: (state) => {
      further?.state(state);
      if (state === 'signed_out') say(t('signed_out'), { bad: true, action: { text: t('sign_in'), run: () => location.reload() } });
    },
  });
  socket.start();
  idle.start();
  return socket;
}
