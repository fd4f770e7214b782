// One's own picture: cut to a small square here, so that a photo of any size will do.
import { csrf } from './csrf';

/** Pixels of its side. */
const SIDE = 128;

/** The middle of a picture, small. */
async function square(file: File): Promise<Blob> {
  const whole = await createImageBitmap(file);
  const side = Math.min(whole.width, whole.height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, (whole.width - side) / 2, (whole.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  whole.close();
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/webp', 0.9));
}

export function watchFace(): void {
  const part = document.querySelector<HTMLElement>('[data-face]');
  if (!part) return;
  const input = part.querySelector('input')!;
  const error = part.querySelector<HTMLElement>('[data-face-error]')!;
  const send = async (method: string, body?: Blob): Promise<void> => {
    error.textContent = '';
    try {
      const answer = await fetch('/api/v1/me/face', { method, headers: { 'x-csrf-token': csrf() }, ...(body && { body }) });
      if (!answer.ok) throw new Error(String(answer.status));
      location.reload();
    } catch {
      error.textContent = error.dataset.failed ?? '';
    }
  };
  part.querySelector('[data-face-choose]')!.addEventListener('click', () => input.click());
  part.querySelector('[data-face-clear]')?.addEventListener('click', () => void send('DELETE'));
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const small = await square(file).catch(() => undefined);
    if (small) await send('PUT', small);
    else error.textContent = error.dataset.picture ?? '';
  });
}
