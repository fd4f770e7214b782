// The canvas: cards and edges in one layer that is moved and scaled; the pointer's gestures are here.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Card, StartCard } from './Card';
import { Edges } from './Edges';
import { Tools } from './Tools';
import type { Editor } from './state/editor';
import { marks } from './state/diff';
import { START, edgesOf } from './state/ports';
import { WIDTH, bounds, heightOf, portPlace, startAt, startHeight, within, type Box, type Place } from './state/size';
import { at, fitted, shown, zoomed, type Sight } from './state/sight';
import { levels } from './words';

type Gesture =
  | { kind: 'pan'; x: number; y: number; sight: Sight; moved: boolean }
  | { kind: 'marquee'; from: Place; to: Place; before: ReadonlySet<string> }
  | { kind: 'move'; x: number; y: number; by: Place; moved: boolean; id: string; alone: boolean }
  | { kind: 'link'; from: string; port: string; to: Place; over: string | null; moved: boolean; x: number; y: number; adds: boolean };

/** Less than this is a press, not a drag. */
const STILL = 4;
const GRID = 4;
/** A script that fits at this scale is shown as a whole. */
const READABLE = 0.6;

export function Canvas({ editor }: { editor: Editor }) {
  const root = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState<Sight>({ x: 40, y: 40, k: 1 });
  const [glides, setGlides] = useState(false);
  const [gesture, setGesture] = useState<Gesture | null>(null);
  const live = useRef({ sight, gesture, space: false, fingers: new Map<number, Place>() });
  live.current.sight = sight;
  live.current.gesture = gesture;
  const { doc, selection } = editor;

  const see = (next: Sight, glide = false): void => {
    setGlides(glide);
    live.current.sight = next;
    setSight(next);
  };
  const mean = (next: Gesture | null): void => {
    live.current.gesture = next;
    setGesture(next);
  };
  const local = (event: { clientX: number; clientY: number }): Place => {
    const box = root.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const room = (): { width: number; height: number } => ({ width: root.current?.clientWidth ?? 800, height: root.current?.clientHeight ?? 600 });
  const fit = (): void => {
    const box = bounds(editor.doc, editor.selection.size > 1 ? editor.selection : undefined);
    if (box) see(fitted(box, room()), true);
  };
  const zoom = (by: number): void => see(zoomed(live.current.sight, by, [room().width / 2, room().height / 2]), true);

  // At first all of it where it can be read so, else what can be read well, from the start on.
  useLayoutEffect(() => {
    const box = bounds(editor.doc);
    if (!box) return;
    const whole = fitted(box, room());
    see(whole.k >= READABLE ? whole : fitted(box, room(), 0.8, startAt(editor.doc)[1]));
  }, []);
  useEffect(() => {
    editor.reveal = (id) => {
      const box = id === START ? null : bounds(editor.doc, new Set([id]));
      const [x, y] = startAt(editor.doc);
      const target = box ?? { left: x, top: y, right: x + WIDTH, bottom: y + startHeight(editor.doc) };
      const next = shown(live.current.sight, target, room());
      if (next !== live.current.sight) see(next, true);
      root.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    };
    return () => {
      editor.reveal = () => {};
    };
  }, [editor]);

  // The page must not scroll or zoom under the canvas: these cannot be passive.
  useEffect(() => {
    const element = root.current!;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { sight: now } = live.current;
      const unit = event.deltaMode === 1 ? 18 : 1;
      if (event.ctrlKey || event.metaKey) see(zoomed(now, Math.exp((-event.deltaY * unit) / 240), local(event)));
      else if (event.shiftKey && !event.deltaX) see({ ...now, x: now.x - event.deltaY * unit });
      else see({ ...now, x: now.x - event.deltaX * unit, y: now.y - event.deltaY * unit });
    };
    const key = (event: KeyboardEvent): void => {
      if (event.code === 'Space') live.current.space = event.type === 'keydown';
    };
    element.addEventListener('wheel', wheel, { passive: false });
    addEventListener('keydown', key);
    addEventListener('keyup', key);
    return () => {
      element.removeEventListener('wheel', wheel);
      removeEventListener('keydown', key);
      removeEventListener('keyup', key);
    };
  }, []);

  const cardAt = (event: PointerEvent): string | null => {
    for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
      const card = element.closest<HTMLElement>('.sc-card');
      if (card && root.current?.contains(card)) return card.dataset.id ?? null;
    }
    return null;
  };

  const down = (event: PointerEvent): void => {
    const target = event.target as Element;
    if (target.closest('.sc-tools, .sc-over')) return;
    const { fingers } = live.current;
    fingers.set(event.pointerId, local(event));
    root.current!.setPointerCapture(event.pointerId);
    if (fingers.size > 1) return mean(null);
    const pan: Gesture = { kind: 'pan', x: event.clientX, y: event.clientY, sight: live.current.sight, moved: false };
    const card = target.closest<HTMLElement>('.sc-card');
    if (event.button === 1 || (event.button === 0 && live.current.space)) {
      event.preventDefault();
      return mean(pan);
    }
    if (event.button !== 0) return;
    const port = target.closest<HTMLElement>('[data-port]');
    if (card && port && !editor.readonly) {
      event.preventDefault();
      return mean({ kind: 'link', from: card.dataset.id!, port: port.dataset.port!, to: at(live.current.sight, local(event)), over: null, moved: false, x: event.clientX, y: event.clientY, adds: !!target.closest('.sc-port') });
    }
    if (card) {
      const id = card.dataset.id!;
      const adds = event.shiftKey || event.ctrlKey || event.metaKey;
      const was = editor.selection.has(id);
      if (adds) {
        const next = new Set(editor.selection);
        if (was) next.delete(id);
        else next.add(id);
        editor.select(next);
      } else if (!was) editor.select([id]);
      if (id === START || editor.readonly) return;
      return mean({ kind: 'move', x: event.clientX, y: event.clientY, by: [0, 0], moved: false, id, alone: was && !adds });
    }
    const edge = target.closest<SVGGElement>('[data-edge]');
    if (edge) {
      const [from = '', key = ''] = edge.dataset.edge!.split(' ');
      return editor.select([], { from, port: key });
    }
    if (event.shiftKey) {
      const from = at(live.current.sight, local(event));
      return mean({ kind: 'marquee', from, to: from, before: editor.selection });
    }
    mean(pan);
  };

  const pinch = (event: PointerEvent): void => {
    const { fingers, sight: now } = live.current;
    const before = [...fingers.values()];
    fingers.set(event.pointerId, local(event));
    const after = [...fingers.values()];
    const [a, b, c, d] = [before[0]!, before[1]!, after[0]!, after[1]!];
    const middle = (p: Place, q: Place): Place => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
    const [from, to] = [middle(a, b), middle(c, d)];
    const by = Math.hypot(c[0] - d[0], c[1] - d[1]) / (Math.hypot(a[0] - b[0], a[1] - b[1]) || 1);
    const next = zoomed(now, by, from);
    see({ ...next, x: next.x + to[0] - from[0], y: next.y + to[1] - from[1] });
  };

  const move = (event: PointerEvent): void => {
    if (live.current.fingers.size > 1 && live.current.fingers.has(event.pointerId)) return pinch(event);
    const now = live.current.gesture;
    if (!now) return;
    if (now.kind === 'marquee') {
      const to = at(live.current.sight, local(event));
      mean({ ...now, to });
      return editor.select([...now.before, ...within(editor.doc, boxOf(now.from, to))]);
    }
    const [dx, dy] = [event.clientX - now.x, event.clientY - now.y];
    const moved = now.moved || Math.hypot(dx, dy) > STILL;
    if (!moved) return;
    if (now.kind === 'pan') {
      mean({ ...now, moved });
      see({ ...now.sight, x: now.sight.x + dx, y: now.sight.y + dy });
    } else if (now.kind === 'move') {
      const { k } = live.current.sight;
      mean({ ...now, moved, by: [Math.round(dx / k / GRID) * GRID, Math.round(dy / k / GRID) * GRID] });
    } else {
      const over = cardAt(event);
      mean({ ...now, moved, to: at(live.current.sight, local(event)), over: over === START ? null : over });
    }
  };

  const up = (event: PointerEvent): void => {
    live.current.fingers.delete(event.pointerId);
    const now = live.current.gesture;
    mean(null);
    if (!now || event.type === 'pointercancel') return;
    if (now.kind === 'pan' && !now.moved) editor.select([]);
    else if (now.kind === 'move' && now.moved) editor.move(now.by);
    else if (now.kind === 'move' && now.alone) editor.select([now.id]);
    else if (now.kind === 'link') {
      const rect = new DOMRect(event.clientX, event.clientY, 0, 0);
      if (!now.moved && now.adds) editor.quickAdd(now.from, rect, now.port);
      else if (!now.moved) editor.select([now.from]);
      else if (now.over && now.over !== now.from) editor.link(now.from, now.port, now.over);
      else if (!now.over) {
        const [x, y] = at(live.current.sight, local(event));
        editor.quickAdd(now.from, rect, now.port, [Math.round(x), Math.round(y - 18)]);
      }
    }
  };

  const dragging = gesture?.kind === 'move' && gesture.moved ? gesture.by : null;
  const places = useMemo(() => {
    const map = new Map<string, Place>([[START, startAt(doc)]]);
    for (const step of doc.steps) {
      const [x, y] = step.at ?? [0, 0];
      map.set(step.id, dragging && selection.has(step.id) ? [x + dragging[0], y + dragging[1]] : [x, y]);
    }
    return map;
  }, [doc, dragging?.[0], dragging?.[1], dragging && selection]);
  const edges = useMemo(() => edgesOf(doc), [doc]);
  const worst = useMemo(() => levels(editor.findings), [editor.findings]);
  const changed = useMemo(() => marks(editor.compared?.rows ?? []), [editor.compared]);
  const path = editor.pane === 'try' ? (editor.tryout.now?.path ?? []) : [];
  const here = editor.pane === 'try' ? editor.tryout.now?.at : null;
  const figures = editor.figures?.got;
  const tabbable = editor.current ?? (selection.size ? [...selection][0] : START);
  const { x, y, k } = sight;
  const pulled = gesture?.kind === 'link' && gesture.moved ? gesture : null;
  const pulledFrom = pulled && portPlace(doc, pulled.from, pulled.port);
  const origin = pulled && places.get(pulled.from);

  const focused = (event: FocusEvent): void => {
    const card = (event.target as Element).closest<HTMLElement>('.sc-card');
    // A menu that closes gives the focus back: that chooses nothing.
    if (card && !live.current.gesture && !editor.selection.size && !editor.edge) editor.select([card.dataset.id!]);
  };

  return (
    <div
      class={`sc-canvas${gesture?.kind === 'pan' && gesture.moved ? ' is-panning' : ''}${pulled ? ' is-linking' : ''}`}
      ref={root}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onFocusIn={focused}
      onDblClick={(event) => {
        const card = (event.target as Element).closest<HTMLElement>('.sc-card');
        if (card) editor.focus();
        else if (!(event.target as Element).closest('.sc-tools, .sc-over, [data-edge]')) {
          const [px, py] = at(live.current.sight, local(event));
          editor.set({ quick: { from: '', port: '', at: [Math.round(px), Math.round(py)], rect: new DOMRect(event.clientX, event.clientY, 0, 0) } });
        }
      }}
      style={{ backgroundPosition: `${x}px ${y}px`, backgroundSize: `${24 * k}px ${24 * k}px` }}
    >
      <div class={glides ? 'sc-layer is-gliding' : 'sc-layer'} style={{ transform: `translate(${x}px, ${y}px) scale(${k})` }}>
        <Edges
          doc={doc}
          edges={edges}
          places={places}
          selected={editor.edge}
          path={path}
          near={selection}
          pulled={pulled && pulledFrom && origin ? { from: [origin[0] + pulledFrom[0], origin[1] + pulledFrom[1]], to: pulled.over ? places.get(pulled.over)! : pulled.to, snaps: !!pulled.over } : null}
        />
        <div role="listbox" aria-multiselectable="true" aria-label={t('steps')}>
          <StartCard script={doc} x={places.get(START)![0]} y={places.get(START)![1]} selected={selection.has(START)} tabbable={tabbable === START} />
          {doc.steps.map((step) => (
            <Card
              key={step.id}
              step={step}
              script={doc}
              x={places.get(step.id)![0]}
              y={places.get(step.id)![1]}
              selected={selection.has(step.id)}
              tabbable={tabbable === step.id}
              level={worst.get(step.id) ?? ''}
              lit={here === step.id ? 'here' : path.includes(step.id) ? 'path' : ''}
              mark={changed.get(step.id)}
              figure={figures ? (figures.steps[step.id] ?? { reached: 0, answered: 0, left: 0, median_ms: null }) : undefined}
              runs={figures?.runs ?? 0}
            />
          ))}
        </div>
        {gesture?.kind === 'marquee' && <Marquee box={boxOf(gesture.from, gesture.to)} />}
      </div>
      {doc.steps.length === 0 && (
        <div class="sc-over sc-first">
          <h2>{t('no_steps')}</h2>
          <p>{t('no_steps_text')}</p>
          {!editor.readonly && (
            <button type="button" class="btn btn-primary" onClick={(event) => editor.quickAdd(START, event.currentTarget.getBoundingClientRect())}>
              {t('add_first')}
            </button>
          )}
        </div>
      )}
      <Tools editor={editor} k={k} onZoom={zoom} onFit={fit} />
    </div>
  );
}

