import type { Texts } from '../i18n/en';
import { h } from './h';
import { linked } from './links';
import type { Message } from './log';
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
  private rows = new Map<string, Row>();

  constructor(
    private log: HTMLElement,
    private t: Texts,
    private lang: string,
    private retry: (id: string) => void,
  ) {}

  draw(messages: Message[], readTo: number): void {
    const seen = new Set<string>();
    let before: Node | null = null;
    let lastOwn = messages.length - 1;
    while (lastOwn >= 0 && !own(messages[lastOwn]!)) lastOwn--;
    messages.forEach((m, i) => {
      seen.add(m.id);
      const row = this.rows.get(m.id) ?? this.make(m);
      const first = !together(messages[i - 1], m);
      const last = !together(m, messages[i + 1]);
      row.el.className = `m ${own(m) ? 'me' : m.author == 'system' ? 'sys' : 'op'}${first ? ' first' : ''}${last ? ' last' : ''}${m.number ? '' : ' wait'}`;
      row.who.textContent = own(m) ? this.t.you : m.name || this.t.team;
      this.note(row, m, last, i == lastOwn, readTo);
      const next: Node | null = before ? before.nextSibling : this.log.firstChild;
      if (next != row.el) this.log.insertBefore(row.el, next);
      before = row.el;
    });
    for (const [id, row] of this.rows) {
      if (!seen.has(id)) {
        row.el.remove();
        this.rows.delete(id);
      }
    }
  }

  private make(m: Message): Row {
    const who = h('div', { class: 'who' });
    const meta = h('div', { class: 'meta' });
    const el = h('div', null, who, h('div', { class: 'b', dir: 'auto' }, ...linked(m.text)), meta);
    const row = { el, meta, who };
    this.rows.set(m.id, row);
    return row;
  }

  private note(row: Row, m: Message, last: boolean, lastOwn: boolean, readTo: number): void {
    const { t } = this;
    const mark = !own(m) ? '' : m.failed ? t.failed : !m.number ? t.sending : !lastOwn ? '' : m.number <= readTo ? t.read : t.sent;
    const text = [last ? clock(m.at, this.lang) : '', mark].filter(Boolean).join(' · ');
    const key = text + (m.failed || '');
    if (row.meta.dataset.key == key) return;
    row.meta.dataset.key = key;
    row.meta.replaceChildren(text);
    if (m.failed && m.failed != 'too_long' && m.failed != 'empty') {
      row.meta.append(' ', h('button', { class: 'link', type: 'button', onclick: () => this.retry(m.id) }, t.retry));
    }
  }
}

/** Of one author and within a minute of each other. */
export const together = (a: Message | undefined, b: Message | undefined): boolean =>
  !!a && !!b && a.author == b.author && a.name == b.name && Math.abs(b.at - a.at) < 60_000;
