/** A page that is looked at says so now and then, where the server asks for it; and
 * shows the invitations to chat that come back, or that a rule finds fit. Loaded
 * after the page is; nothing happens without consent, or in a hidden page. */
import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { h } from './h';
import { meets, type When } from './live-rules';
import css from './live.css';
import { uuid } from './uuid';

interface Invite {
  id: string;
  text: string;
  name: string;
}

interface Rules {
  version: string;
  list: { id: string; when: When }[];
  channel: string;
  source: string;
  visits: number;
}

export default function live(ctx: Ctx): void {
  const { cfg, root, button } = ctx;
  /** Seconds between two beats; 0: none until another page. */
  let next = 1;
  let due = 0;
  let url = location.href;
  let since = Date.now() - performance.now();
  let deepest = 0;
  /** Another page has come: the answer to its view says whether to go on. */
  let anew = false;
  let rules: Rules | undefined;
  let bubble: HTMLElement | undefined;
  let shown: Invite | undefined;
  let shownAt = 0;
  const tried = new Set<string>();

  const ask = async (path: string, more: object): Promise<any> => {
    const { token } = ctx.get();
    const reply = token && (await ctx.send(path, { token, ...more }));
    return reply && reply.status == 200 ? reply.json() : undefined;
  };
  const tell = (id: string, state: string) => ask('/v1/invite', { id, state }).catch(() => {});

  // ---- an invitation
  const hide = () => {
    bubble?.remove();
    bubble = shown = undefined;
  };
  const end = (state: string) => {
    if (!shown) return;
    tried.add(shown.id);
    void tell(shown.id, state);
    hide();
  };
  const show = async (invite: Invite) => {
    if (shown?.id == invite.id || tried.has(invite.id)) return;
    hide();
    shown = invite;
    shownAt = Date.now();
    // The conversation is before the visitor's eyes: it begins there.
    if (button.ariaExpanded == 'true') return end('accepted');
    void tell(invite.id, 'shown');
    const { default: t } = await ctx.load(cfg.modules.lang[ctx.lang]!);
    if (shown != invite) return;
    const { position, offset } = cfg;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      `.ask{--x:${offset.x}px;bottom:calc(${offset.y + 68}px + env(safe-area-inset-bottom));${position}:calc(var(--x) + env(safe-area-inset-${position}))}${css}`,
    );
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    const words = h('button', { class: 'say', type: 'button', onclick: () => ctx.command('open') });
    bubble = h(
      'div',
      { class: 'ask', role: 'status', dir: t.dir, lang: ctx.lang },
      words,
      h('button', { class: 'no', type: 'button', 'aria-label': t.dismiss, onclick: () => end('dismissed') }, '×'),
    ) as HTMLElement;
    // The greeting would stand at the same place.
    const greeting = root.querySelector<HTMLElement>('.peek');
    if (greeting) greeting.hidden = true;
    root.append(bubble);
    // Into a region that is there already, so that it is read out.
    words.append(h('b', null, invite.name || cfg.texts.title || cfg.name), h('span', { dir: 'auto' }, invite.text));
  };

  // ---- the beat
  const beat = async () => {
    const at = Date.now();
    due = at + 3e4;
    const told = await ask('/v1/beat', { ...ctx.page(), rules: rules?.version ?? '' });
    next = told?.next ?? 0;
    due = Date.now() + next * 1e3;
    rules = told?.rules ?? rules;
    if (told?.invite) await show(told.invite);
    // Answered in another tab.
    else if (told && shownAt < at) hide();
  };
  const watch = async (now: number) => {
    if (!next || !rules || shown || button.ariaExpanded == 'true') return;
    const { scrollHeight } = doc('documentElement');
    deepest = Math.max(deepest, ((scrollY + innerHeight) / scrollHeight) * 100);
    const is = { ...rules, url, seconds: (now - since) / 1e3, scroll: Math.ceil(deepest) };
    const rule = rules.list.find((one) => !tried.has(one.id) && meets(one.when, is));
    if (!rule) return;
    tried.add(rule.id);
    // Who is in conversation is not invited; the server knows the rest.
    const invite = ctx.get().wake! > now ? undefined : await ask('/v1/invite', { id: uuid(), rule: rule.id });
    if (invite) await show(invite);
  };
  const tick = () => {
    if (!ctx.allowed()) return hide();
    if (doc('hidden')) return;
    const now = Date.now();
    if (url != location.href) {
      url = location.href;
      since = now;
      deepest = 0;
      due = now + 2e3;
      anew = true;
    }
    if (now >= due && (next || anew)) {
      if (anew) next = ctx.get().beat ?? 0;
      anew = false;
      if (next) beat().catch(() => {});
    }
    watch(now).catch(() => {});
  };

  const listen = doc('addEventListener');
  listen('visibilitychange', tick);
  listen('leadbell:open', () => end('accepted'));
  listen('leadbell:message', hide);
  setInterval(tick, 1e3);
  const { requestIdleCallback: idle = setTimeout } = window as any;
  idle(tick);
}
