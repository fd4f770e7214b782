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
  /** Nothing leads to it. */
  lost?: boolean;
}

export function outline(script: Script): Line[] {
  const steps = new Map(script.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  const lines: Line[] = [{ key: START, depth: 0, from: START, start: true }];
  const follow = (id: string, depth: number, lost: boolean): void => {
    let now: string | null = id;
    while (now) {
      const step = steps.get(now);
      if (!step || seen.has(now)) return;
      seen.add(now);
      lines.push({ key: now, depth, step, from: now, ...(lost ? { lost } : {}) });
      const ports: Port[] = portsFrom(script, now);
      const forks = ports.filter((port) => port.kind !== 'next' && port.kind !== 'otherwise');
      for (const port of forks) way(now, port, depth + 1, lost);
      const on = ports.find((port) => port.key === 'next');
      if (!on) return;
      if (forks.length || !on.to || !steps.has(on.to) || seen.has(on.to)) {
        // After a fork, what follows otherwise goes on in the same column.
        if (!on.to || !steps.has(on.to) || seen.has(on.to)) {
          lines.push(end(now, on, depth + (forks.length ? 1 : 0), lost));
          return;
        }
      }
      now = on.to;
    }
  };
  const end = (from: string, port: Port, depth: number, lost: boolean): Line => {
    const elsewhere = port.to ? steps.get(port.to) : undefined;
    return { key: `${from} ${port.key}`, depth, from, port, ...(elsewhere ? { elsewhere } : {}), ...(lost ? { lost } : {}) };
  };
  const way = (from: string, port: Port, depth: number, lost: boolean): void => {
    lines.push(end(from, port, depth, lost));
    if (port.to && steps.has(port.to) && !seen.has(port.to)) {
      delete lines.at(-1)!.elsewhere;
      follow(port.to, depth + 1, lost);
    }
  };
  for (const port of portsFrom(script, START)) way(START, port, 0, false);
  for (const step of script.steps) if (!seen.has(step.id)) follow(step.id, 0, true);
  return lines;
}

/** The steps in the order in which a reader meets them. */
export const inOrder = (script: Script): Step[] => outline(script).flatMap((line) => line.step ?? []);
