/** A page that is looked at says so now and then, where the server asks for it; and
 * has the panel show the invitations that come back, or that a rule finds fit. Loaded
 * after the page is; nothing happens without consent, or in a hidden page. */
import { doc } from '../loader/env';
import type { Ctx } from '../loader/types';
import { meets, type When } from './live-rules';

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
  const { button } = ctx;
  /** Seconds between two beats; 0: none until another page. */
  let next = 1;
  let due = 0;
  let url = location.href;
  let since = Date.now() - performance.now();
  let deepest = 0;
  /** Another page has come: the answer to its view says whether to go on. */
  let anew = false;
  let rules: Rules | undefined;
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
    if (shown) ctx.command('invite');
    shown = undefined;
  };
  const end = (state: string) => {
    if (!shown) return;
    tried.add(shown.id);
    void tell(shown.id, state);
    hide();
  };
  const show = (invite: Invite) => {
    if (shown?.id == invite.id || tried.has(invite.id)) return;
    shown = invite;
    shownAt = Date.now();
    // The conversation is before the visitor's eyes: it begins there.
    if (button.ariaExpanded == 'true') return end('accepted');
    void tell(invite.id, 'shown');
    ctx.command('invite', invite);
  };

  // ---- the beat
  const beat = async () => {
    const at = Date.now();
    due = at + 3e4;
    const told = await ask('/v1/beat', { ...ctx.page(), rules: rules?.version ?? '' });
    next = told?.next ?? 0;
    due = Date.now() + next * 1e3;
    rules = told?.rules ?? rules;
    if (told?.invite) show(told.invite);
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
    const invite = ctx.get().wake! > now ? undefined : await ask('/v1/invite', { id: ctx.uuid(), rule: rule.id });
    if (invite) show(invite);
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
  listen('leadbell:dismiss', () => end('dismissed'));
  listen('leadbell:message', hide);
  setInterval(tick, 1e3);
  const { requestIdleCallback: idle = setTimeout } = window as any;
  idle(tick);
}
