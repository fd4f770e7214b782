/** The page in the frame of the console's editors: draws an offer or a form with the very module that
 * host pages load, from what its parent window sends. Nothing that is pressed here reaches the server.
 *
 * THE PAGE (served by the console, framed by it alone) is an empty body that names the modules of the
 * manifest's `show`, and the settings of the site as its pages get them (or some of them):
 *
 *     <body data-show='{"offer":"offer-HASH.js","offer_lang":{…},…}' data-site='{"name":…,"ground":…,"ink":…,"lang":…}'>
 *       <script type="module" src="/w/console/preview-HASH.js">
 *
 * and its policy allows `script-src 'self'; connect-src 'self'; img-src 'self' https: data: blob:`.
 *
 * MESSAGES of our own origin only. The frame says `{preview: 'ready'}` once; the parent sends, as often
 * as it likes (each draws anew):
 *
 *     { preview: 'look',
 *       look?: Look,                     // an offer; a countdown of `minutes` runs from now
 *       form?: PublicForm,               // a form on its own; also the one of a block `form` of the look
 *       forms?: { [id]: PublicForm },    // where a look has more; what is not among them is the contact form
 *       after?: After,                   // what follows when the form is sent
 *       step?: number,                   // of a form: the step to show, 0 is the first
 *       lang?: string, dark?: boolean,
 *       site?: {…} }                     // in place of some of the page's settings
 *
 * and the frame tells `{preview: 'height', height}` of what it drew in the page's flow,
 * `{preview: 'act', what, more}` of what would have been told to the server, and `{preview: 'save'}`
 * when Ctrl+S is pressed in it. */
import type { After, Look, PublicForm, Show, Shown } from '../../ui/offer-types';

interface Asked {
  preview: 'look';
  look?: Look;
  form?: PublicForm;
  forms?: Record<string, PublicForm>;
  after?: After;
  step?: number;
  lang?: string;
  dark?: boolean;
  site?: Record<string, any>;
}

const { dataset } = document.body;
const show = JSON.parse(dataset.show!);
const settings = JSON.parse(dataset.site || '{}');
const tell = (what: object) => parent.postMessage(what, location.origin);

// The theme is the editor's to choose, not that of the machine.
let theme = 'light';
const listeners = new Set<() => void>();
const media = window.matchMedia.bind(window);
window.matchMedia = (query) =>
  /prefers-color-scheme/.test(query)
    ? ({ matches: query.includes(theme), addEventListener: (_: string, heard: () => void) => listeners.add(heard) } as any)
    : media(query);

