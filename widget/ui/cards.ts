/** What is seldom asked: each a card in the conversation, in the form's module. */
import type { Texts } from '../i18n/en';
import type { Ctx, Question } from '../loader/types';
import { cardStyle } from './form-style';
import { EMAIL, PHONE, TYPES } from './form-rules';
import { fill, h, icon } from './h';
import { keepKeys } from './keys';

interface Place {
  ctx: Ctx;
  t: Texts;
}

const button = (text: string, kind: string, onclick?: () => void) =>
  h('button', { class: kind, type: !onclick && 'submit', onclick }, text);
const card = (title: string, send: (() => void) | undefined, ...rest: any[]) => {
  const children = [h('h2', { tabindex: -1 }, title), ...rest];
  return h('div', { class: 'card' }, send ? h('form', { novalidate: true, onsubmit: (e: Event) => (e.preventDefault(), send()) }, ...children) : h('div', { class: 'f' }, ...children));
};
const done = (el: HTMLElement, text: string) => {
  const head = h('h2', { tabindex: -1, role: 'status' }, text);
  const focused = el.contains((el.getRootNode() as ShadowRoot).activeElement);
  el.replaceChildren(h('div', { class: 'ok' }, icon('M20 6 9 17l-5-5')), head);
  if (focused) head.focus();
};
const field = (id: string, label: string, input: HTMLElement, error?: HTMLElement) => {
  input.id = id;
  if (error) input.setAttribute('aria-describedby', (error.id = 'e-' + id));
  keepKeys(input as HTMLInputElement);
  return h('div', { class: 'f' }, h('label', { for: id }, label), input, error);
};
const complain = (input: HTMLElement, error: HTMLElement, text: string) => {
  error.textContent = text;
  if (text) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
};

/** What the site asks before a chat. `known` fills in; what has no choices is left out. */
export function ask(
  { ctx, t }: Place,
  questions: Question[],
  known: Record<string, string>,
  departments: { id: string; name: string }[],
  answered: (answers: Record<string, string>) => void,
): HTMLElement {
  cardStyle(ctx.root);
  const texts = t as Record<string, string>;
  const asked = questions.map((q, i) => {
    const key = q.label || q.ask;
    const [type, autocomplete] = TYPES[q.ask] ?? ['text', 'off'];
    const options: [string, string][] =
      q.ask == 'department' ? departments.map((d) => [d.id, d.name]) : (q.choices ?? []).map((choice) => [choice, choice]);
    const option = ([value, text]: [string, string]) => h('option', { value }, text);
    const input = options.length
      ? h('select', { required: q.required }, option(['', t.choose]), ...options.map(option))
      : h('input', { type, autocomplete, required: q.required, dir: 'auto', maxlength: 500 });
    input.value = known[key] ?? '';
    const error = h('span', { class: 'err' });
    return { q, key, input, error, el: field('q-' + i, (q.label || texts[q.ask]!) + (q.required ? '' : ` (${t.optional})`), input, error) };
  });
  return card(
    t.consent_title,
    () => {
      const answers: Record<string, string> = {};
      let wrong: HTMLElement | undefined;
      for (const { q, key, input, error } of asked) {
        const value = input.value.trim();
        const bad = !value ? (q.required ? t.required : '') : q.ask == 'email' && !EMAIL.test(value) ? t.invalid_email : q.ask == 'phone' && !PHONE(value) ? t.invalid_phone : '';
        complain(input, error, bad);
        if (bad) wrong ??= input;
        else if (value) answers[key] = value;
      }
      if (wrong) wrong.focus();
      else answered(answers);
    },
    ...asked.map(({ el }) => el),
    button(t.start, 'main'),
  );
}

/** How the chat was: 1 to 5, and words. */
export function rate({ ctx, t }: Place, send: (score: number, comment: string) => void, later: () => void): HTMLElement {
  cardStyle(ctx.root);
  const comment = h('textarea', { rows: 2, maxlength: 1000, dir: 'auto' });
  const error = h('span', { class: 'err', id: 'e-rate' });
  const stars = [1, 2, 3, 4, 5].map((n) => {
    const input = h('input', { type: 'radio', name: 'rate', value: n });
    return h('label', null, input, h('span', { class: 'say' }, fill(t.of_five, { n })), icon('m12 2 3 7 7 .6-5.4 4.7L18.5 22 12 18l-6.5 4 1.9-7.7L2 9.6 9 9z'));
  });
  const el: HTMLElement = card(
    t.rate,
    () => {
      const chosen = el.querySelector<HTMLInputElement>('input:checked');
      error.textContent = chosen ? '' : t.required;
      if (!chosen) return el.querySelector('input')!.focus();
      send(+chosen.value, comment.value.trim());
      done(el, t.sys_rated);
    },
    h('div', { class: 'f' }, h('div', { class: 'stars', role: 'radiogroup', 'aria-label': t.rate, 'aria-describedby': 'e-rate', onchange: () => (error.textContent = '') }, ...stars), error),
    field('rate-comment', `${t.comment} (${t.optional})`, comment),
    button(t.send, 'main'),
    button(t.no, 'link', later),
  );
  return el;
}

/** The chat so far, by e-mail. */
export function transcript({ ctx, t }: Place, known: string, lang: string): HTMLElement {
  cardStyle(ctx.root);
  const email: HTMLInputElement = h('input', { type: 'email', autocomplete: 'email', dir: 'auto' });
  const error = h('span', { class: 'err', role: 'status' });
  const submit = button(t.submit_mail, 'main');
  email.value = known;
  const el: HTMLElement = card(
    t.mail_chat,
    async () => {
      const to = email.value.trim();
      complain(email, error, EMAIL.test(to) ? '' : t.invalid_email);
      if (error.textContent) return email.focus();
      submit.disabled = true;
      let code = '';
      try {
        const reply = await ctx.send('/v1/transcript', { token: await ctx.session(), email: to, lang });
        if (reply.ok) return done(el, fill(t.mailed, { to }));
        ({ code } = await reply.json());
      } catch {
        // said below
      } finally {
        submit.disabled = false;
      }
      complain(email, error, code == 'nothing_to_send' ? t.mail_nothing : code == 'too_many' ? t.mail_enough : t.refused);
    },
    field('mail-to', t.email, email, error),
    submit,
  );
  return el;
}
