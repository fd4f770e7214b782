import type { Texts } from '../i18n/en';
import { button, fill, h } from './h';
import type { Message } from './log';
import { fillRow, rowClass, together } from './message';
import { clock } from './times';

interface Row {
  el: HTMLElement;
  meta: HTMLElement;
  who: HTMLElement;
}

const own = (m: Message) => m.author == 'visitor';

/** The conversation on the screen: one element a message, moved and never made
 * again, so that a screen reader announces each message once. */
export class Rows {
  #rows = new Map<string, Row>();

  constructor(
    private log: HTMLElement,
    private t: Texts,
    private lang: string,
    private retry: (id: string) => void,
    private dress: (el: HTMLElement, m: Message, files?: HTMLElement) => void,
  ) {}

  draw(all: Message[], readTo: number, gotTo: number): void {
    const messages = all.filter((m) => m.author != 'system' || this.#words(m));
    const seen = new Set<string>();
    let before: Node | null = null;
    let lastOwn = messages.length - 1;
    while (lastOwn >= 0 && !own(messages[lastOwn]!)) lastOwn--;
    messages.forEach((m, i) => {
      seen.add(m.id);
      const row = this.#rows.get(m.id) ?? this.#make(m);
      const first = !together(messages[i - 1], m);
      const last = !together(m, messages[i + 1]);
      row.el.className = rowClass(m.author, 'visitor', { first, last, wait: !m.number });
      row.who.textContent = own(m) ? this.t.you : m.author == 'system' ? '' : m.name || this.t.team;
      this.#note(row, m, last, i == lastOwn, m.number! <= readTo ? this.t.read : m.number! <= gotTo ? this.t.got : this.t.sent);
      const next: Node | null = before ? before.nextSibling : this.log.firstChild;
      if (next != row.el) this.log.insertBefore(row.el, next);
      before = row.el;
    });
    for (const [id, row] of this.#rows) {
      if (!seen.has(id)) {
        row.el.remove();
        this.#rows.delete(id);
      }
    }
  }

  /** What nobody wrote is a code; one that is not known says nothing. */
  #words(m: Message): string {
    return m.author == 'system' ? fill((this.t as Record<string, string>)['sys_' + m.text] ?? '', { name: m.name || this.t.team }) : m.text;
  }

  #make(m: Message): Row {
    const el = h('div');
    const place = m.content?.files?.length ? h('div', { class: 'fs' }) : undefined;
    const row = { el, ...fillRow(el, this.#words(m), place) };
    this.dress(el, m, place);
    this.#rows.set(m.id, row);
    return row;
  }

  #note(row: Row, m: Message, last: boolean, lastOwn: boolean, arrived: string): void {
    const { t } = this;
    const mark = !own(m) ? '' : m.failed ? t.failed : !m.number ? t.sending : lastOwn ? arrived : '';
    const text = [last && m.author != 'system' ? clock(m.at, this.lang) : '', mark].filter(Boolean).join(' · ');
    const key = text + (m.failed || '');
    if (row.meta.dataset.key == key) return;
    row.meta.dataset.key = key;
    row.meta.replaceChildren(text);
    if (m.failed && !/too_long|empty|file/.test(m.failed)) {
      row.meta.append(' ', button('link', t.retry, () => this.retry(m.id)));
    }
  }
}
