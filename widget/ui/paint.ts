import { h } from './h';

/** A picture, drawn small: its longer side in pixels of the page. */
export async function paint(blob: Blob, side: number, name = ''): Promise<HTMLCanvasElement> {
  const whole = await createImageBitmap(blob);
  const scale = Math.min(1, side / Math.max(whole.width, whole.height));
  const sharp = Math.min(devicePixelRatio || 1, 1 / scale);
  // Beside its name it says nothing new.
  const canvas: HTMLCanvasElement = h('canvas', { role: name && 'img', 'aria-label': name });
  canvas.width = whole.width * scale * sharp || 1;
  canvas.height = whole.height * scale * sharp || 1;
  canvas.style.width = `${whole.width * scale}px`;
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return canvas;
}

/** A picture of another server, in the same way: the host page's policy may not let us show an image.
 * As an image where it may not be fetched. */
export const fetched = (src: string, side: number, alt = ''): Promise<HTMLElement> =>
  fetch(src, { credentials: 'omit', referrerPolicy: 'no-referrer' })
    .then((reply) => reply.blob())
    .then((blob) => paint(blob, side, alt))
    .catch(
      () =>
        new Promise<HTMLElement>((done, onerror) => {
          const img = h('img', { referrerpolicy: 'no-referrer', alt, onload: () => done(img), onerror, src });
        }),
    );
