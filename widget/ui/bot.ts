/** What the bot has beside plain words: formatted text, pictures, links, codes, and questions with
 * their answers to press. */
import type { Texts } from '../i18n/en';
import type { Answer, Ctx } from '../loader/types';
import css from './bot.css';
import { asked, opened, pace, safe } from './bot-rules';
import type { Chat } from './chat';
import { h } from './h';
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

const media = (query: string) => matchMedia(query).matches;
const button = (kind: string, text: string, onclick: () => void) => h('button', { class: kind, onclick }, text);
const link = (url: any, kind: string, ...inside: any[]) => h(safe(url) ? 'a' : 'b', { class: kind, href: url, target: '_blank', rel: 'noopener' }, ...inside);
const arrows = (e: any) => {
  const to = /w[DR]/.test(e.key) ? e.target.nextSibling : /w[UL]/.test(e.key) && e.target.previousSibling;
  if (to) e.preventDefault(to.focus());
};

export default function bot({ root, cfg }: Ctx, t: Texts, chat: Chat, say: Say, hold: Hold): Bot {
  const find = (selector: string): any => root.querySelector(selector);
  const input: HTMLTextAreaElement = find('.write textarea');
  const show = pace();
  const changes = new Map<string, HTMLElement>();
  let answered: Map<string, Message>;
  let timer: any;
  /** The question whose answers are there; one that was answered before, where it is asked again. */
  let now: Message | undefined;
  let again: Message | undefined;

  const el: HTMLElement = h('div', { class: 'ask', role: 'group', tabindex: -1 });
  style(root, css);
  find('[role=log]').after(el);

  /** Drawn; as an image where it may not be fetched; else its words. */
  const picture = (place: HTMLElement, src: string, alt: string): HTMLElement => {
    const put = (inside: any) => hold(() => place.prepend(inside));
    fetched(src, 320, alt).then(put, () => {
      const img = h('img', { referrerpolicy: 'no-referrer', alt, onload: () => put(img), onerror: () => put(alt), src });
    });
    return place;
  };
  const answer = () => {
    again = undefined;
    return now && { turn: now.content!.ask!.turn };
  };
  const send = (text: string, picks?: string[], skip?: true) => {
    if (media('(pointer:fine)') && !el.querySelector(':focus-visible')) input.focus();
    say(text, { ...answer(), value: text, picks, skip });
  };
  const reopen = (question?: Message) => {
    again = question;
    el.focus();
    chat.screen.draw();
  };
  const answers = ({ type, choices, many, least = 1, most = 99, from = 1, max, low, high, button: words, skip }: Ask): any[] => {
    const isField = type == 'date' || type == 'time';
    const field = h('input', { class: 'o', type });
    const all: Choice[] = choices ?? [];
    const to: any = { nps: 10, csat: 5, rating: max }[type as string];
    for (let n = type == 'nps' ? 0 : from; n <= to; n++) all.push({ id: '' + n, label: '' + n });
    const give = (some: Choice[]) => send(some.map((c) => c.label).join(', '), some.map((c) => c.id));
    const options: any[] = all.map((c) => {
      const onclick = () => {
        if (!many) return give([c]);
        option.ariaPressed = option.ariaPressed != 'true';
        update();
      };
      const option = h(
        'button',
        { class: c.picture ? 'o g' : to ? 'o n' : 'o', 'aria-pressed': many && 'false', onkeydown: arrows, onclick },
        c.label,
        c.about && h('small', null, c.about),
      );
      return c.picture ? picture(option, c.picture, '') : option;
    });
    const picked = () => all.filter((_, i) => options[i].ariaPressed == 'true');
    const done = button('main', words || t.send, () => (isField ? field.value && send(field.value) : give(picked())));
    const update = () => {
      const { length } = picked();
      done.disabled = length < least || length > most;
    };
    if (many) update();
    return [
      ...options,
      low && h('small', null, h('span', null, low), h('span', null, high)),
      isField && field,
      (isField || many) && done,
      type == 'file' && button('main', t.attach, () => find('.clip').click()),
      skip && button('link', skip, () => send(skip, [], true)),
    ];
  };
  const draw = () => {
    const ask: any = now?.content!.ask ?? {};
    const inside = el.contains(root.activeElement);
    input.inputMode = ({ phone: 'tel', number: 'decimal' } as any)[ask.type] ?? ask.type;
    input.placeholder = ask.placeholder || t.write;
    el.ariaLabel = now?.text!;
    el.replaceChildren(...[again && h('small', null, again.text), ...answers(ask), again && button('link', t.dismiss, () => reopen())].filter(Boolean));
    if (inside) (el.querySelector<HTMLElement>('button,input') ?? (ask.type ? input : el)).focus();
  };

  return {
    list(all) {
      const at = Date.now();
      all = opened(all, cfg.texts.title || cfg.name, chat.opening, chat.log.last, at);
      const [count, wait] = show(all, at, chat.screen.looking() && all.at(-1)?.author != 'visitor' && !media('(prefers-reduced-motion)'));
      if (wait) {
        const typing = find('.type');
        typing.hidden = false;
        clearTimeout(timer);
        timer = setTimeout(() => ((typing.hidden = true), chat.screen.draw()), wait);
      }
      all = all.slice(0, count);
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
      const { rich, image, video, link: to, magnet }: any = m.content ?? {};
      const it = image ?? video ?? to ?? magnet;
      if (answered.has(m.id)) {
        const change = button('link meta ch', t.change, () => reopen(answered.get(m.id)));
        changes.set(m.id, change);
        row.append(change);
      }
      if (it) {
        const { url, code } = it;
        const name = it.alt || it.title || it.label || url;
        const src = image ? url : it.poster;
        const a = link(url, src ? 'link' : url && 'main', !image && (video ? '▶\ufe0e ' : '') + name);
        if (src) picture(a, src, name);
        if (it.open) {
          a.target = '';
          if (m.live === 0 && chat.screen.looking()) a.click();
        }
        const copy = button('link', t.copy, () => navigator.clipboard.writeText(code).then(() => (copy.textContent = '✓')));
        words.className = magnet ? 'k card' : 'k';
        words.replaceChildren(a, ...(code ? [h('b', null, code), copy] : []));
      } else if (rich) {
        words.replaceChildren(
          ...rich.flatMap((spans: any[], i: number) => [
            i ? '\n' : '',
            ...spans.map((span) => ['b', 'i', 'u'].reduce((inside, name) => (span[name] ? h(name, null, inside) : inside), span.href ? link(span.href, '', span.text) : span.text)),
          ]),
        );
      }
    },
    answer,
  };
}
