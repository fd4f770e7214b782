/** The panel: what opens when the launcher is pressed. */
import type { Texts } from '../i18n/en';
import { doc } from '../loader/env';
import type { Ctx, Run } from '../loader/types';
import { titleBadge } from './alerts';
import { Chat } from './chat';
import { ground } from './colour';
import { keepKeys, makeComposer } from './composer';
import { consentCard } from './consent';
import { frame } from './frame';
import { goal } from './goals';
import { fill, h, icon } from './h';
import css from './panel.css';
import peekCss from './peek.css';
import { makePeek } from './peek';
import { Rows } from './rows';
import { day, wait } from './times';
import type { Files } from './files';
import type { FormView } from './form';
import { hasFiles } from './upload';

const MAIL = 'M4 4h16a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6c0-1.1.9-2 2-2zm18 3-10 6L2 7';
const SOUND = 'M11 5 6 9H2v6h4l5 4zM15.5 8.5a5 5 0 0 1 0 7M19 5a10 10 0 0 1 0 14';
const MUTED = 'M11 5 6 9H2v6h4l5 4zM22 9l-6 6M16 9l6 6';
const CROSS = 'M18 6 6 18M6 6l12 12';

export default function panel(ctx: Ctx, t: Texts): Run {
  const { cfg, root, button } = ctx;
  // Times as the visitor's own country writes them, where the language is the same.
  const lang = navigator.language.startsWith(ctx.lang) ? navigator.language : ctx.lang;
  const set: Record<string, string> = {};
  const said = new Set<string>();
  let isOpen = false;
  let form: FormView | undefined;
  let typingUntil = 0;
  let failures = 0;
  /** Messages that came below what is in sight. */
  let below = 0;

  const emit = (name: string, detail?: unknown) =>
    doc('dispatchEvent')(new CustomEvent('leadbell:' + name, { detail, bubbles: true }));
  /** Whether a person has just asked for it, and is not writing somewhere else. */
  const active = () =>
    ((navigator as any).userActivation?.isActive ?? true) &&
    !doc('activeElement')?.matches('input,textarea,select,[contenteditable]');

  // ---- the parts
  const sheet = new CSSStyleSheet();
  const { back, ink } = ground(cfg.colour);
  const { position, offset } = cfg;
  sheet.replaceSync(
    `.p,.peek{--c:${back};--i:${ink};--x:${offset.x}px;--y:${offset.y}px;${position}:calc(var(--x) + env(safe-area-inset-${position}))}${css}${peekCss}`,
  );
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];

  const tool = (label: string, d: string, onclick: () => void) =>
    h('button', { type: 'button', 'aria-label': label, title: label, onclick }, icon(d));
  const faces = h('div', { class: 'faces', 'aria-hidden': 'true' });
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
  const bar = h('p', { class: 'bar', role: 'status', hidden: true });
  const greeting = h('div', { class: 'm op first last' }, h('div', { class: 'who' }, cfg.texts.title || cfg.name), h('div', { class: 'b', dir: 'auto' }, cfg.texts.greeting || t.greeting));
  const log = h('div', { role: 'log', 'aria-label': t.conversation, 'aria-live': 'off' });
  const typing = h('div', { class: 'type', hidden: true }, h('i'), h('i'), h('i'), h('span'));
  const slot = h('div');
  const more = h('button', { class: 'more', type: 'button', hidden: true, onclick: () => latest() }, icon('M12 5v14m7-7-7 7-7-7'), h('span'));
  const scroll = h('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t.conversation }, greeting, log, typing, slot, more);
  const composer = makeComposer(t, {
    send(text) {
      chat.write(text, tray?.take());
      latest();
      if (chat.online == false) void showForm(false);
    },
    typing: () => chat.typing(),
    draft: (draft) => ctx.put({ draft }),
    files: cfg.files ? (list) => void attach(list) : undefined,
    ready: () => tray?.ready() ?? 0,
  });
  const box = h(
    'section',
    { class: 'p', role: 'dialog', 'aria-label': cfg.texts.title || cfg.name, tabindex: -1, hidden: true, dir: t.dir, lang: ctx.lang },
    h('header', null, faces, h('div', { class: 'to' }, h('h1', null, cfg.texts.title || cfg.name), presence), h('div', { class: 'tools' }, leave, sound, tool(t.close, CROSS, () => close()))),
    bar,
    scroll,
    composer.el,
  );
  const badge = h('span', { class: 'badge' });
  const peek = makePeek(t, () => open(), () => ctx.allowed() && ctx.put({ greeted: true }));
  button.append(badge);
  root.append(box, peek.el);
  const view = frame(root, box, () => close(), (change) => hold(change));

  // ---- the conversation
  const rows = new Rows(log, t, lang, (id) => chat.retry(id), async (el, list) => (await filing()).show(el, list));
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
  const chat = new Chat(ctx, {
    draw() {
      hold(() => rows.draw(chat.log.list(), chat.readTo));
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
    typing(name) {
      typingUntil = Date.now() + 6_000;
      typing.lastChild.textContent = fill(t.typing, { name: name || t.team });
      hold(() => (typing.hidden = false));
      setTimeout(() => Date.now() < typingUntil || hush(), 6_100);
    },
    slow: (seconds) => notice(fill(t.slow_down, { when: wait(seconds, lang) }), seconds),
    arrived(message) {
      hush();
      if (!isOpen) peek.show(message.text || message.content?.files?.[0]?.name || '', message.name ?? '');
      else if (!nearBottom()) below++;
    },
    looking: () => isOpen && !doc('hidden'),
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
  const drawPresence = () => {
    const team = chat.team.slice(0, 3);
    const names = team.length ? team.map((p) => p.name) : [cfg.texts.title || cfg.name];
    faces.replaceChildren(...names.map((name) => h('span', null, [...name.trim()][0]?.toUpperCase() ?? '')));
    presence.className = chat.online ? 'on' : '';
    presence.textContent = chat.online == false
      ? chat.backAt ? fill(t.back, { when: day(chat.backAt, lang) }) : t.away
      : cfg.texts.reply_time || (chat.online ? t.online : '');
    form?.away(chat.online == false);
    if (isOpen && chat.online == false && !chat.log.list().length) void showForm(false);
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
    form.away(chat.online == false);
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
    composer.el.hidden = log.hidden = leave.hidden = sound.hidden = !allowed;
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
    if (!isOpen) return;
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
    slot.replaceChildren();
    form = undefined;
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
    else if (command == 'close') close();
    else if (command == 'toggle') isOpen ? close() : open(argument);
    else if (command == 'set') Object.assign(set, argument);
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

