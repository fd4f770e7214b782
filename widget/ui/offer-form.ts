/** Draws a built form: a step at a time, keeps what is typed, sends it, and says what follows. */
import type { OfferTexts } from '../i18n/offer/en';
import type { Ctx, Post } from '../loader/types';
import { doc } from '../loader/env';
import { wrong } from './form-check';
import { button, fill, h, icon } from './h';
import { makePart, type More, type Need, type Part } from './offer-fields';
import { safe } from './offer-open';
import type { Answers, Field, OpenedForm, Sending } from './offer-types';

export interface FormDrawn {
  el: HTMLElement;
  /** Something is typed that has not been sent. */
  dirty(): boolean;
  /** It leaves the page. */
  end(): void;
}

/** Where forms are handed in. */
export interface Desk {
  /** The forms that wait for an answer. */
  views: Record<string, Sending>;
  /** Sends what is kept. */
  deliver(): void;
  need: Need;
}

interface Wants {
  /** It was accepted. Whoever says true shows what follows. */
  accepted(submission: string): boolean | undefined;
  /** It is done with: the chat takes over. */
  close(): void;
}

export function makeForm(ctx: Ctx, t: OfferTexts, { views, deliver, need }: Desk, opened: OpenedForm, more: More | undefined, wants: Wants): FormDrawn {
  const form = opened.form!;
  const { id, rev, steps } = form;
  const texts = t as Record<string, string>;
  const draft = ctx.get().filled?.[id];
  const files = { ...draft?.files };
  const answers: Answers = {};
  /** Milliseconds by field. */
  const spent: Record<string, number> = {};
  const session = ctx.uuid();
  let at = draft?.step ?? 0;
  let isDirty = false;
  let isOver = false;
  let started = !!draft;
  let parts: Part[] = [];
  let saving: any;
  let inField = '';
  let since = 0;
  let told = '';

  for (const { key, kind, value, from } of steps.flatMap((step) => step.fields)) {
    const given = draft?.answers[key] ?? value ?? (from?.query && new URLSearchParams(location.search).get(from.query));
    if (given != null && (kind != 'hidden' || from?.query)) answers[key] = given;
  }
  const agrees: Field = { key: '', kind: 'consent', label: t.agree, required: true };

  // ---- what is kept and told
  const save = () => {
    clearTimeout(saving);
    if (isDirty) ctx.put({ filled: { ...ctx.get().filled, [id]: { at: Date.now(), step: at, answers, files } } });
  };
  const clock = (key = '') => {
    if (inField) spent[inField] = (spent[inField] ?? 0) + Math.round(performance.now() - since);
    inField = key;
    since = performance.now();
  };
  /** The contact form is the site's, and has no figures. */
  const report = () => {
    const body = { form: id, session, rev, at: Object.entries(spent), started };
    if (id == 'contact' || !ctx.allowed() || told == (told = JSON.stringify(body))) return;
    ctx.session().then((token) => ctx.send('/v1/form/seen', { token, ...body })).catch(() => {});
  };
  const left = () => {
    if (!doc('hidden')) return;
    save();
    report();
  };
  doc('addEventListener')('visibilitychange', left);

  // ---- the parts
  const head = h('div', { class: 'steps' });
  const body = h('div', { class: 'fields', role: 'group', tabindex: -1, onfocusin: (e: Event) => clock(parts.filter((part) => part.el.contains(e.target as Node))[0]?.field.key), onfocusout: () => clock() });
  const trap = h('input', { tabindex: -1, autocomplete: 'off' });
  const submit = h('button', { class: 'main', type: 'submit' });
  const back = button('link', t.back, () => turn(-1));
  const status = h('p', { role: 'status' });
  const shell = h(
    'form',
    { novalidate: true, onsubmit: (e: Event) => (e.preventDefault(), next()) },
    head,
    body,
    h('div', { class: 'trap', 'aria-hidden': 'true' }, h('label', null, 'Website', trap)),
    h('div', { class: 'go' }, submit, back),
    status,
  );
  const el = h('div', { class: 'form' }, shell);

  // ---- the steps
  /** The steps that have something to ask; a form that has nothing has one all the same. */
  const asked = () => (more ? more.asked(form, answers) : steps.map((step) => step.fields));
  const live = () => {
    const all = asked().map((some, step) => ({ step, some: some.filter(({ kind }) => kind != 'hidden') }));
    const some = all.filter((one) => one.some[0]);
    return some[0] ? some : all.slice(0, 1);
  };
  const changed = () => {
    for (const { field, get } of parts) {
      const answer = get();
      if (answer == null) delete answers[field.key];
      else answers[field.key] = answer;
    }
    isDirty = started = true;
    void need().catch(() => {});
    clearTimeout(saving);
    saving = setTimeout(save, 300);
    fit();
  };
  /** What the answers ask for now: fields come and go, and there may be more steps or fewer. */
  function fit() {
    const all = live();
    const of = all.length;
    const place = all.findIndex(({ step }) => step == at);
    const isLast = place == of - 1;
    const title = steps[at]?.title;
    const count = of > 1 ? fill(t.step, { n: place + 1, of }) : '';
    for (const { field, el } of parts) el.hidden = field == agrees ? !isLast : !all[place]!.some.includes(field);
    head.replaceChildren(
      ...(count ? [h('div', { class: 'track' }, ...all.map((_, i) => h('i', { class: i <= place && 'on' }))), h('small', null, count)] : []),
      ...(title ? [h('h3', null, title)] : []),
    );
    body.ariaLabel = [count, title || form.title].filter(Boolean).join(': ');
    submit.textContent = isLast ? form.submit || t.submit : t.next;
    back.hidden = !place;
    return { all, place, isLast };
  }
  const draw = () => {
    const all = live();
    if (!all.some(({ step }) => step == at)) at = all[0]!.step;
    const shown = steps[at]!.fields.filter(({ kind }) => kind != 'hidden');
    parts = [...shown, ...(form.consent ? [agrees] : [])].map((field) => makePart(ctx, t, field, answers[field.key], changed, files, need, more));
    body.replaceChildren(...parts.map((part) => part.el));
    const { privacy_url } = ctx.cfg;
    if (privacy_url && form.consent) body.lastChild.querySelector('span').append(' ', h('a', { href: privacy_url, target: '_blank', rel: 'noopener' }, t.privacy));
    fit();
  };
  const turn = (by: number) => {
    const { all, place } = fit();
    at = all[place + by]!.step;
    save();
    draw();
    // A finger would rather see the step than the keyboard.
    (matchMedia('(pointer: coarse)').matches ? body : parts.filter((part) => !part.el.hidden)[0] ?? body).focus();
    el.scrollIntoView({ block: 'nearest' });
    report();
  };
  /** Says what is wrong beside the fields, and goes to the first; whether there is nothing. */
  const explain = (errors: Record<string, string>): boolean => {
    const [code] = Object.values(errors);
    const first = live().filter(({ some }) => some.some(({ key }) => errors[key]))[0];
    if (first && first.step != at) {
      at = first.step;
      draw();
    }
    let to: Part | undefined;
    for (const part of parts) {
      const { key, min, max } = part.field;
      const code = !part.el.hidden && errors[key];
      part.say(code ? fill(texts[code] ?? t.invalid, { min: min!, max: max! }) : '');
      if (code) to ??= part;
    }
    to?.focus();
    status.textContent = code && !to ? (texts[code] ?? t.refused) : '';
    return !code;
  };
  const next = () => {
    if (submit.disabled) return;
    const { isLast } = fit();
    const asks = parts.filter((part) => !part.el.hidden);
    const errors: Record<string, string> = {};
    for (const { field, get, waits } of asks) {
      const code = waits?.() || wrong(field, get());
      if (code) errors[field.key] = code;
    }
    if (!explain(errors) || asks.some((part) => part.doubt?.())) return;
    if (!isLast) return turn(1);
    const all: Answers = {};
    for (const some of asked()) for (const { key } of some) if (answers[key] != null) all[key] = answers[key]!;
    clock();
    report();
    const key = ctx.uuid();
    const post: Post = {
      key,
      at: Date.now(),
      form: id,
      rev,
      answers: all,
      consent: form.consent || undefined,
      website: trap.value || undefined,
      page: ctx.page(),
      lang: ctx.lang,
      form_token: opened.form_token,
      until: opened.expires!,
    };
    ctx.put({ posts: { ...ctx.get().posts, [key]: post } });
    submit.disabled = true;
    deliver();
  };

  // ---- what becomes of it
  const show = (title: string, ...rest: (Node | string)[]) => {
    const focused = el.contains((el.getRootNode() as ShadowRoot).activeElement);
    const head = h('h3', { tabindex: -1, role: 'status' }, title);
    el.replaceChildren(head, ...rest);
    if (focused) head.focus();
  };
  const view: Sending = (views[id] = {
    working(text) {
      submit.disabled = true;
      status.textContent = text;
    },
    kept: (text) => show(text, button('main', t.retry, deliver)),
    accepted({ submission, to = '', after = {} }) {
      isDirty = false;
      isOver = true;
      if (wants.accepted(submission)) return;
      show(after.title || t.thanks, h('p', null, after.text || to));
      el.prepend(h('div', { class: 'ok' }, icon('M20 6 9 17l-5-5')));
      void need().then((m) => el.append(m.gift(t, after) ?? ''));
      const url = after.do == 'redirect' && safe(after.url);
      if (url) location.assign(url);
      if (after.do == 'chat') {
        wants.close();
        ctx.command('open');
      }
    },
    refused({ errors = {}, hints }) {
      submit.disabled = false;
      el.replaceChildren(shell);
      const contact = steps.flatMap((step) => step.fields).filter(({ kind }) => kind == 'phone' || kind == 'email')[0];
      if (errors.contact && contact) errors[contact.key] ??= errors.contact;
      if (explain(errors)) status.textContent = t.refused;
      if (hints?.email) parts.filter((part) => part.doubt)[0]?.doubt!(hints.email);
    },
  });
  draw();
  report();
  if (Object.values(ctx.get().posts ?? {}).some((post) => post.form == id)) {
    view.kept(t.kept);
    deliver();
  }
  return {
    el,
    dirty: () => isDirty,
    end() {
      save();
      if (!isOver) report();
      doc('removeEventListener')('visibilitychange', left);
    },
  };
}
