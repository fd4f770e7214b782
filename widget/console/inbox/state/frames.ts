// What the server's frames change in the inbox.
import { idleFrame } from '../../live/idle';
import { newLead, ring, STRIKES } from '../../live/bell';
import { concerns } from '../../live/choices';
import { quiet, type News } from '../../live/notification';
import type { Frame } from '../../live/socket';
import { t } from '../../lib/texts';
import type { Inbox } from './inbox';
import { visitorName, withMessage } from './rows';
import type { Conversation, Looker, Message, Named, Note, Person } from './types';

const news = ({ conversation, text, content }: Message, row: Conversation | undefined): News => ({
  conversation,
  title: row ? `${visitorName(row)} · ${row.site_name}` : t('the_visitor'),
  text: text || (content?.files ?? []).map((file) => file.name).join(', '),
});

/** What looks like a phone number or an address. */
const CONTACT = /\S@\S|(\d[\s()./-]*){6}/;

export class Frames {
  private readonly got = new Map<string, number>();
  private struck = 0;

  constructor(private readonly inbox: Inbox) {}

  received(frame: Frame): void {
    const { inbox } = this;
    const conversation = frame.conversation as string;
    switch (frame.t) {
      case 'welcome':
        inbox.team.here((frame.online as Person[] | undefined) ?? []);
        if (inbox.idle.is) inbox.send(idleFrame(true));
        inbox.lists.behind(frame.rev as number);
        for (const look of (frame.looking as Frame[] | undefined) ?? []) inbox.looks.are(look.conversation as string, look.people as Looker[]);
        if (inbox.open) inbox.threads.add(inbox.open, ((frame.messages as Message[]) ?? []).filter((m) => m.conversation === inbox.open));
        break;
      case 'ping':
        inbox.lists.behind(frame.rev as number);
        break;
      case 'conversation':
        this.rowIs(frame.conversation as unknown as Conversation);
        break;
      case 'message':
        this.arrived(frame as unknown as Message, frame.rev as number);
        break;
      case 'ack':
        this.acknowledged(frame);
        break;
      case 'nack':
        this.refused(frame);
        break;
      case 'read':
      case 'got':
        if (frame.t === 'read' && frame.by === 'operator') void quiet(conversation);
        this.marked(frame.t, conversation, frame.number as number, frame.by as string);
        break;
      case 'note':
        this.noted(frame as unknown as Note);
        break;
      case 'typing':
        if (frame.by === 'operator' && frame.name === inbox.me?.user.name) break; // it is this person, perhaps in another tab
        // An empty draft: what was written has been sent, or taken back.
        if (frame.draft === '') inbox.looks.types(conversation, '');
        else {
          // A colleague's keys do not take the visitor's draft away.
          const draft = frame.by === 'visitor' ? (frame.draft as string | undefined) : inbox.looks.writes(conversation)?.draft;
          inbox.looks.types(conversation, (frame.name as string | null) || this.nameOf(conversation, frame.by === 'visitor'), draft);
        }
        break;
      case 'looking':
        inbox.looks.are(conversation, (frame.people as Looker[] | undefined) ?? []);
        break;
      case 'presence':
        inbox.team.here(frame.online as Person[]);
        break;
      case 'lead':
        newLead(String(frame.name ?? ''));
        for (const id of inbox.opened()) void inbox.refresh(id);
        break;
    }
    if (typeof frame.rev === 'number' && frame.t !== 'welcome' && frame.t !== 'ping') this.numbered(conversation, frame.rev);
    inbox.changed();
  }

  private numbered(conversation: string, rev: number): void {
    const { known, lists } = this.inbox;
    lists.revs.saw(rev);
    const row = known.get(conversation);
    if (row && rev > row.rev) known.put({ ...row, rev });
    lists.closeGap();
  }

