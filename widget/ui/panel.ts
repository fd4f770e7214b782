/** The panel: what opens when the launcher is pressed. */
import type { Texts } from '../i18n/en';
import { doc } from '../loader/env';
import type { Answer, Ctx, Run } from '../loader/types';
import { titleBadge } from './alerts';
import { Chat, type Mate } from './chat';
import { makeComposer } from './composer';
import { consentCard } from './consent';
import { frame } from './frame';
import { goal } from './goals';
import { makeHost } from './host';
import { button as press, fill, h, icon } from './h';
import { keepKeys } from './keys';
import type { Message } from './log';
import css from './panel.css';
import peekCss from './peek.css';
import { fetched, paint } from './paint';
import { makePeek } from './peek';
import { Rows } from './rows';
import type { Bot } from './bot';
import { style } from './style';
import { day, wait } from './times';
import type { Files } from './files';
import type { FormView } from './form';
import { hasFiles, type FileInfo } from './upload';

// The modules that only the panel loads take these from here; see build.mjs.
export { doc, fetched, fill, h, icon, keepKeys, paint, press as button, style, wait };
export { backoff } from './backoff';

const MAIL = 'M2 5h20v14H2zm20 2-10 6L2 7';
const SOUND = 'M11 5 6 9H2v6h4l5 4zM15.5 8.5a5 5 0 0 1 0 7M19 5a10 10 0 0 1 0 14';
const MUTED = 'M11 5 6 9H2v6h4l5 4zM22 9l-6 6M16 9l6 6';
const MORE = 'M5 11v2M12 11v2M19 11v2';
const CROSS = 'M18 6 6 18M6 6l12 12';

