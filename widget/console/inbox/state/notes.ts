// The team's notes of the conversations that were looked at.
import { uuid } from '../../../ui/uuid';
import { api } from './api';
import type { Inbox } from './inbox';
import type { Note } from './types';

const NONE: Note[] = [];
const KEPT = 40;

export class Notes {
  private readonly all = new Map<string, Note[]>();

  constructor(private readonly inbox: Inbox) {}

  of(id: string): Note[] {
    return this.all.get(id) ?? NONE;
  }

  async load(id: string): Promise<void> {
    try {
      const { notes } = await api.notes(id);
      const waiting = this.of(id).filter((note) => !notes.some((one) => one.id === note.id));
      this.set(id, [...notes, ...waiting]);
    } catch {
      // They come with the next opening.
    }
  }

  /** A note that was made here or elsewhere; by its id it stands once. */
  add(note: Note): void {
    const others = this.of(note.conversation).filter((one) => one.id !== note.id);
    this.set(note.conversation, [...others, note]);
  }

  write(conversation: string, text: string, mentions: string[]): void {
    const me = this.inbox.me?.user;
    const after = this.inbox.known.get(conversation)?.number ?? this.inbox.threads.last(conversation);
    const note: Note = { id: uuid(), conversation, after, user: me?.id ?? '', name: me?.name ?? '', text, mentions, at: Date.now() };
    this.add(note);
    void this.store(note);
  }

  /** Sends a note again that was not stored: its id makes that harmless. */
  async store(note: Note): Promise<void> {
    const { failed: _, ...clean } = note;
    this.add(clean);
    try {
      await api.note(note.conversation, { id: note.id, text: note.text, mentions: note.mentions });
    } catch (error) {
      const stored = this.of(note.conversation).find((one) => one.id === note.id);
      if (stored) this.add({ ...stored, failed: error instanceof Error ? error.message : String(error) });
    }
  }

  private set(id: string, notes: Note[]): void {
    this.all.delete(id);
    this.all.set(id, notes.sort((a, b) => a.after - b.after || a.at - b.at));
    if (this.all.size > KEPT) this.all.delete(this.all.keys().next().value as string);
    this.inbox.changed();
  }
}
