import { memo } from './memo';
import type { Edge } from './state/ports';
import { HEAD, bend, portPlace, type Place } from './state/size';
import type { Script } from './state/types';

interface Props {
  doc: Script;
  edges: Edge[];
  places: Map<string, Place>;
  selected: { from: string; port: string } | null;
  path: string[];
  /** Edges of what is selected stand out. */
  near: ReadonlySet<string>;
  pulled: { from: Place; to: Place; snaps: boolean } | null;
}

const TIP = 7;

export const Edges = memo(function Edges({ doc, edges, places, selected, path, near, pulled }: Props) {
  const walked = new Set(path.slice(1).map((to, i) => `${path[i]} ${to}`));
  return (
    <svg class="sc-edges" width="1" height="1" aria-hidden="true">
      {edges.map(({ from, port, to }) => {
        const [fx, fy] = places.get(from)!;
        const [px, py] = portPlace(doc, from, port);
        const [tx, ty] = places.get(to)!;
        const [x, y] = [tx, ty + HEAD / 2];
        const line = bend([fx + px, fy + py], [x - 2, y]);
        const is = selected?.from === from && selected.port === port ? ' is-selected' : walked.has(`${from} ${to}`) ? ' is-path' : near.has(from) || near.has(to) ? ' is-near' : '';
        return (
          <g key={`${from} ${port}`} class={`sc-edge${is}`} data-edge={`${from} ${port}`}>
            <path class="sc-edge-hit" d={line} />
            <path d={`${line}M${x - TIP} ${y - TIP / 1.6}L${x - 1} ${y}L${x - TIP} ${y + TIP / 1.6}`} />
          </g>
        );
      })}
      {pulled && (
        <g class="sc-edge is-pulled">
          <path d={bend(pulled.from, pulled.snaps ? [pulled.to[0], pulled.to[1] + HEAD / 2] : pulled.to)} />
        </g>
      )}
    </svg>
  );
});
