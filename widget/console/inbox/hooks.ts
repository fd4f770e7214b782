import { useEffect, useReducer, useState } from 'preact/hooks';
import type { Inbox } from './inbox';

/** Paints again when the inbox changes. */
export function useInbox(inbox: Inbox): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => inbox.watch(() => again(undefined)), [inbox]);
}

/** A clock for what shows a moving time. */
export function useNow(every: number): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) set(Date.now());
    }, every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
