import { useEffect, useReducer } from 'preact/hooks';
import type { Live } from './live';

/** Paints again when somebody comes, goes or moves on. */
export function useLive(live: Live): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => live.watch(() => again(undefined)), [live]);
}
