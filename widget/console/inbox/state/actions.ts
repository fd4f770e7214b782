// What a person does with conversations: shown at once, told to the server, taken back where it refuses.
import { count, t } from '../../lib/texts';
import { say } from '../../lib/toast';
import { full } from '../../lib/time';
import { api, Refusal, type Assignment } from './api';
import type { Inbox } from './inbox';
import type { Conversation, Named } from './types';

/** Requests at once, when many conversations are changed. */
const ABREAST = 6;

interface Change {
  ids: string[];
  /** What the row becomes; null where nothing changes for it. */
  become: (row: Conversation) => Partial<Conversation> | null;
  tell: (row: Conversation) => Promise<unknown>;
  /** What is said when it is done. */
  done?: (changed: number) => string;
  undo?: (was: Conversation[]) => void;
}

export class Actions {
  constructor(private readonly inbox: Inbox) {}

  private async change({ ids, become, tell, done, undo }: Change): Promise<void> {
    const { inbox } = this;
    const was: Conversation[] = [];
    const failed: Error[] = [];
    for (const id of ids) {
      const row = inbox.known.get(id);
      const part = row && become(row);
      if (!row || !part) continue;
      was.push(row);
      inbox.known.put({ ...row, ...part });
    }
    inbox.changed();
    const waiting = [...was];
    const one = async (): Promise<void> => {
      for (let row = waiting.shift(); row; row = waiting.shift()) {
        try {
          const now = (await tell(row)) as Conversation | undefined;
          if (now?.rev) inbox.lists.learn([now]);
        } catch (error) {
          failed.push(error as Error);
          const part = become(row) ?? {};
          const back = Object.fromEntries(Object.keys(part).map((key) => [key, row[key as keyof Conversation]]));
          inbox.known.change(row.id, back);
          if (error instanceof Refusal && error.status === 409) void inbox.refresh(row.id);
        }
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, one));
    inbox.lists.recount();
    inbox.changed();
    const worked = was.length - failed.length;
    if (failed.length) say(failed.length > 1 ? count('not_changed', failed.length) : this.words(failed[0] as Error), { bad: true });
    else if (done && worked) say(done(worked), undo ? { action: { text: t('undo'), run: () => undo(was) } } : {});
  }

  /** Keeps a text as a canned reply. */
  async keep(word: string, text: string, shared: boolean): Promise<void> {
    try {
      await this.inbox.canned.keep(word, text, shared);
      say(t('canned_kept', { word }));
    } catch (error) {
      say(this.words(error as Error), { bad: true });
    }
  }

  private words(error: Error): string {
    if (error instanceof Refusal && error.problem.code === 'taken') {
      const who = error.problem.assignee?.name;
      return who ? t('taken_by', { name: who }) : t('taken_by_nobody');
    }
    return error.message;
  }

  close(ids: string[], closed = true): Promise<void> {
    return this.change({
      ids,
      become: (row) => ((row.status === 'closed') === closed ? null : { status: closed ? 'closed' : 'open', waiting_since: null }),
      tell: (row) => (closed ? api.close(row.id) : api.reopen(row.id)),
      done: (n) => (n > 1 ? count(closed ? 'were_closed' : 'were_reopened', n) : t(closed ? 'was_closed' : 'was_reopened')),
      undo: (was) => void this.close(was.map((row) => row.id), !closed),
    });
  }

  /** Closes what is open and opens what is closed, by the first of them. */
  toggle(ids: string[]): Promise<void> {
    return this.close(ids, this.inbox.known.get(ids[0])?.status === 'open');
  }

  /** To a person, or to nobody. The server refuses where somebody else has taken it meanwhile. */
  assign(ids: string[], user: Named | null): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.assignee?.id === user?.id ? null : { assignee: user, queued_at: user ? null : row.queued_at }),
      tell: (row) => api.assign(row.id, { user: user?.id ?? null, if_assignee: row.assignee?.id ?? null }),
      done: (n) => (n > 1 ? count('were_assigned', n, { name: user?.name ?? t('nobody') }) : user ? t('assigned_to', { name: user.name }) : t('assigned_to_nobody')),
      undo: (was) => void this.back(was),
    });
  }

  /** To a department: whoever of it is free gets it. */
  transfer(ids: string[], department: Named): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.department?.id === department.id && !row.assignee ? null : { department, assignee: null }),
      tell: (row) => api.assign(row.id, { department: department.id }),
      done: (n) => (n > 1 ? count('were_transferred', n, { name: department.name }) : t('was_transferred', { name: department.name })),
      undo: (was) => void this.back(was),
    });
  }

  private async back(was: Conversation[]): Promise<void> {
    await this.change({
      ids: was.map((row) => row.id),
      become: (row) => {
        const old = was.find((one) => one.id === row.id);
        return old ? { assignee: old.assignee, department: old.department } : null;
      },
      tell: (row) => {
        const old = was.find((one) => one.id === row.id);
        const to: Assignment = { user: old?.assignee?.id ?? null };
        if (old?.department?.id !== row.department?.id) to.department = old?.department?.id ?? null;
        return api.assign(row.id, to);
      },
      done: () => t('undone'),
    });
  }

  snooze(ids: string[], until: number | null): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.snoozed_until === until ? null : { snoozed_until: until }),
      tell: (row) => api.snooze(row.id, until),
      done: (n) => (until === null ? t('is_awake') : n > 1 ? count('were_snoozed', n, { when: full(until) }) : t('was_snoozed', { when: full(until) })),
      undo: (was) => {
        for (const row of was) void this.snooze([row.id], row.snoozed_until);
      },
    });
  }

  spam(ids: string[], spam: boolean): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.spam === spam ? null : { spam, status: spam ? 'closed' : 'open', waiting_since: null, snoozed_until: null }),
      tell: (row) => api.spam(row.id, spam),
      done: (n) => (n > 1 ? count(spam ? 'were_spam' : 'were_no_spam', n) : t(spam ? 'was_spam' : 'was_no_spam')),
      undo: (was) => void this.spam(was.map((row) => row.id), !spam),
    });
  }

  /** Adds a tag to all, or takes it from all. */
  tag(ids: string[], tag: string, on: boolean): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.tags.includes(tag) === on ? null : { tags: on ? [...row.tags, tag] : row.tags.filter((one) => one !== tag) }),
      tell: (row) => api.tag(row.id, tag, on),
    });
  }

  mode(ids: string[], mode: Conversation['mode']): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.mode === mode ? null : { mode }),
      tell: (row) => api.mode(row.id, mode),
      done: () => t(mode === 'bot' ? 'bot_has_it' : 'people_answer'),
    });
  }

  /** The visitor, with all that is open of them. */
  block(ids: string[], blocked: boolean): Promise<void> {
    return this.change({
      ids,
      become: (row) => (row.blocked === blocked ? null : { blocked, status: blocked ? 'closed' : row.status, waiting_since: null }),
      tell: async (row) => {
        await api.block(row.visitor, blocked);
        await this.inbox.refresh(row.id);
      },
      done: (n) => (n > 1 ? count(blocked ? 'were_blocked' : 'were_unblocked', n) : t(blocked ? 'was_blocked' : 'was_unblocked')),
      // Blocking has closed what was open.
      undo: (was) => void this.block(was.map((row) => row.id), !blocked).then(() => this.close(was.filter((row) => row.status === 'open').map((row) => row.id), false)),
    });
  }
}
