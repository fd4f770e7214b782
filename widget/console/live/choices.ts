// How this person wants to be alerted. The server keeps it; a copy here is ready at once.

export type Sound = 'bell' | 'knock' | 'drops' | 'none';
export interface Choices {
  sound: Sound;
  /** Notifications of the system from an open tab. */
  desktop: boolean;
  /** Not of conversations that nobody has taken. */
  only_mine: boolean;
  /** Who it is. */
  user: string;
  /** Under which this browser subscribes to Web Push. */
  key: string;
}

const KEPT = 'leadbell.alerts';
const USUAL: Choices = { sound: 'bell', desktop: true, only_mine: false, user: '', key: '' };

export function choices(): Choices {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Choices>) };
  } catch {
    return USUAL;
  }
}

/** Asks the server; `null` where nobody is signed in or it is away. */
export async function refreshChoices(): Promise<Choices | null> {
  try {
    const answer = await fetch('/api/v1/alerts', { headers: { accept: 'application/json' } });
    if (!answer.ok) return null;
    const text = await answer.text();
    localStorage.setItem(KEPT, text);
    return JSON.parse(text) as Choices;
  } catch {
    return null;
  }
}

/** Whether a message in a conversation is for this person: it is theirs, or nobody's yet. */
export function concerns(assignee: string | null | undefined): boolean {
  const { only_mine, user } = choices();
  return assignee ? !user || assignee === user : !only_mine;
}
