// A real PNG of any size, made here: a test needs no file.
import { crc32, deflateSync } from 'node:zlib';

const part = (name, data) => {
  const body = Buffer.concat([Buffer.from(name), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
};

/** A picture that goes from one colour to another. */
export function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows.set([40 + (200 * x) / width, 120, 40 + (200 * y) / height], y * (1 + width * 3) + 1 + x * 3);
  }
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
}

/** A file as playwright hands it to a field. */
export const picture = (name = 'lamp.png', width = 320, height = 200) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
export const text = (name = 'note.txt', content = 'hello') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

/** What a page pastes or drops: made in the page from a file's bytes. */
export const carry = (page, ...files) =>
  page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, mimeType, bytes } of all) data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: mimeType }));
    return data;
  }, files.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString('base64') })));

export const paste = (field, data) =>
  field.evaluate((el, clipboardData) => el.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })), data);

/** A photo as a phone takes it upright: stored on its side, with a mark that says so. */
export async function photo(page, name, width, height) {
  const bytes = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      canvas.getContext('2d').fillRect(0, 0, w, h / 2);
      return canvas.toDataURL('image/jpeg').split(',')[1];
    },
    [width, height],
  );
  const jpeg = Buffer.from(bytes, 'base64');
  // Exif with one tag: orientation 6, to be turned by 90 degrees.
  const mark = Buffer.from('ffe1001e457869660000' + '49492a0008000000' + '0100' + '120103000100000006000000', 'hex');
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), mark, jpeg.subarray(2)]) };
}
