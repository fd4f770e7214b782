// Fields dragged by the pointer, a finger's or a mouse's.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Spot } from './model';

/** A press that moves less is a click. */
const SLACK = 5;
/** So near to an edge, the list scrolls. */
const EDGE = 40;

export interface Drag {
  /** What is dragged. */
  key: string;
  /** Before what it would be dropped. */
  to: Spot | undefined;
}

/** Where a height of the screen is in the list. */
function spotAt(list: HTMLElement, y: number): Spot | undefined {
  const steps = [...list.querySelectorAll<HTMLElement>('[data-step]')];
  const step = steps.findLastIndex((one) => one.getBoundingClientRect().top <= y);
  if (!steps.length) return undefined;
  const rows = [...steps[Math.max(0, step)]!.querySelectorAll<HTMLElement>('[data-field]')];
  const field = rows.filter((row) => {
    const { top, height } = row.firstElementChild!.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;
  return { step: Math.max(0, step), field };
}

/** `start` belongs to a row's pointerdown. */
export function useDrag(list: { current: HTMLElement | null }, onDrop: (key: string, to: Spot) => void) {
  const [drag, setDrag] = useState<Drag | undefined>();
  const stop = useRef<() => void>(() => {});
  const drop = useRef(onDrop);
  drop.current = onDrop;
  useEffect(() => () => stop.current(), []);

  const start = (event: PointerEvent, key: string): void => {
    const isGrip = !!(event.target as Element).closest('.fo-grip');
    // A finger scrolls the list by its rows.
    if (event.button !== 0 || !(isGrip || event.pointerType === 'mouse')) return;
    const { pointerId, clientY: from } = event;
    const scroller = list.current?.closest<HTMLElement>('.of-panel, .of-body');
    const row = event.currentTarget as HTMLElement;
    let to: Spot | undefined;
    let moves = false;
    const end = (): void => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', end);
      removeEventListener('keydown', escape, true);
      setDrag(undefined);
    };
    const move = (now: PointerEvent): void => {
      if (now.pointerId !== pointerId || !list.current) return;
      if (!moves && Math.abs(now.clientY - from) < SLACK) return;
      // Over the frame of the preview, too, the moves are ours.
      if (!moves) row.setPointerCapture(pointerId);
      moves = true;
      now.preventDefault();
      if (scroller) {
        const { top, bottom } = scroller.getBoundingClientRect();
        if (now.clientY < top + EDGE) scroller.scrollTop -= 8;
        if (now.clientY > bottom - EDGE) scroller.scrollTop += 8;
      }
      to = spotAt(list.current, now.clientY);
      setDrag({ key, to });
    };
    const up = (now: PointerEvent): void => {
      if (now.pointerId !== pointerId) return;
      end();
      if (!moves) return;
      // The click that follows selects nothing.
      addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', swallow, true));
      if (to) drop.current(key, to);
    };
    const escape = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape') return;
      pressed.stopPropagation();
      end();
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', end);
    addEventListener('keydown', escape, true);
    stop.current = end;
  };
  return { drag, start };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