export default function panel(ctx: Ctx, t: Texts): Run {
  const { cfg, root, button } = ctx;
  // Times as the visitor's own country writes them, where the language is the same.
  const lang = navigator.language.startsWith(ctx.lang) ? navigator.language : ctx.lang;
  const set: Record<string, string> = {};
  /** What another module does, and what was complained of. */
  const said = new Set<string>(['offer', 'form', 'cart']);
  let isOpen = false;
  let form: FormView | undefined;
  let typingUntil = 0;
  let failures = 0;
  /** Whose faces are in the head. */
  let shown = '';
  /** Messages that came below what is in sight. */
  let below = 0;
  let ending: unknown;
  /** It is a page of its own. */
  let isPage = false;
  let picker: HTMLElement | undefined;
  /** What stands in the slot in place of the form: the questions before the chat, or the rating. */
  let card: 'ask' | 'rate' | '' = '';

  const emit = (name: string, detail?: unknown) =>
    doc('dispatchEvent')(new CustomEvent('leadbell:' + name, { detail, bubbles: true }));
  /** Whether a person has just asked for it, and is not writing somewhere else. */
  const active = () =>
    ((navigator as any).userActivation?.isActive ?? true) &&
    !doc('activeElement')?.matches('input,textarea,select,[contenteditable]');

  // ---- the parts
  const { position, offset } = cfg;
  style(
    root,
    `.p,.peek{--c:${cfg.ground};--i:${cfg.ink};--x:${offset.x}px;--y:${offset.y}px;${position}:calc(var(--x) + env(safe-area-inset-${position}))}${css}${peekCss}`,
  );

  const tool = (label: string, d: string, onclick: () => void) =>
    h('button', { 'aria-label': label, title: label, onclick }, icon(d));
  const faces = h('div', { class: 'faces', 'aria-hidden': 'true' });
  const title = h('h1');
  const presence = h('p');
  const sound = tool(t.mute, SOUND, () => {
    ctx.put({ mute: !ctx.get().mute });
    drawSound();
  });
  const drawSound = () => {
    const muted = !!ctx.get().mute;
    sound.replaceChildren(icon(muted ? MUTED : SOUND));
    sound.ariaLabel = sound.title = muted ? t.unmute : t.mute;
  };
  const leave = tool(t.leave, MAIL, () => void showForm(true));
  const item = (text: string, act: () => void) => press('link', text, () => (menu(false), act()));
  const items = h('div', { class: 'menu', hidden: true }, item(t.mail_chat, mail), item(t.end, () => end()));
  const others = tool(t.more, MORE, () => menu(items.hidden));
  const menu = (open: boolean) => {
    items.hidden = !open;
    others.ariaExpanded = String(open);
    (open ? items.firstChild : others).focus();
  };
  items.addEventListener('keydown', (e: KeyboardEvent) => {
    if (e.key != 'Escape') return;
    e.stopPropagation();
    menu(false);
  });
  others.ariaExpanded = 'false';
  const bar = h('p', { class: 'bar', role: 'status', hidden: true });
  const greeting = h('div', { class: 'm op first last' }, h('div', { class: 'who' }, cfg.texts.title || cfg.name), h('div', { class: 'b', dir: 'auto' }, cfg.texts.greeting || t.greeting));
  const log = h('div', { role: 'log', 'aria-label': t.conversation, 'aria-live': 'off' });
  const typing = h('div', { class: 'type', hidden: true }, h('i'), h('i'), h('i'), h('span'));
  const slot = h('div');
  const more = h('button', { class: 'more', hidden: true, onclick: () => latest() }, icon('M12 5v14m7-7-7 7-7-7'), h('span'));
  const scroll = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t.conversation }, greeting, log, typing, slot, more);
  const composer = makeComposer(t, {
    send: (text) => say(text, bot.answer?.(), tray?.take()),
    typing: () => chat.typing(),
    draft(draft) {
      ctx.put({ draft });
      chat.typing(draft);
    },
    files: cfg.files ? (list) => void attach(list) : undefined,
    ready: () => tray?.ready() ?? 0,
    emoji: (button) => void pick(button),
  });
  const box = h(
    'section',
    { class: 'p', role: 'dialog', 'aria-label': cfg.texts.title || cfg.name, tabindex: -1, hidden: true, dir: t.dir, lang: ctx.lang },
    h('header', null, faces, h('div', { class: 'to' }, title, presence), h('div', { class: 'tools' }, leave, sound, others, tool(t.close, CROSS, () => close()))),
    items,
    bar,
    scroll,
    composer.el,
    cfg.drafts && h('small', { class: 'note' }, t.drafts),
  );
  const host = makeHost(ctx, set, () => {
    clear();
    form = undefined;
    chat.anew();
  });
  const badge = h('span', { class: 'badge' });
  const peek = makePeek(t, cfg.texts.title || cfg.name, () => open(), () => {
    if (ctx.allowed()) ctx.put({ greeted: true });
    emit('dismiss');
  });
  button.append(badge);
  root.append(box, peek.el);
  const view = frame(root, box, () => close(), (change) => hold(change));

  // ---- the conversation
  let robot: Promise<void> | undefined;
  /** What the bot says is seen by its module; until that is there, what went before. */
  let bot: Bot = {
    list(all) {
      const from = all.findIndex((m) => m.author == 'bot' && m.content);
      if (from >= 0 || chat.opening)
        robot ??= ctx
          .load(cfg.modules.bot!)
          .then((m) => m.default(ctx, t, chat, say, hold, log, composer.input), () => ({ list: (all: Message[]) => all }))
          .then((module) => ((bot = module), chat.screen.draw()));
      return from < 0 ? all : all.slice(0, from);
    },
  };
  const say = (text: string, answer?: Answer, files?: FileInfo[]) => {
    stay();
    const { answers, told } = ctx.get();
    chat.write(text, files, answer);
    latest();
    if (chat.away && !answers && !told?.phone && !told?.email) void showForm(false);
  };
  const rows = new Rows(log, t, lang, (id) => chat.retry(id), async (el, m, files) => {
    bot.row?.(el, m);
    if (files) (await filing()).show(files, m.content!.files!);
  });
  const nearBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const to = (top: number) => {
    scroll.scrollTop = top;
    below = 0;
    more.hidden = true;
  };
  /** What was said last, and under it the beginning of what is asked. */
  const latest = () => to(slot.offsetTop - scroll.offsetTop - 84);
  /** Who reads the end goes on reading the end; a form stays where it is under the finger. */
  const hold = (change: () => void) => {
    const stick = nearBottom();
    const place = slot.offsetTop - scroll.scrollTop;
    change();
    if (stick) to(slot.firstChild ? slot.offsetTop - place : scroll.scrollHeight);
  };
  /** Nobody is writing: what they wrote is there, or the line is down. */
  const hush = () => {
    typingUntil = 0;
    typing.hidden = true;
  };
  scroll.addEventListener('scroll', () => nearBottom() && !more.hidden && to(scroll.scrollHeight));
  // Before the socket hears of it, and lets go of the line.
  addEventListener('pagehide', ended);
  const chat = new Chat(ctx, {
    draw() {
      const all = chat.log.list();
      others.hidden = !all[0];
      hold(() => {
        // What the bot says first takes its place, and it does not come up before.
        greeting.hidden = (chat.opening || all[0]?.author == 'bot' || (cfg.bot && chat.online == undefined)) as boolean;
        rows.draw(bot.list(all), chat.readTo, chat.gotTo);
      });
      more.hidden = !below;
      more.lastChild.textContent = fill(t.unread, { n: below });
      drawUnread();
    },
    line(up) {
      if (up) {
        failures = 0;
        bar.hidden = true;
        // What was there before is history; what comes now is announced.
        setTimeout(() => log.setAttribute('aria-live', 'polite'), 100);
      } else {
        hush();
        log.setAttribute('aria-live', 'off');
        setTimeout(() => {
          if (chat.up || !ctx.allowed()) return;
          notice(t.reconnecting);
          // No line for the chat: the form needs none, and waits for one.
          if (isOpen && ++failures > 3) void showForm(false);
        }, 1_500);
      }
    },
    presence: () => drawPresence(),
    typing(name, long = 6_000) {
      typingUntil = Date.now() + long;
      typing.lastChild.textContent = fill(t.typing, { name: name || t.team });
      hold(() => (typing.hidden = false));
      setTimeout(() => Date.now() < typingUntil || hush(), long + 9);
    },
    slow: (seconds) => notice(fill(t.slow_down, { when: wait(seconds, lang) }), seconds),
    arrived(message) {
      hush();
      if (!isOpen) peek.show(message.text || message.content?.files?.[0]?.name || '', message.name ?? '');
      else if (!nearBottom()) below++;
    },
    looking: () => isOpen && !doc('hidden'),
    touch: view.touch,
    emit,
  });
  const notice = (text: string, seconds = 0) => {
    bar.textContent = text;
    bar.hidden = false;
    if (seconds) setTimeout(() => (bar.hidden = chat.up || bar.hidden), seconds * 1_000);
  };
  const drawUnread = () => {
    const count = isOpen ? 0 : chat.unread();
    badge.textContent = count ? String(Math.min(count, 99)) : '';
    const label = isOpen ? t.close : cfg.texts.launcher || t.open;
    button.ariaLabel = count ? `${label}, ${fill(t.unread, { n: count })}` : label;
    titleBadge(chat.unread());
  };
  /** Somebody's picture, or the letter their name begins with. */
  const face = ({ name, face }: Mate) => {
    const el = h('span', null, [...name.trim()][0]?.toUpperCase() ?? '');
    if (face) fetched(ctx.base + '/v1/faces/' + face, 36).then((picture) => el.replaceChildren(picture), () => {});
    return el;
  };
  const drawPresence = () => {
    const { state } = chat;
    const isLive = state?.status == 'open';
    const who = isLive ? state.operator : null;
    const place = isLive && !who ? state.queue?.position : 0;
    // Who answers has a face; the bot has none.
    const team = who ? [who] : (isLive ? state.mode == 'bot' : chat.opening) ? [] : chat.team.slice(0, 3);
    const called = cfg.texts.title || cfg.name;
    title.textContent = who?.name ?? called;
    const here = team.length ? team : [{ name: called }];
    if (shown != (shown = JSON.stringify(here))) faces.replaceChildren(...here.map(face));
    presence.className = chat.online ? 'on' : '';
    presence.textContent = chat.online == false
      ? chat.backAt ? fill(t.back, { when: day(chat.backAt, lang) }) : t.away
      : place ? fill(t.queue, { n: place }) : cfg.texts.reply_time || (chat.online ? t.online : '');
    form?.away(chat.away);
    ask();
  };

  // ---- files
  let tray: Files | undefined;
  let loading: Promise<Files> | undefined;
  const filing = (): Promise<Files> =>
    (loading ??= ctx.load(cfg.modules.files!).then((m) => (tray = m.default(ctx, t, lang, { changed: composer.check, hold }) as Files)));
  async function attach(list: File[]): Promise<void> {
    const { el, add } = await filing();
    composer.el.before(el);
    add(list);
    if (!view.touch()) composer.input.focus();
  }
  if (cfg.files) {
    const over = (e: DragEvent) => {
      const takes = ctx.allowed() && hasFiles(e.dataTransfer);
      composer.el.classList.toggle('over', takes && e.type == 'dragover');
      if (!takes) return;
      e.preventDefault();
      e.stopPropagation();
      if (e.type == 'drop') void attach([...e.dataTransfer!.files]);
    };
    for (const type of ['dragover', 'dragleave', 'drop']) box.addEventListener(type, over);
  }

  // ---- what is seldom asked
  async function showCard(make: (cards: any, place: object) => HTMLElement): Promise<void> {
    const cards = await ctx.load(cfg.modules.form);
    slot.replaceChildren(make(cards, { ctx, t }));
    latest();
  }
  function mail(): void {
    card = '';
    void showCard((cards, place) => cards.transcript(place, ctx.get().told?.email ?? set.email ?? '', ctx.lang)).then(() => slot.querySelector('input')?.focus());
  }
  async function pick(by: HTMLButtonElement): Promise<void> {
    if (!picker) {
      const { emoji } = await ctx.load(cfg.modules.form);
      picker ??= emoji(ctx.root, t, composer.insert, () => void pick(by)) as HTMLElement;
      picker.hidden = true;
      composer.el.before(picker);
    }
    const open = picker.hidden;
    hold(() => (picker!.hidden = !open));
    by.ariaExpanded = String(open);
    (open ? picker.querySelector<HTMLElement>('[tabindex="0"]')! : composer.input).focus();
  }
  /** An end can be taken back for a moment. */
  function end(): void {
    notice(t.ending);
    bar.append(' ', press('link', t.undo, () => (stay(), composer.input.focus())));
    clearTimeout(ending as number);
    ending = setTimeout(ended, 6_000);
  }
  function stay(): void {
    if (!ending) return;
    clearTimeout(ending as number);
    ending = 0;
    bar.hidden = chat.up;
  }
  function ended(): void {
    if (!ending) return;
    stay();
    chat.end();
  }
  /** The questions that are to be answered before the chat begins. */
  const questions = () => {
    const { before } = cfg;
    const { conversation, answers, told } = ctx.get();
    if (!before || conversation || answers || chat.online == undefined || (before.when == 'away' && chat.online) || chat.log.list().length) return [];
    return before.questions.filter((q) => !told?.[q.ask as 'name'] && (q.ask != 'department' || chat.departments.length > 1));
  };
  function answered(answers: Record<string, string>): void {
    const { name, email, phone } = { ...ctx.get().told, ...answers };
    ctx.put({ answers, told: JSON.parse(JSON.stringify({ name, email, phone })) });
    clear();
    composer.input.focus();
  }
  function clear(): void {
    card = '';
    slot.replaceChildren();
    composer.el.hidden = !ctx.allowed();
  }
  /** Puts the card into the slot that the state of the chat asks for. */
  function ask(): void {
    const { state } = chat;
    const { conversation, unrated } = ctx.get();
    const asked = questions();
    const isOver = state?.status == 'closed' && !state.rated && unrated != conversation && chat.answered;
    if (card == 'ask' ? chat.log.list().length : card == 'rate' && state?.status == 'open') clear();
    if (!isOpen || card) return;
    if (asked.length) {
      card = 'ask';
      void showCard((cards, place) => {
        composer.el.hidden = true;
        return cards.ask(place, asked, { ...ctx.get().told, ...set }, chat.departments, answered);
      });
    } else if (isOver) {
      card = 'rate';
      void showCard((cards, place) => cards.rate(place, (score: number, comment: string) => chat.rate(score, comment), () => (ctx.put({ unrated: conversation }), clear())));
    } else if (chat.away && !chat.log.list().length && !ctx.get().answers) void showForm(false);
  }

  // ---- the form
  async function makeForm(): Promise<FormView> {
    const { default: make } = await ctx.load(cfg.modules.form);
    form ??= make(ctx, t, set, {
      accepted(submission: string) {
        latest();
        goal(ctx, 'lead', submission);
        emit('lead', { submission, form: 'contact' });
      },
      field: keepKeys,
    }) as FormView;
    form.away(chat.away);
    card = '';
    slot.replaceChildren(form.el);
    return form;
  }
  async function showForm(byHand: boolean): Promise<void> {
    if (!ctx.allowed() || (form && !byHand)) return;
    const { focus } = await makeForm();
    latest();
    if (byHand && !view.touch()) focus();
  }

  // ---- open and close
  function enter(): void {
    const allowed = ctx.allowed();
    log.hidden = leave.hidden = sound.hidden = !allowed;
    composer.el.hidden = !allowed || card == 'ask';
    if (!allowed) {
      slot.replaceChildren(consentCard(cfg, t, (yes) => (ctx.command('consent', yes), yes || close())));
      return;
    }
    if (!composer.text()) composer.text(ctx.get().draft);
    chat.start();
    drawSound();
    drawPresence();
    chat.see();
  }
  function open(what?: unknown): void {
    const byHand = active();
    if (what == 'page') {
      isPage = button.hidden = true;
      box.classList.add('page');
    }
    if (!isOpen) {
      isOpen = true;
      box.hidden = false;
      peek.hide();
      button.ariaExpanded = 'true';
      view.opened();
      enter();
      latest();
      drawUnread();
      if (byHand) (ctx.allowed() && !view.touch() ? composer.input : box).focus();
      emit('open');
    }
    if (what == 'form') void showForm(byHand);
  }
  function close(): void {
    if (!isOpen || isPage) return;
    const inside = box.contains(root.activeElement);
    isOpen = false;
    box.hidden = true;
    button.ariaExpanded = 'false';
    view.closed();
    drawUnread();
    if (inside) button.focus();
    if (ctx.allowed()) chat.rest();
    emit('close');
  }
  function consented(yes: boolean): void {
    clear();
    form = undefined;
    host.consented(yes);
    if (!yes) chat.forget();
    if (!isOpen) return;
    enter();
    if (yes) (view.touch() ? box : composer.input).focus();
  }

  doc('addEventListener')('visibilitychange', () => {
    if (isOpen && !doc('hidden')) chat.see();
    drawUnread();
  });
  button.ariaExpanded = 'false';
  button.ariaHasPopup = 'dialog';
  drawPresence();
  const { wake = 0, form: waiting } = ctx.get();
  if (ctx.allowed() && wake > Date.now()) {
    chat.start();
    if (waiting) void makeForm();
  }
  drawUnread();
  if (cfg.bubble && !ctx.get().greeted && !chat.unread()) peek.show(cfg.texts.greeting || t.greeting);

  return (command, argument) => {
    if (command == 'open') open(argument);
    else if (command == 'script') {
      open();
      chat.enter('' + argument);
    } else if (command == 'close') close();
    else if (command == 'toggle') isOpen ? close() : open(argument);
    else if (/^(set|track|identify)$/.test(command)) host.say(command, argument);
    else if (command == 'invite') isOpen || peek.invite(argument as any);
    else if (command == 'consent') consented(argument !== false);
    else if (command == 'reset') {
      ctx.put();
      consented(false);
    } else if (!said.has(command)) {
      said.add(command);
      console.warn(`Leadbell: "${command}" is not available in this version.`);
    }
  };
}

