// The files of a message: pictures as they are, everything else by name, each a link.
import { h } from '../../ui/h';
import { bytes, type FileInfo } from '../../ui/upload';
import { locale } from '../lib/texts';

/** Pixels of a picture's longer side. */
const LARGE = 280;

const href = (file: FileInfo): string => `/api/v1/files/${file.id}`;
const link = (file: FileInfo, name: string, ...inside: Node[]): HTMLElement =>
  h('a', { class: name, href: href(file), target: '_blank', rel: 'noopener', title: file.name }, ...inside);

const byName = (file: FileInfo): HTMLElement =>
  link(file, 'file', h('b', { dir: 'auto' }, file.name), h('span', null, bytes(file.size, locale())));

function picture(file: FileInfo): HTMLElement {
  const scale = Math.min(1, LARGE / Math.max(file.width!, file.height!));
  const [width, height] = [file.width! * scale, file.height! * scale].map((side) => Math.max(1, Math.round(side)));
  const image = h('img', { src: href(file), alt: file.name, width, height, loading: 'lazy' });
  const el = link(file, 'pic', image);
  // It is gone, or it cannot be drawn: its name is still a link.
  image.addEventListener('error', () => el.replaceWith(byName(file)));
  return el;
}

/** Files as a part of a message's row. */
export function fileList(files: FileInfo[] | undefined): HTMLElement | undefined {
  if (!files?.length) return undefined;
  return h('div', { class: 'fs' }, ...files.map((file) => (file.width && file.height ? picture(file) : byName(file))));
}
