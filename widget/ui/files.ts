/** Files in the chat: what is about to be sent, and what a message has. Pictures are fetched and
 * drawn, since the host page's policy may not let us show an image. */
import type { Texts } from '../i18n/en';
import type { Ctx } from '../loader/types';
import css from './files.css';
import { fill, h, icon } from './h';
import { fetched, paint } from './paint';
import { style } from './style';
import { wait } from './times';
import { bytes, Uploads, type FileInfo, type Upload } from './upload';

export interface Files {
  el: HTMLElement;
  add(files: File[]): void;
  /** How many can be sent; less than 0 while some are on their way. */
  ready(): number;
  take(): FileInfo[];
  /** Puts the files of a message into its row. */
  show(el: HTMLElement, files: FileInfo[]): void;
}

interface Wants {
  changed(): void;
  /** Makes a change of the height keep what is read in sight. */
  hold(change: () => void): void;
}

const CROSS = 'M18 6 6 18M6 6l12 12';
const SHEET = 'M14 2H5v20h14V7zv5h5';
/** Pixels of a picture's longer side in the log, and in the list of what is about to be sent. */
const LARGE = 240;
const SMALL = 40;

export default function files(ctx: Ctx, t: Texts, lang: string, wants: Wants): Files {
  style(ctx.root, css);
  /** What this page has sent: nothing to fetch. */
  const own = new Map<string, Blob>();

  // ---- what is about to be sent
  const most = ctx.cfg.files ?? 0;
  const uploads = new Uploads({
    url: ctx.base + '/v1/files',
    id: ctx.uuid,
    most: () => most,
    headers: async (again) => ({ authorization: 'Bearer ' + (await ctx.session(again)) }),
    changed: () => (draw(), wants.changed()),
  });
  const list = h('ul', { class: 'tray', hidden: true, 'aria-label': t.files });
  const chips = new Map<Upload, (() => void) & { el: HTMLElement }>();
  const words = ({ code = '', after }: Upload): string =>
    code == 'too_many'
      ? fill(t.slow_down, { when: wait(after ?? 60, lang) })
      : fill((t as Record<string, string>)[code] ?? t.file_failed, { size: bytes(most, lang) });
  const chip = (upload: Upload) => {
    const { file } = upload;
    const bar = h('progress', { max: 1, 'aria-label': fill(t.file_sending, { name: file.name }) });
    const note = h('span');
    const error = h('span', { class: 'bad', role: 'alert' });
    const again = h('button', { class: 'link', onclick: () => uploads.retry(upload) }, t.retry);
    const drop = h('button', { class: 'x', 'aria-label': fill(t.file_drop, { name: file.name }), onclick: () => uploads.drop(upload) }, icon(CROSS));
    const face = h('i', null, icon(SHEET));
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
      void paint(file, SMALL).then((canvas) => face.replaceChildren(canvas), () => {});
    }
    const el = h('li', null, face, h('div', null, h('b', { dir: 'auto' }, file.name), bar, note, error, again), drop);
    const update = () => {
      const { state, done } = upload;
      bar.hidden = state != 'sends';
      bar.value = done;
      note.textContent = state == 'there' ? bytes(file.size, lang) : state == 'waits' ? t.file_waits : '';
      const bad = state == 'bad' ? words(upload) : '';
      // Said once, not with every change of another.
      if (error.textContent != bad) error.textContent = bad;
      again.hidden = state != 'bad' || !/^(refused|too_many|unauthorized)$/.test(upload.code!);
    };
    return Object.assign(update, { el });
  };
  function draw(): void {
    wants.hold(() => {
      for (const [upload, { el }] of chips) {
        if (!uploads.list.includes(upload)) {
          el.remove();
          chips.delete(upload);
        }
      }
      for (const upload of uploads.list) {
        if (!chips.has(upload)) {
          chips.set(upload, chip(upload));
          list.append(chips.get(upload)!.el);
        }
        chips.get(upload)!();
      }
      list.hidden = !uploads.list.length;
    });
  }

  // ---- what messages have
  const links = new Map<string, { url: string; ends: number }>();
  let asked: Promise<void> | undefined;
  let wanted = new Set<string>();
  /** Where a file is; those that are wanted at once are asked for together. */
  const link = async (id: string): Promise<string> => {
    const known = links.get(id);
    if (known && known.ends > Date.now()) return known.url;
    wanted.add(id);
    asked ??= (async () => {
      await new Promise((done) => setTimeout(done, 50));
      const ids = Object.assign([...wanted], { toJSON: undefined });
      wanted = new Set();
      asked = undefined;
      const answer = await ctx.send('/v1/links', { token: await ctx.session(), files: ids });
      const body = await answer.json();
      for (const id in body.links) links.set(id, { url: ctx.base + body.links[id], ends: body.expires });
    })();
    await asked;
    const found = links.get(id);
    if (!found) throw new Error(id);
    return found.url;
  };
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (isIntersecting) {
        near.unobserve(target);
        target.dispatchEvent(new Event('near'));
      }
    }
  });

  /** A link that is made when it is needed, and again when it has ended. */
  const anchor = (file: FileInfo, ...inside: Node[]): HTMLAnchorElement => {
    const el: HTMLAnchorElement = h('a', { href: '#', target: '_blank', rel: 'noopener noreferrer', title: file.name }, ...inside);
    el.addEventListener('click', (e) => {
      if ((links.get(file.id)?.ends ?? 0) > Date.now()) return;
      e.preventDefault();
      void link(file.id).then(
        (url) => ((el.href = url), el.click()),
        () => (el.title = t.file_gone),
      );
    });
    return el;
  };
  const sheetOf = (file: FileInfo): HTMLElement => {
    const el = anchor(file, icon(SHEET), h('span', null, h('b', { dir: 'auto' }, file.name), h('span', null, bytes(file.size, lang))));
    el.className = 'file';
    return el;
  };
  const picture = (file: FileInfo): HTMLElement => {
    const canvas: HTMLCanvasElement = h('canvas', { role: 'img', 'aria-label': file.name });
    const scale = Math.min(1, LARGE / Math.max(file.width!, file.height!));
    // Its place, until it is there.
    canvas.width = Math.max(1, file.width! * scale);
    canvas.height = Math.max(1, file.height! * scale);
    const el = anchor(file, canvas);
    el.className = 'pic';
    el.addEventListener('near', async () => {
      try {
        const url = link(file.id).then((url) => (el.href = url));
        const blob = own.get(file.id);
        const drawn = await (blob ? paint(blob, LARGE, file.name) : fetched(await url, LARGE, file.name));
        wants.hold(() => canvas.replaceWith(drawn));
      } catch {
        // It is gone, or it cannot be drawn: its name is still a link.
        wants.hold(() => el.replaceWith(sheetOf(file)));
      }
    });
    near.observe(el);
    return el;
  };

  return {
    el: list,
    add: (files) => uploads.add(files),
    ready: () => uploads.ready,
    take: () =>
      uploads.take().map(({ file, info }) => {
        own.set(info!.id, file);
        return info!;
      }),
    show: (el, files) => wants.hold(() => el.replaceChildren(...files.map((file) => (file.width && file.height ? picture(file) : sheetOf(file))))),
  };
}
