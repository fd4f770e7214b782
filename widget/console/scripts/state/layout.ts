// An order for the canvas, from left to right, by dagre.
import { Graph, layout } from '@dagrejs/dagre';
import { inOrder } from './order';
import { edgesOf, type Edge } from './ports';
import { HEAD, WIDTH, bounds, heightOf, portPlace, type Place } from './size';
import type { Script, Step } from './types';

type Places = Map<string, Place>;

/** The script with its steps put in order: all of them, or only those selected, which stay where they are as a group. */
export function laidOut(script: Script, only?: ReadonlySet<string>): Script {
  const some = only && only.size > 1 ? only : undefined;
  const steps = inOrder(script).filter((step) => !some || some.has(step.id));
  if (!steps.length) return script;
  const ids = new Set(steps.map((step) => step.id));
  const edges = edgesOf(script).filter(({ from, to }) => ids.has(from) && ids.has(to) && from !== to);
  // The flow's own order keeps the ways of a fork in the order of its answers; where it tangles the edges, dagre may choose.
  const own = placesOf(steps, edges, true);
  const other = placesOf(steps, edges, false);
  const found = crossings(script, edges, own) <= crossings(script, edges, other) ? own : other;
  const before = some ? bounds(script, some) : null;
  const left = Math.min(...[...found.values()].map(([x]) => x));
  const top = Math.min(...[...found.values()].map(([, y]) => y));
  const place = ([x, y]: Place): Place => [Math.round(x - left + (before?.left ?? 320)), Math.round(y - top + (before?.top ?? 80))];
  return { ...script, steps: script.steps.map((step) => (found.has(step.id) ? { ...step, at: place(found.get(step.id)!) } : step)) };
}

function placesOf(steps: Step[], edges: Edge[], asTheyCome: boolean): Places {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 72 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const step of steps) graph.setNode(step.id, { width: WIDTH, height: heightOf(step) });
  // dagre goes along the edges as they were given: in the order of the flow, so must they be.
  for (const { id } of steps) for (const { from, port, to } of edges) if (from === id) graph.setEdge(from, to, {}, port);
  layout(graph, { disableOptimalOrderHeuristic: asTheyCome });
  return new Map(
    steps.map(({ id }) => {
      const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id) as { x?: number; y?: number; width?: number; height?: number };
      return [id, [x - width / 2, y - height / 2]];
    }),
  );
}

/** How often edges cross, each taken as straight from its port to the head of its card. */
function crossings(script: Script, edges: Edge[], places: Places): number {
  const lines = edges.map(({ from, port, to }) => {
    const [fx, fy] = places.get(from)!;
    const [px, py] = portPlace(script, from, port);
    const [tx, ty] = places.get(to)!;
    return [fx + px, fy + py, tx, ty + HEAD / 2] as const;
  });
  const side = (ax: number, ay: number, bx: number, by: number, x: number, y: number): number => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
  let n = 0;
  lines.forEach(([ax, ay, bx, by], i) => {
    for (const [cx, cy, dx, dy] of lines.slice(0, i)) {
      if (side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0) n += 1;
    }
  });
  return n;
}

/** A script whose steps have no place yet (an import, a ready one), or all the same one, gets an order. */
export function placed(script: Script): Script {
  const places = new Set(script.steps.map((step) => step.at?.join()));
  return places.has(undefined) || (script.steps.length > 1 && places.size === 1) ? laidOut(script) : script;
}
