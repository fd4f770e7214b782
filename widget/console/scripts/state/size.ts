// How large a card is, without asking the page: so edges and layout are known before anything is drawn.
import { START, portsFrom, portsOf, startPorts, type Port } from './ports';
import type { Script, Step } from './types';

export const WIDTH = 240;
/** Its head: kind and title. */
export const HEAD = 36;
/** Two lines of what it says. */
export const BODY = 44;
/** A way out. */
export const ROW = 28;
export const FOOT = 8;
export const HEIGHT = HEAD + BODY + FOOT;

/** A single way out needs no row of its own. */
export const rowsOf = (ports: Port[]): Port[] => (ports.length === 1 && (ports[0]!.kind === 'next' || ports[0]!.kind === 'to') ? [] : ports);

export const heightOf = (step: Step): number => HEIGHT + ROW * rowsOf(portsOf(step)).length;
export const startHeight = (script: Script): number => HEAD + FOOT + ROW * Math.max(1, script.entries.length);

export type Place = [number, number];

/** The start stands to the left of the first step. */
export function startAt(script: Script): Place {
  const placed = script.steps.filter((step) => step.at);
  if (!placed.length) return [0, 80];
  const first = placed.find((step) => step.id === script.entries.find((entry) => entry.to)?.to) ?? placed[0]!;
  return [Math.min(...placed.map((step) => step.at![0])) - WIDTH - 80, first.at![1]];
}

/** Where an edge leaves the card, from the card's corner. */
export function portPlace(script: Script, from: string, key: string): Place {
  const ports = portsFrom(script, from);
  const rows = from === START ? ports : rowsOf(ports);
  const row = rows.findIndex((port) => port.key === key);
  if (row < 0) return [WIDTH, HEAD / 2];
  return [WIDTH, HEAD + (from === START ? 0 : BODY) + row * ROW + ROW / 2];
}

/** The bend of an edge; one that leads back goes round below. */
export function bend([x1, y1]: Place, [x2, y2]: Place): string {
  const far = x2 - x1;
  if (far >= 24) {
    const pull = Math.max(28, Math.min(far / 2, 140));
    return `M${x1} ${y1}C${x1 + pull} ${y1} ${x2 - pull} ${y2} ${x2} ${y2}`;
  }
  const pull = Math.min(180, 60 + Math.abs(far) / 5);
  const drop = Math.abs(y2 - y1) < 60 ? 120 : 0;
  return `M${x1} ${y1}C${x1 + pull} ${y1 + drop} ${x2 - pull} ${y2 + drop} ${x2} ${y2}`;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What holds all of it, or only some steps. */
export function bounds(script: Script, only?: ReadonlySet<string>): Box | null {
  const boxes: Box[] = script.steps
    .filter((step) => step.at && (!only || only.has(step.id)))
    .map((step) => ({ left: step.at![0], top: step.at![1], right: step.at![0] + WIDTH, bottom: step.at![1] + heightOf(step) }));
  if (!only) {
    const [x, y] = startAt(script);
    boxes.push({ left: x, top: y, right: x + WIDTH, bottom: y + HEAD + ROW * startPorts(script).length });
  }
  if (!boxes.length) return null;
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

/** The steps that a rectangle touches. */
export const within = (script: Script, box: Box): string[] =>
  script.steps
    .filter(({ at, ...step }) => at && at[0] < box.right && at[0] + WIDTH > box.left && at[1] < box.bottom && at[1] + heightOf(step as Step) > box.top)
    .map((step) => step.id);