const boxOf = ([x1, y1]: Place, [x2, y2]: Place): Box => ({ left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) });

const Marquee = ({ box }: { box: Box }) => (
  <div class="sc-marquee" style={{ transform: `translate(${box.left}px, ${box.top}px)`, width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px` }} />
);

/** The card that lies nearest in a direction: for the arrow keys. */
export function neighbour(editor: Editor, key: string): string | null {
  const { doc } = editor;
  const all: { id: string; x: number; y: number }[] = doc.steps.map((step) => ({ id: step.id, x: (step.at?.[0] ?? 0) + WIDTH / 2, y: (step.at?.[1] ?? 0) + heightOf(step) / 2 }));
  const [sx, sy] = startAt(doc);
  all.push({ id: START, x: sx + WIDTH / 2, y: sy + startHeight(doc) / 2 });
  const now = all.find((one) => one.id === editor.current) ?? all.at(-1)!;
  const [wx, wy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] as Place;
  let best: string | null = null;
  let least = Infinity;
  for (const one of all) {
    const along = (one.x - now.x) * wx + (one.y - now.y) * wy;
    const aside = Math.abs((one.x - now.x) * wy) + Math.abs((one.y - now.y) * wx);
    if (one.id === now.id || along < 20 || aside > along * 3) continue;
    if (along + aside * 2 < least) {
      least = along + aside * 2;
      best = one.id;
    }
  }
  return best;
}
