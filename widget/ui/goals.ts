import type { Ctx } from '../loader/types';

/** Tells the host's own counters of a goal: never without consent, never twice
 * for the same id, and only those counters that the page has. */
export const goal = (ctx: Ctx, kind: 'lead' | 'chat', id: string): void => {
  const goals = ctx.cfg.goals;
  const name = goals?.[kind];
  const fired = ctx.get().goals || '';
  const key = kind + id;
  if (!name || !ctx.allowed() || fired.includes(key)) return;
  ctx.put({ goals: `${fired} ${key}`.slice(-2_000) });
  const w = window as any;
  const attempt = (fn: () => void) => {
    try {
      fn();
    } catch {
      // a broken counter of the host is not our visitor's trouble
    }
  };
  attempt(() => w.dataLayer?.push?.({ event: name }));
  attempt(() => w.gtag?.('event', name));
  attempt(() => goals.ym && w.ym?.(goals.ym, 'reachGoal', name));
};
