// An order for the canvas, from left to right, by dagre.
import { Graph, layout } from '@dagrejs/dagre';
import { inOrder } from './order';
import { edgesOf } from './ports';
import { WIDTH, bounds, heightOf } from './size';
import type { Script } from './types';

/** The script with its steps put in order: all of them, or only those selected, which stay where they are as a group. */
export function laidOut(script: Script, only?: ReadonlySet<string>): Script {
  const some = only && only.size > 1 ? only : undefined;
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 72, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  // In the order of the flow, the ways of a fork come out in the order of its answers.
  const steps = inOrder(script).filter((step) => !some || some.has(step.id));
  if (!steps.length) return script;
  for (const step of steps) graph.setNode(step.id, { width: WIDTH, height: heightOf(step) });
  for (const { from, port, to } of edgesOf(script)) if (graph.hasNode(from) && graph.hasNode(to) && from !== to) graph.setEdge(from, to, {}, port);
  layout(graph);
  const before = some ? bounds(script, some) : null;
  const corner = (id: string): [number, number] => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id) as { x?: number; y?: number; width?: number; height?: number };
    return [x - width / 2, y - height / 2];
  };
  const left = Math.min(...steps.map((step) => corner(step.id)[0]));
  const top = Math.min(...steps.map((step) => corner(step.id)[1]));
  const places = new Map(steps.map((step) => {
    const [x, y] = corner(step.id);
    return [step.id, [Math.round(x - left + (before?.left ?? 320)), Math.round(y - top + (before?.top ?? 80))] as [number, number]];
  }));
  return { ...script, steps: script.steps.map((step) => (places.has(step.id) ? { ...step, at: places.get(step.id)! } : step)) };
}

/** A script whose steps have no place yet (an import, a ready one) gets an order. */
export const placed = (script: Script): Script => (script.steps.every((step) => step.at) ? script : laidOut(script));
