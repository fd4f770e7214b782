// What editing makes of a script. Nothing is changed in place: each gives a new script.
import { START, aimed, linked, portsFrom, portsOf, redirected } from './ports';
import { HEIGHT, WIDTH, heightOf } from './size';
import type { Choice, Script, Step } from './types';

export const stepOf = (script: Script, id: string | null | undefined): Step | undefined => script.steps.find((step) => step.id === id);

/** A short id that the script does not have yet. */
export function freshId(taken: Iterable<string>, stem = 's'): string {
  const all = new Set(taken);
  let n = all.size + 1;
  while (all.has(`${stem}${n}`)) n += 1;
  return `${stem}${n}`;
}

export const patched = (script: Script, id: string, part: Partial<Step>): Script => ({
  ...script,
  steps: script.steps.map((step) => (step.id === id ? clean({ ...step, ...part }) : step)),
});

/** What is empty is not there. */
function clean(step: Step): Step {
  const out = { ...step };
  for (const [key, value] of Object.entries(out)) if (value === undefined || (value === '' && key !== 'text')) delete out[key];
  return out;
}

/** A new step at the end of a port; what the port led to comes after the new one. */
export function added(script: Script, made: Omit<Step, 'id'>, after: { from: string; port: string } | null, at?: [number, number]): { script: Script; id: string } {
  const id = freshId(script.steps.map((step) => step.id));
  const before = after ? (portsFrom(script, after.from).find((port) => port.key === after.port)?.to ?? null) : null;
  let step = { ...made, id, at: at ?? placeFor(script, after) } as Step;
  if (before && portsOf(step).some((port) => port.key === 'next')) step = aimed(step, 'next', before);
  let out: Script = { ...script, steps: [...script.steps, step] };
  if (before && !at) out = { ...out, steps: roomFor(out.steps, step) };
  if (after?.from === START && !script.entries.length) out = { ...out, entries: [{ on: 'start' }] };
  return { script: after ? linked(out, after.from, after.port, id) : out, id };
}

/** To the right of the step it follows, below what stands there. */
function placeFor(script: Script, after: { from: string; port: string } | null): [number, number] {
  const placed = script.steps.filter((step) => step.at);
  if (!placed.length) return [320, 80];
  const from = after ? stepOf(script, after.from) : undefined;
  const x = from?.at ? from.at[0] + WIDTH + 80 : after ? Math.min(...placed.map((step) => step.at![0])) : Math.max(...placed.map((step) => step.at![0])) + WIDTH + 80;
  let y = from?.at ? from.at[1] : 80;
  const hits = (): Step | undefined =>
    placed.find((step) => Math.abs(step.at![0] - x) < WIDTH + 16 && y < step.at![1] + heightOf(step) + 24 && y + HEIGHT + 24 > step.at![1]);
  // A step that is put between two pushes the rest aside instead.
  if (from && portsFrom(script, after!.from).find((port) => port.key === after!.port)?.to) return [x, y];
  for (let found = hits(), tries = 0; found && tries < 400; found = hits(), tries += 1) y = found.at![1] + heightOf(found) + 32;
  return [x, y];
}

/** Those that stand where the new step is, or to the right of it in its row, move to the right. */
function roomFor(steps: Step[], step: Step): Step[] {
  const [x, y] = step.at!;
  const bottom = y + heightOf(step);
  const crowded = steps.some((one) => one !== step && one.at && Math.abs(one.at[0] - x) < WIDTH + 16 && one.at[1] < bottom && one.at[1] + heightOf(one) > y);
  if (!crowded) return steps;
  return steps.map((one) => (one !== step && one.at && one.at[0] > x - WIDTH / 2 ? { ...one, at: [one.at[0] + WIDTH + 80, one.at[1]] } : one));
}

/** Without these steps, and without what led to them. */
export function removed(script: Script, ids: ReadonlySet<string>): Script {
  const lead = (to: string): string | null => (ids.has(to) ? null : to);
  return {
    ...script,
    entries: script.entries.map((entry) => (entry.to && ids.has(entry.to) ? { ...entry, to: undefined } : entry)),
    steps: script.steps.filter((step) => !ids.has(step.id)).map((step) => redirected(step, lead)),
  };
}

export const moved = (script: Script, ids: ReadonlySet<string>, by: [number, number]): Script => ({
  ...script,
  steps: script.steps.map((step) => (ids.has(step.id) && step.at ? { ...step, at: [Math.round(step.at[0] + by[0]), Math.round(step.at[1] + by[1])] } : step)),
});

/** Copies of steps with ids of their own: the edges among them stay, the others end. */
export function pasted(script: Script, copied: Step[], at?: [number, number]): { script: Script; ids: string[] } {
  const taken = script.steps.map((step) => step.id);
  const names = new Map<string, string>();
  for (const step of copied) {
    const id = freshId(taken);
    taken.push(id);
    names.set(step.id, id);
  }
  const left = Math.min(...copied.map((step) => step.at?.[0] ?? 0));
  const top = Math.min(...copied.map((step) => step.at?.[1] ?? 0));
  const by: [number, number] = at ? [at[0] - left, at[1] - top] : [40, 40];
  const fresh = copied.map((step) => ({
    ...redirected(step, (to) => names.get(to) ?? null),
    id: names.get(step.id)!,
    at: [Math.round((step.at?.[0] ?? 0) + by[0]), Math.round((step.at?.[1] ?? 0) + by[1])] as [number, number],
  }));
  return { script: { ...script, steps: [...script.steps, ...fresh] }, ids: fresh.map((step) => step.id) };
}

/** A step changes places with the one after it (or before it): only where one plainly follows the other. */
export function shifted(script: Script, id: string, by: 1 | -1): Script {
  const first = by === 1 ? stepOf(script, id) : script.steps.find((step) => step.next === id && plain(step));
  const second = stepOf(script, first?.next);
  if (!first || !second || !plain(first) || !plain(second) || first === second) return script;
  const swap = (to: string): string => (to === first.id ? second.id : to);
  return {
    ...script,
    entries: script.entries.map((entry) => (entry.to === first.id ? { ...entry, to: second.id } : entry)),
    steps: script.steps.map((step) => {
      if (step.id === first.id) return aimed({ ...step, at: second.at }, 'next', second.next === first.id ? null : (second.next ?? null));
      if (step.id === second.id) return aimed({ ...step, at: first.at }, 'next', first.id);
      return redirected(step, swap);
    }),
  };
}

const plain = (step: Step): boolean => portsOf(step).some((port) => port.key === 'next');

/** One answer a line: a line that stands where one stood, or says the same, keeps its id and what hangs on it. */
export function choicesFrom(lines: string, old: Choice[]): Choice[] {
  const labels = lines.split('\n').map((line) => line.trim()).filter(Boolean);
  const left = [...old];
  const take = (choice: Choice | undefined): Choice | undefined => {
    if (choice) left.splice(left.indexOf(choice), 1);
    return choice;
  };
  const found: (Choice | undefined)[] = labels.map((label) => take(left.find((one) => one.label === label)));
  const ids = new Set(old.map((one) => one.id));
  return labels.map((label, i) => {
    const was = found[i] ?? (old[i] && left.includes(old[i]) ? take(old[i]) : undefined);
    if (was) return was.label === label ? was : { ...was, label };
    const id = freshId(ids, 'c');
    ids.add(id);
    return { id, label };
  });
}
