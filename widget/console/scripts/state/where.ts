// Where the scripts live in the console, and what is carried from one page to the next.
import type { Note } from './types';

export const LIST = '/console/scripts';
const pageOf = (id: string): string => `${LIST}/${id}`;
const key = (id: string): string => `leadbell_notes_${id}`;

/** Opens a script that was just made; what its import could not take over is told there. */
export function open(made: { id: string; notes?: Note[] }): void {
  try {
    if (made.notes?.length) sessionStorage.setItem(key(made.id), JSON.stringify(made.notes));
  } catch {
    // Without room the notes are not told; the steps themselves say what is not supported.
  }
  location.href = pageOf(made.id);
}

export function takeNotes(id: string): Note[] {
  try {
    return JSON.parse(sessionStorage.getItem(key(id)) ?? '[]') as Note[];
  } catch {
    return [];
  }
}
