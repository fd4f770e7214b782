/** What the bot has beside plain words: formatted text, pictures, links, codes, and questions with
 * their answers to press. */
import type { Texts } from '../i18n/en';
import type { Answer, Ctx } from '../loader/types';
import css from './bot.css';
import { asked, opened, pace, safe } from './bot-rules';
import type { Chat } from './chat';
import { button, h } from './h';
import type { Ask, Choice, Message } from './log';
import { fetched } from './paint';
import { style } from './style';

/** What the panel asks of this module. */
export interface Bot {
  /** What is to be seen of the conversation. */
  list(all: Message[]): Message[];
  /** Dresses a new row. */
  row?(el: HTMLElement, m: Message): void;
  /** Which question the visitor answers. */
  answer?(): Answer | undefined;
}

type Say = (text: string, answer?: any) => void;
/** Makes a change of the height keep what is read in sight. */
type Hold = (change: () => void) => void;

const link = (url: any, kind: string, ...inside: any[]) => h(safe(url) ? 'a' : 'b', { class: kind, href: url, target: '_blank' }, ...inside);
const arrows = (e: any) => {
  const to = /w[DR]/.test(e.key) ? e.target.nextSibling : /w[UL]/.test(e.key) && e.target.previousSibling;
  if (to) e.preventDefault(to.focus());
};

export default function bot({ root, cfg, lang }: Ctx, t: Texts, chat: Chat, say: Say, hold: Hold, log: HTMLElement, input: HTMLTextAreaElement): Bot {
  const { screen } = chat;
  const show = pace();
  const changes = new Map<string, HTMLElement>();
  let answered: Map<string, Message>;
  /** The question whose answers are there; one that was answered before, where it is asked again. */
  let now: Message | undefined;
  let again: Message | undefined;

  let el: HTMLElement = h('i');
  style(root, css);
  log.after(el);

  /** A picture at the beginning of a place; else its words. */
  const picture = (place: HTMLElement, src: string, alt: string): HTMLElement => {
    const put = (inside: any) => hold(() => place.prepend(inside));
    fetched(src, 320, alt).then(put, () => put(alt));
    return place;
  };
  const answer = () => now && { turn: now.content!.ask!.turn, change: again != (again = undefined) };
  const send = (text: string, picks?: string[], skip?: true) => {
    if (!screen.touch() && !el.querySelector(':focus-visible')) input.focus();
    say(text, { ...answer()!, picks, skip });
  };
  const reopen = (question?: Message) => {
    again = question;
    el.focus();
    screen.draw();
  };
  const answers = ({ type, choices = [], points, many, least = 1, most = 99, button: words, skip }: Ask): any[] => {
    const isField = /^(da|ti)/.test(type);
    const field = h('input', { class: 'o', type, 'aria-label': now?.text, onkeydown: (e: any) => e.key == 'Enter' && done.click() });
    const all = [...choices];
    for (let n = points?.from!; n <= points?.to!; n++) all.push({ id: '', label: '' + n });
    const give = (some: Choice[]) => send(some.map((c) => c.label).join(', '), some.map((c) => c.id));
    const options: any[] = all.map((c) => {
      const onclick = () => {
        if (!many) return give([c]);
        option.ariaPressed = c.on = !c.on;
        update();
      };
      const option = h(
        'button',
        { class: c.picture ? 'o g' : points ? 'o n' : 'o', 'aria-pressed': many && '' + !!c.on, onkeydown: arrows, onclick },
        c.label,
        c.about && h('small', null, c.about),
      );
      return c.picture ? picture(option, c.picture, '') : option;
    });
    const picked = () => all.filter((c) => c.on);
    const done = button('main', words || t.send, () => (isField ? field.value && send(field.value) : give(picked())));
    const update = () => {
      const { length } = picked();
      done.disabled = length < least || length > most;
    };
    if (many) update();
    return [
      ...options,
      points?.low && h('small', null, h('span', null, points.low), h('span', null, points.high)),
      isField && field,
      (isField || many) && done,
      type == 'file' && button('main', t.attach, () => (input.parentNode!.firstChild as HTMLElement).click()),
      skip && button('link', skip, () => send(skip, [], true)),
    ];
  };
  const draw = () => {
    const ask: any = now?.content!.ask ?? {};
    const inside = el.contains(root.activeElement);
    input.inputMode = ask.keys;
    input.placeholder = ask.placeholder || t.write;
    el.replaceWith(
      (el = h(
        'div',
        { class: 'ask', role: 'group', tabindex: -1, 'aria-label': now?.text },
        again && h('small', null, again.text),
        ...answers(ask),
        again && button('link', t.dismiss, () => reopen()),
      )),
    );
    if (inside) (el.querySelector<HTMLElement>('button,input') ?? (ask.type ? input : el)).focus();
  };

  return {
    list(all) {
      opened(all, cfg.texts.title || cfg.name, chat.opening, chat.log.last);
      const [count, wait] = show(all, Date.now(), screen.looking() && all.at(-1)?.author != 'visitor');
      if (wait) {
        screen.typing(all[count]!.name!, wait);
        setTimeout(screen.draw, wait);
      }
      all.splice(count);
      const [waits, before] = asked(/people|closed/.test(chat.state?.mode + chat.state!?.status) ? [] : all);
      answered = before;
      const next = again ?? waits;
      if (now?.id != next?.id) {
        now = next;
        draw();
      }
      changes.forEach((change, id) => (change.hidden = !answered.has(id)));
      return all;
    },
    row(row, m) {
      const words = row.querySelector('.b')!;
      const { rich, card }: any = m.content ?? {};
      const question = answered.get(m.id);
      if (question) {
        const change = button('link meta', t.change, () => reopen(question));
        changes.set(m.id, change);
        row.append(change);
        // As people write it; the bot reads it as the field gives it.
        if (/^\d{4}-/.test(m.text)) words.textContent = new Date(m.text + 'T12:00').toLocaleDateString(lang, { dateStyle: 'medium' });
      }
      if (card) {
        const { src, url = src, name, alt, code, open } = card;
        const a = link(url, src ? 'link' : url && 'main', name);
        if (src) picture(a, src, alt);
        if (open) {
          a.target = '';
          if (m.live === 0 && screen.looking()) a.click();
        }
        const copy = button('link', t.copy, () => navigator.clipboard.writeText(code).then(() => (copy.textContent = '✓')));
        words.replaceWith(h('div', { class: code ? 'k card' : 'k' }, a, code && h('b', null, code), code && copy));
      } else if (rich)
        words.replaceChildren(
          ...rich.map((span: any) => ['b', 'i', 'u'].reduce((inside, name) => (span[name] ? h(name, null, inside) : inside), span.href ? link(span.href, '', span.text) : span.text)),
        );
    },
    answer,
  };
}
