// Where a step goes on: each way out is a port, and an edge is a port with a step at its end.
import type { Script, Step } from './types';

/** The card from which every run begins; no step's id has this letter. */
export const START = '@start';

export interface Port {
  key: string;
  /** What stands beside it; empty where the ports' kind says it. */
  label: string;
  kind: 'next' | 'otherwise' | 'failed' | 'to' | 'choice' | 'branch' | 'way' | 'entry';
  to: string | null;
}

export interface Edge {
  from: string;
  port: string;
  to: string;
}

/** After these nothing follows. */
const LAST = new Set(['handover', 'end']);

export function portsOf(step: Step): Port[] {
  const port = (key: string, kind: Port['kind'], to: string | null | undefined, label = ''): Port => ({ key, kind, label, to: to ?? null });
  if (LAST.has(step.kind)) return step.next ? [port('next', 'next', step.next)] : [];
  if (step.kind === 'jump') return [port('to', 'to', step.to)];
  const ports: Port[] = [];
  const choices = step.kind === 'question' && step.ask?.type === 'choice' ? (step.ask.choices ?? []) : [];
  // Of several picked answers none leads the way by itself.
  if (!step.ask?.many) for (const one of choices) ports.push(port(`choice:${one.id}`, 'choice', one.to, one.label));
  for (const one of step.kind === 'condition' ? (step.branches ?? []) : []) ports.push(port(`branch:${one.id}`, 'branch', one.to));
  const ways = step.kind === 'split' ? (step.ways ?? []) : [];
  const all = ways.reduce((sum, way) => sum + way.weight, 0) || 1;
  for (const one of ways) ports.push(port(`way:${one.id}`, 'way', one.to, `${Math.round((100 * one.weight) / all)} %`));
  ports.push(port('next', ports.length ? 'otherwise' : 'next', step.next));
  if (step.failed || step.kind === 'http') ports.push(port('failed', 'failed', step.failed));
  return ports;
}

export const startPorts = (script: Script): Port[] =>
  script.entries.map((entry, i) => ({ key: `entry:${i}`, kind: 'entry', label: entry.words?.join(', ') || entry.path || entry.name || '', to: entry.to ?? null }));

export const portsFrom = (script: Script, id: string): Port[] => {
  if (id === START) return startPorts(script);
  const step = script.steps.find((one) => one.id === id);
  return step ? portsOf(step) : [];
};

export function edgesOf(script: Script): Edge[] {
  const known = new Set(script.steps.map((step) => step.id));
  const edges: Edge[] = [];
  const add = (from: string, ports: Port[]): void => {
    for (const { key, to } of ports) if (to && known.has(to)) edges.push({ from, port: key, to });
  };
  add(START, startPorts(script));
  for (const step of script.steps) add(step.id, portsOf(step));
  return edges;
}

const aim = <One extends { id: string; to?: string | null }>(all: One[] | undefined, id: string, to: string | null): One[] =>
  (all ?? []).map((one) => (one.id === id ? withTo(one, to) : one));

function withTo<One extends { to?: string | null }>(one: One, to: string | null): One {
  const { to: _, ...rest } = one;
  return (to ? { ...rest, to } : rest) as One;
}

/** The step with one of its ports led to another step, or to none. */
export function aimed(step: Step, port: string, to: string | null): Step {
  const [kind, id = ''] = port.split(/:(.*)/);
  if (kind === 'choice') return { ...step, ask: { ...step.ask!, choices: aim(step.ask?.choices, id, to) } };
  if (kind === 'branch') return { ...step, branches: aim(step.branches, id, to) };
  if (kind === 'way') return { ...step, ways: aim(step.ways, id, to) };
  const next = { ...step };
  if (to) next[port] = to;
  else delete next[port];
  return next;
}

/** The script with a port led to another step, or to none. */
export function linked(script: Script, from: string, port: string, to: string | null): Script {
  if (from === START) {
    const at = Number(port.split(':')[1]);
    return { ...script, entries: script.entries.map((entry, i) => (i === at ? withTo(entry, to) : entry)) };
  }
  return { ...script, steps: script.steps.map((step) => (step.id === from ? aimed(step, port, to) : step)) };
}

/** Every way out led anew: `lead` says for the step at its end which takes its place. */
export function redirected(step: Step, lead: (to: string) => string | null): Step {
  let out = step;
  for (const key of ['next', 'to', 'failed'] as const) {
    const to = step[key];
    if (to && lead(to) !== to) out = aimed(out, key, lead(to));
  }
  for (const { key, to } of portsOf({ ...step, ask: step.ask ? { ...step.ask, many: false } : undefined })) {
    if (to && /:/.test(key) && lead(to) !== to) out = aimed(out, key, lead(to));
  }
  return out;
}
