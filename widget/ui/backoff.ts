/** Full jitter: anything between nothing and twice as much each time, at most 30 s. */
export const backoff = (attempt: number, random: () => number = Math.random): number =>
  random() * Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10));
