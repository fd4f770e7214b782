// The outline: the steps in the order of the flow, each once, the ways of a fork below it.
import { START, portsFrom, type Port } from './ports';
import type { Script, Step } from './types';

export interface Line {
  /** One of its kind in the whole outline. */
  key: string;
  depth: number;
  /** The step itself, or a way out: to a step that stands elsewhere, or to nowhere yet. */
  step?: Step;
  from: string;
  port?: Port;
  /** The step that a way leads to, where that stands elsewhere. */
  elsewhere?: Step;
  start?: true;
  /** A way without an end of its own: it goes where the step goes otherwise. */
  follows?: boolean;
  /** Nothing leads to it. */
  lost?: boolean;
}

export function outline(script: Script): Line[] {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  /** What follows after a fork belongs to the column of the fork, not to one of its ways. */
  const held = new Set<string>();
  const lines: Line[] = [{ key: START, depth: 0, from: START, start: true }];
  const end = (from: string, port: Port, depth: number, lost: boolean, follows: boolean): Line => {
    const elsewhere = port.to ? steps.get(port.to) : undefined;
    return { key: `${from} ${port.key}`, depth, from, port, ...(elsewhere ? { elsewhere } : {}), ...(follows ? { follows } : {}), ...(lost ? { lost } : {}) };
  };
  const follow = (id: string, depth: number, lost: boolean): void => {
    const own = new Set<string>();
    let now: string | null = id;
    while (now) {
      const step: Step | undefined = steps.get(now);
      if (!step) return;
      seen.add(now);
      lines.push({ key: now, depth, step, from: now, ...(lost ? { lost } : {}) });
      const ports: Port[] = portsFrom(script, now);
      const forks = ports.filter((port) => port.kind !== 'next' && port.kind !== 'otherwise');
      const on: Port | undefined = ports.find((port) => port.key === 'next');
      if (forks.length) for (let to = on?.to; to && steps.has(to) && !seen.has(to) && !held.has(to); to = steps.get(to)!.next) held.add(to), own.add(to);
      for (const port of forks) {
        lines.push(end(now, port, depth + 1, lost, !port.to && !!on?.to && port.kind !== 'failed'));
        if (!port.to || !steps.has(port.to) || seen.has(port.to) || held.has(port.to)) continue;
        delete lines.at(-1)!.elsewhere;
        follow(port.to, depth + 2, lost);
      }
      if (!on) return;
      if (!on.to || !steps.has(on.to) || seen.has(on.to) || (held.has(on.to) && !own.has(on.to))) {
        lines.push(end(now, on, depth + (forks.length ? 1 : 0), lost, false));
        return;
      }
      now = on.to;
    }
  };
  for (const port of portsFrom(script, START)) {
    lines.push(end(START, port, 0, false, false));
    if (!port.to || !steps.has(port.to) || seen.has(port.to)) continue;
    delete lines.at(-1)!.elsewhere;
    follow(port.to, 1, false);
  }
  for (const step of script.steps) if (!seen.has(step.id)) follow(step.id, 0, true);
  return lines;
}

/** The steps in the order in which a reader meets them. */
export const inOrder = (script: Script): Step[] => outline(script).flatMap((line) => line.step ?? []);
