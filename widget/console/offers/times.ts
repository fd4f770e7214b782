// Times of the reader's own clock, as a field of the page takes them.

const two = (n: number): string => String(n).padStart(2, '0');

export function toLocal(ms: number | null): string {
  if (ms === null) return '';
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function fromLocal(text: string): number | null {
  const ms = new Date(text).getTime();
  return Number.isFinite(ms) ? ms : null;
}