// What is drawn anew with every change must not take the focus from who is typing in the editor: a
// dialog only looks modal, and nothing has the focus unless somebody is in here.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
  this.style.boxShadow = '0 0 0 200vmax #0f1218a6';
};
const { focus } = HTMLElement.prototype;
HTMLElement.prototype.focus = function (options) {
  if (document.hasFocus()) focus.call(this, options);
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :root { color-scheme: light; background: #fff; }
  :root.dark { color-scheme: dark; background: #0e1013; }
  body { margin: 0; min-height: 100vh; font: 16px/1.6 system-ui, sans-serif; }
  .page { max-width: 640px; margin: 0 auto; padding: 32px 16px; }
  .page i { display: block; height: 12px; margin-bottom: 12px; border-radius: 6px; background: #8883; }
  .page i:nth-child(4n + 1) { width: 55%; height: 20px; margin-top: 24px; }
  .page i:nth-child(4n) { width: 80%; }`);
document.adoptedStyleSheets = [sheet];

/** A page that the offer stands on: bars for words. */
const mock = (): HTMLElement => {
  const page = document.createElement('div');
  page.className = 'page';
  page.append(...Array.from({ length: 12 }, () => document.createElement('i')));
  return page;
};

let root: ShadowRoot;
let shown: Shown | undefined;
let turn = 0;

async function draw(asked: Asked): Promise<void> {
  const mine = ++turn;
  const wanted = [asked.lang, settings.lang, document.documentElement.lang, 'en'];
  const lang: string = wanted.find((one) => show.offer_lang[one!])!;
  const [m, l] = await Promise.all([import(`/w/${show.offer}`), import(`/w/${show.offer_lang[lang]}`)]);
  if (mine != turn) return;
  shown?.close();
  document.querySelector('leadbell-widget')?.remove();
  theme = asked.dark ? 'dark' : 'light';
  document.documentElement.classList.toggle('dark', theme == 'dark');
  for (const heard of listeners) heard();
  listeners.clear();

  const page = mock();
  document.body.replaceChildren(page);
  const host = document.createElement('leadbell-widget');
  root = host.attachShadow({ mode: 'open' });
  document.body.append(host);
  const site = { name: '', ground: '#2563eb', ink: '#fff', position: 'right', offset: { x: 20, y: 20 }, texts: {}, files: 1e7, ...settings, ...asked.site };
  const forms: Record<string, PublicForm> = { ...asked.forms };
  const contact: PublicForm = { id: 'contact', rev: 1, steps: [{ fields: [{ key: 'name', kind: 'name' }, { key: 'phone', kind: 'phone' }, { key: 'email', kind: 'email' }, { key: 'message', kind: 'long' }] }], consent: !!site.privacy_url };
  if (asked.form) forms[asked.form.id] = asked.form;
  const state: any = {};
  for (const form of Object.values(forms)) if (asked.step) state.filled = { ...state.filled, [form.id]: { at: 0, step: asked.step, answers: {} } };
  const answer = (body: object, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status }));
  const ctx: any = {
    v: 1,
    base: location.origin,
    cfg: { ...site, modules: { ...show, pow: '' } },
    lang,
    root,
    button: document.createElement('button'),
    get: () => state,
    put: (patch: object) => Object.assign(state, patch),
    allowed: () => true,
    command: (name: string) => tell({ preview: 'act', what: name }),
    session: () => Promise.resolve('preview'),
    page: () => ({ url: location.href, title: '' }),
    uuid: () => crypto.randomUUID?.() ?? String(Math.random()),
    load: (file: string) => import('/w/' + file),
    send(path: string, body: any) {
      if (path == '/v1/form') return answer({ form_token: '', expires: Date.now() + 1e9, form: forms[body.form] ?? { ...contact, id: body.form } });
      if (path == '/v1/submit') return answer({ submission: 'preview', after: asked.after ?? {} }, 201);
      return answer({});
    },
  };
  const made: Show = m.default(ctx, l.default);
  const act = (what: string, more?: object): Promise<any> => {
    tell({ preview: 'act', what, more });
    const of = asked.look?.segments?.length ?? 1;
    return Promise.resolve(what == 'spin' ? { segment: Math.floor(Math.random() * of), code: 'CODE-1234' } : what == 'coupon' || what == 'magnet' ? { code: 'CODE-1234' } : {});
  };
  if (asked.look) {
    let into: Element | undefined;
    const look: Look = structuredClone(asked.look);
    for (const block of look.blocks) if (block.is == 'countdown') block.until ??= Date.now() + (block.minutes ?? 15) * 6e4;
    if (look.shape == 'inline' || look.shape == 'lock') {
            into = page;
      if (look.shape == 'inline') page.replaceChildren();
    }
    shown = made.offer({ look, into }, { act });
  } else if (asked.form) {
    page.replaceChildren();
    shown = made.form(page, asked.form.id);
  }
  new ResizeObserver(() => tell({ preview: 'height', height: page.scrollHeight })).observe(page);
}

addEventListener('message', (e) => {
  if (e.origin == location.origin && e.source == parent && e.data?.preview == 'look') void draw(e.data);
});
// A link of the offer leads nowhere from here.
document.addEventListener('click', (e) => {
  if (e.composedPath().some((el) => (el as Element).localName == 'a')) e.preventDefault();
});
// Who has pressed something in here saves the draft all the same.
addEventListener(
  'keydown',
  (e) => {
    if (!(e.ctrlKey || e.metaKey) || e.key != 's') return;
    e.preventDefault();
    tell({ preview: 'save' });
  },
  true,
);
tell({ preview: 'ready' });