  private rowIs(row: Conversation): void {
    const { inbox } = this;
    const was = inbox.known.get(row.id);
    inbox.lists.learn([row]);
    if (!was || was.status !== row.status || was.assignee?.id !== row.assignee?.id || was.spam !== row.spam || was.snoozed_until !== row.snoozed_until) inbox.lists.recount();
    // Its message should have come by itself; a lost one is noticed here.
    if (inbox.opened().includes(row.id)) setTimeout(() => inbox.follow(row), 1_000);
  }

  private arrived(message: Message, rev: number): void {
    const { inbox } = this;
    const { conversation: id } = message;
    inbox.outbox.take(message.id);
    inbox.threads.add(id, [message]);
    const row = inbox.known.get(id);
    if (row) {
      const now = withMessage(row, message);
      inbox.known.put(now);
      if ((row.waiting_since === null) !== (now.waiting_since === null)) inbox.lists.recount();
    } else {
      inbox.lists.miss(id, rev);
      inbox.lists.recount();
    }
    if (message.author !== 'visitor') return;
    this.came(message);
    // It may be a contact that is another lead's: no frame tells of that.
    if (inbox.opened().includes(id) && CONTACT.test(message.text)) setTimeout(() => void inbox.refresh(id), 1_000);
    if (inbox.looks.writes(id)) inbox.looks.types(id, '');
    const watched = inbox.opened().includes(id) && !document.hidden && document.hasFocus();
    // What a person has chosen is read last: in a flood that would cost.
    if (!watched && !row?.spam && Date.now() - this.struck > STRIKES && concerns(row?.assignee?.id)) {
      this.struck = Date.now();
      void ring(message.id, news(message, row));
    }
  }

  /** Says which messages have come here: together, and not where a colleague's tab has said so. */
  private came({ conversation, number }: Message): void {
    if (!this.got.size) setTimeout(() => this.sayGot(), 1_000 + Math.random() * 1_000);
    this.got.set(conversation, Math.max(number, this.got.get(conversation) ?? 0));
  }

  private sayGot(): void {
    for (const [conversation, number] of this.got) {
      if (number > (this.inbox.known.get(conversation)?.operator_got ?? 0)) this.inbox.send({ t: 'got', conversation, number });
    }
    this.got.clear();
  }

  private acknowledged(frame: Frame): void {
    const { inbox } = this;
    const sent = inbox.outbox.take(frame.id as string);
    if (!sent) return;
    const { id, conversation, text, content } = sent;
    inbox.threads.add(conversation, [{ id, conversation, text, content, number: frame.number as number, at: frame.at as number, author: 'operator', name: inbox.me?.user.name ?? null }]);
  }

  private refused(frame: Frame): void {
    const { inbox } = this;
    const id = frame.id as string;
    const after = frame.retry_after as number | undefined;
    const waits = inbox.outbox.unsent().find((m) => m.id === id);
    if (after && waits) setTimeout(() => inbox.post(waits), after * 1000);
    else inbox.outbox.mark(id, String(frame.code), undefined, (frame.by as Named | undefined)?.name);
  }

  private marked(kind: 'read' | 'got', id: string, number: number, by: string): void {
    const { known } = this.inbox;
    const row = known.get(id);
    if (!row) return;
    const own = by === 'visitor' ? 'visitor' : 'operator';
    const next = { ...row, [`${own}_got`]: Math.max(row[`${own}_got`], number) };
    if (kind === 'read') next[`${own}_read`] = Math.max(row[`${own}_read`], number);
    if (own === 'operator' && kind === 'read' && number >= row.number) next.unread = 0;
    known.put(next);
  }

  private noted(note: Note): void {
    const { inbox } = this;
    inbox.notes.add(note);
    const row = inbox.known.get(note.conversation);
    if (row) inbox.known.change(row.id, { notes: row.notes + 1 });
    const me = inbox.me?.user.id ?? '';
    if (note.user !== me && note.mentions?.includes(me)) inbox.mentioned(note);
  }

  private nameOf(id: string, visitor: boolean): string {
    const row = this.inbox.known.get(id);
    return visitor ? (row ? visitorName(row) : t('the_visitor')) : t('colleague');
  }
}
