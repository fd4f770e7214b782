/** A field for files: they go up as they are chosen. */
import type { OfferTexts } from '../i18n/offer/en';
import type { Ctx } from '../loader/types';
import { fill, h, icon } from './h';
import type { Answer } from './offer-types';
import { bytes, Uploads } from './upload';

const CROSS = 'M18 6 6 18M6 6l12 12';
const UP = 'M12 16V4m-5 5 5-5 5 5M4 20h16';

/** The parts of the field; `names` knows the names of the files that were sent before, by id. */
export function makeFiles(ctx: Ctx, t: OfferTexts, many: boolean, props: object, value: Answer | undefined, names: Record<string, string>, changed: () => void) {
  const most = ctx.cfg.files ?? 0;
  const texts = t as Record<string, string>;
  const list = h('ul', { class: 'files' });
  const draw = () => {
    list.replaceChildren(
      ...uploads.list.map((upload) => {
        const { state, file, code = '', info } = upload;
        const bad = state == 'bad' && fill(texts[code] ?? t.file_failed, { size: bytes(most, ctx.lang) });
        const name = info?.name ?? file.name;
        const bar = h('progress', { max: 1, 'aria-label': name });
        bar.value = upload.done;
        const drop = () => {
          uploads.drop(upload);
          input.focus();
        };
        return h(
          'li',
          null,
          h('span', null, h('b', { dir: 'auto' }, name), bad ? h('span', { class: 'err' }, bad) : state != 'there' && bar),
          h('button', { class: 'x', 'aria-label': fill(t.drop, { name }), onclick: drop }, icon(CROSS)),
        );
      }),
    );
    for (const { info, state } of uploads.list) if (state == 'there') names[info!.id] = info!.name;
  };
  const uploads: Uploads = new Uploads({
    url: ctx.base + '/v1/files',
    id: ctx.uuid,
    most: () => most,
    headers: async (again) => ({ authorization: 'Bearer ' + (await ctx.session(again)) }),
    changed() {
      draw();
      changed();
    },
  });
  const input: HTMLInputElement = h('input', {
    ...props,
    type: 'file',
    multiple: many,
    onchange() {
      if (!many) for (const upload of [...uploads.list]) uploads.drop(upload);
      uploads.add([...input.files!]);
      input.value = '';
    },
  });
  const known = ([] as unknown[]).concat(value ?? []).filter((id) => names[id as string]) as string[];
  // What the server has already.
  uploads.list.push(...known.map((id): any => ({ id, file: {}, info: { id, name: names[id] }, done: 1, state: 'there' })));
  draw();
  return {
    input,
    els: [h('div', { class: 'pick' }, input, h('span', { 'aria-hidden': 'true' }, icon(UP), t.pick)), h('div', { role: 'status' }, list)],
    get(): Answer | undefined {
      const there = uploads.list.filter(({ state }) => state == 'there').map(({ info }) => info!.id);
      return there.length ? there : undefined;
    },
    waits: () => (uploads.ready < 0 ? 'uploading' : ''),
  };
}
