import { doc } from './env';
import { keep } from './host';
import css from './launcher.css';
import { makeStore } from './store';
import type { Config, Ctx, Run } from './types';

const w = window as any;
const { fetch } = w;

function boot(early: any[]): void {
  let cfg: Config;
  let ctx: Ctx | undefined;
  let panel: Promise<Run> | null | undefined;
  let consent: boolean | undefined;
  let asking: Promise<any> = Promise.resolve();
  let facts: object;
  let referrer = doc('referrer');
  let tries = 0;
  let said: unknown;
  let wanted: unknown;
  let beats: unknown;

  /** Everything that the host page has called, and how much of it the panel knows. */
  const calls: [string, any?][] = [];
  let known = 0;
  const listen = doc('addEventListener');
  const say = (text: unknown) => (said ||= (console.warn('Leadbell: ' + text), 1));

  // ---- where we come from
  const script = 'script[src*="/w.js"]';
  const find = doc('querySelector');
  let tag = doc('currentScript');
  if (!tag?.matches(script)) tag = find(script + '[data-site]') || find(script);
  const site = tag?.dataset.site || w.leadbellSite;
  if (!site) return say('no data-site') as any;
  const base: string = tag.src.replace(/\/w\.js.*/, '');

  const allowed = () => consent ?? !cfg?.consent;
  const { get, put } = makeStore('leadbell:' + site, allowed);
  consent = get().consent;

  // ---- page views and the visitor's token
  // On plain HTTP there is no randomUUID; the name of a blob is one, too, but takes long.
  const uuid = () => crypto.randomUUID?.() || URL.createObjectURL(new Blob()).slice(-36);
  const page = () => ({ url: location.href, title: doc('title') });
  const send = (path: string, more: object): Promise<Response> =>
    fetch(base + path, { method: 'POST', body: JSON.stringify({ site, ...more }), keepalive: true });
  /** One at a time: two questions without a token would make two visitors. */
  const session = (again?: boolean): Promise<any> => {
    const told = facts;
    const ask = async () => {
      const { token, expires } = get();
      if (again || !(expires! > Date.now())) {
        const state = await (await send('/v1/view', { token, ...told })).json();
        // It may have been said meanwhile who this is, here or in another tab.
        if (state.token && token == get().token) put(state);
        beats = state.beat;
      }
      return get().token;
    };
    return (asking = asking.then(ask, ask));
  };
  const count = () => {
    if (ctx && allowed()) {
      facts = { view: uuid(), ...page(), referrer, lang: ctx.lang };
      referrer = location.href;
      session(true).catch(() => {});
    }
  };

  // ---- the panel, when it is wanted
  // A module that failed is never asked for again under the same name.
  const load = (file: string, _?: unknown) => import(base + '/w/' + file + (tries ? '#' + tries : ''));
  const show = () => {
    const { button, lang } = ctx!;
    button.ariaBusy = '1';
    panel ||= Promise.all([load(cfg.modules.panel), load(cfg.modules.lang[lang]!)]).then(([p, l]) => p.default(ctx, l.default));
    panel.then(
      (run) => {
        button.ariaBusy = null;
        while (calls[known]) run(...calls[known++]!);
      },
      (e) => {
        button.ariaBusy = panel = null;
        tries++;
        say(e);
      },
    );
  };

  // ---- what the host page may call
  const command: any = (name: string, a?: any, b?: any) => {
    if (/^o(n|ff)$/.test(name)) (name[2] ? doc('removeEventListener') : listen)('leadbell:' + a, b);
    else if (name + a == 'trackpage') count();
    else {
      if (name == 'consent') {
        consent = true;
        const yes = a !== false;
        if (!yes) put();
        // Of somebody who refuses nothing is kept but that, where it would not go without saying.
        if (yes || !cfg?.consent) put({ consent: yes });
        consent = yes;
        count();
      }
      calls.push([name, a]);
      wanted ||= !/^(se|c[lo]|car|f|of)/.test(name);
      if (ctx && (panel || wanted)) show();
    }
  };
  for (const args of early) command(...(args as [string]));
  (w.leadbell = command).v = 1;

  const start = async () => {
    try {
      const reply = await fetch(base + '/s/' + site);
      cfg = await reply.json();
      if (!reply.ok) return say(site + ' ' + reply.status);
    } catch {
      return setTimeout(start, 3e4);
    }
    const { colour, ink, modules, offset, position } = cfg;
    const make = doc('createElement');
    let lang = (cfg.lang == 'auto' ? doc('documentElement').lang || navigator.language : cfg.lang).slice(0, 2);
    if (!modules.lang[lang]) lang = 'en';
    const host = make('leadbell-widget');
    const root: ShadowRoot = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `${css}.l{--c:${colour};--i:${ink};bottom:calc(${offset.y}px + env(safe-area-inset-bottom));${position}:calc(${offset.x}px + env(safe-area-inset-${position}))}`,
    );
    root.adoptedStyleSheets = [sheet];
    const button = make('button');
    button.className = 'l';
    button.ariaLabel = cfg.texts.launcher || 'Chat';
    button.onclick = () => command(button.ariaExpanded ? 'toggle' : 'open');
    button.onpointerenter = () => allowed() && show();
    root.append(button);
    ctx = { v: 1, base, cfg, lang, root, button, get, put, allowed, command, session, send, page, uuid, load, calls };
    const place = keep(host);
    /** Runs a module, if there is such a one, once the page has loaded ("complete"). */
    const files: any = modules;
    const late = (name: string) => files[name] && doc('readyState') < 'd' && load(files[name], (files[name] = 0)).then((m) => m.default(ctx, m.d), say);
    // Single-page applications: the route is the address without a plain anchor.
    let last: string;
    const check = () => {
      place();
      if (last != (last = location.href.replace(/#(?![!/]).*/, ''))) count();
      // Live visitors: only where the answer to a page view asks for it; offers: where the site has some.
      beats && late('live');
      late('offers');
    };
    // Back from the cache of the browser. (A listener of pagehide would cost more.)
    w.addEventListener('pageshow', (e: PageTransitionEvent) => e.persisted && (last = ''));
    setInterval(check, 999);
    check();
    if (wanted || (allowed() && (cfg.bubble || get().wake! > Date.now()))) show();
    doc('dispatchEvent')(new Event('leadbell:ready', { bubbles: true }));
  };
  listen('securitypolicyviolation', (e: any) => {
    if (e.blockedURI.includes(base.slice(6))) say(`${e.effectiveDirective} needs ${base} ws${base.slice(4)}`);
  });
  if (doc('prerendering')) listen('prerenderingchange', start);
  else start();
}

if (!w.leadbell?.v) boot(w.leadbell?.q || []);
