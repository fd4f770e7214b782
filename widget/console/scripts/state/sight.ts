// What of the canvas is in sight: its place and its scale.
import type { Box, Place } from './size';

export interface Sight {
  x: number;
  y: number;
  k: number;
}

export interface Room {
  width: number;
  height: number;
}

const LEAST = 0.15;
const MOST = 2;
const MARGIN = 48;

/** A place of the screen, on the canvas. */
export const at = ({ x, y, k }: Sight, [px, py]: Place): Place => [(px - x) / k, (py - y) / k];

/** Larger or smaller; what lies under the pointer stays there. */
export function zoomed({ x, y, k }: Sight, by: number, [px, py]: Place): Sight {
  const next = Math.min(MOST, Math.max(LEAST, k * by));
  const grown = next / k;
  return { x: px - (px - x) * grown, y: py - (py - y) * grown, k: next };
}

/** All of it, no larger than it is. What would be too small to read begins at its left, around the height of `from`. */
export function fitted(box: Box, room: Room, least = 0.2, from = box.top): Sight {
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  const whole = Math.min(1, (room.width - 2 * MARGIN) / width, (room.height - 2 * MARGIN - 40) / height);
  const k = Math.max(whole, least);
  const x = k > whole ? MARGIN - box.left * k : (room.width - width * k) / 2 - box.left * k;
  const tall = height * k > room.height - 2 * MARGIN - 40;
  const y = tall ? Math.min(MARGIN - box.top * k, room.height / 3 - from * k) : Math.max((room.height - 40 - height * k) / 2, MARGIN) - box.top * k;
  return { x, y, k };
}

/** The same sight where the box is in it, else one that has it in the middle. */
export function shown(sight: Sight, box: Box, room: Room): Sight {
  const { x, y, k } = sight;
  const [left, top, right, bottom] = [box.left * k + x, box.top * k + y, box.right * k + x, box.bottom * k + y];
  if (k >= 0.4 && left > 8 && top > 8 && right < room.width - 8 && bottom < room.height - 56) return sight;
  const scale = Math.max(k, 0.6);
  return { k: scale, x: room.width / 2 - ((box.left + box.right) / 2) * scale, y: room.height / 2 - ((box.top + box.bottom) / 2) * scale };
}
