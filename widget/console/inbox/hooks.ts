import { useEffect, useReducer, useRef, useState } from 'preact/hooks';

interface Watched {
  watch(seen: () => void): () => void;
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((one, i) => Object.is(one, b[i]));

/** Paints again only when what is picked has changed; the parts of the state are never changed in place. */
export function usePick<Picked extends readonly unknown[]>(watched: Watched, pick: () => Picked): Picked {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const now = pick();
  const latest = useRef({ pick, now });
  latest.current = { pick, now };
  useEffect(() => {
    const look = (): void => {
      if (!same(latest.current.pick(), latest.current.now)) again(undefined);
    };
    look();
    return watched.watch(look);
  }, [watched]);
  return now;
}

/** One timer for all that shows a time of the same grain. */
const clocks = new Map<number, Set<(now: number) => void>>();
function tick(every: number, seen: (now: number) => void): () => void {
  let watching = clocks.get(every);
  if (!watching) {
    const all = (watching = new Set());
    clocks.set(every, all);
    setInterval(() => {
      if (!document.hidden) for (const one of all) one(Date.now());
    }, every);
  }
  const all = watching;
  all.add(seen);
  return () => void all.delete(seen);
}

/** A clock for what shows a moving time. */
export function useNow(every: number): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => tick(every, set), [every]);
  return now;
}
