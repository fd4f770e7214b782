/** The contact form: a card in the conversation. What was sent is kept until the
 * server has accepted it, and posted again with the same key. */
import type { Texts } from '../i18n/en';
import type { Ctx, PendingForm } from '../loader/types';
import { backoff } from './backoff';
import { TYPES, typo, validate, type Errors, type Fields } from './form-rules';
import { cardStyle } from './form-style';
import { fill, h, icon } from './h';
import { wait } from './times';

export * from './cards';
export * from './emoji';

export interface FormView {
  el: HTMLElement;
  focus(): void;
  /** Whether nobody is there to chat. */
  away(yes: boolean): void;
}

interface Wants {
  accepted(submission: string): void;
  /** The caller's care for a field's keys. */
  field(input: HTMLInputElement): void;
}

const UNSETTLED = 9e15;

export default function form(ctx: Ctx, t: Texts, set: Record<string, string>, wants: Wants): FormView {
  const { cfg, lang } = ctx;
  const names = cfg.form?.fields ?? ['name', 'phone', 'email', 'message'];
  const asksConsent = !!cfg.form?.consent_field;
  const texts = t as Record<string, string>;
  let token: { form_token?: string; until: number } = { until: 0 };
  let attempts = 0;
  let busy = false;
  let timer = 0;
  let looking = 0;
  let doubted = '';

  cardStyle(ctx.root);

  // ---- the parts
  const inputs: Record<string, HTMLInputElement> = {};
  const errors: Record<string, HTMLElement> = {};
  const lead = h('p');
  const status = h('p', { role: 'status' });
  const meant = h('span', { class: 'meant' });

  const field = (name: string): HTMLElement => {
    const [type, autocomplete] = TYPES[name] ?? [];
    const note = name == 'phone' ? cfg.calling_code : undefined;
    const noteId = note && 'n-' + name;
    const input = h(type ? 'input' : 'textarea', {
      id: 'f-' + name,
      name,
      type,
      autocomplete: autocomplete ?? 'off',
      inputmode: name == 'phone' ? 'tel' : name == 'email' ? 'email' : undefined,
      'aria-describedby': [noteId, 'e-' + name].filter(Boolean).join(' '),
      dir: 'auto',
      oninput: () => name == 'email' && look(),
    });
    input.value = set[name] ?? '';
    wants.field(input);
    inputs[name] = input;
    errors[name] = h('span', { class: 'err', id: 'e-' + name });
    return h(
      'div',
      { class: 'f' },
      h('label', { for: 'f-' + name }, texts[name]!),
      input,
      note && h('small', { id: noteId }, fill(t.country, { code: note })),
      name == 'email' && meant,
      errors[name],
    );
  };
  const consent = (): HTMLElement => {
    const input = h('input', { id: 'f-consent', type: 'checkbox', 'aria-describedby': 'e-consent' });
    inputs.consent = input;
    errors.consent = h('span', { class: 'err', id: 'e-consent' });
    const text = h('span', null, t.agree);
    if (cfg.privacy_url) text.append(' ', h('a', { href: cfg.privacy_url, target: '_blank', rel: 'noopener' }, t.privacy));
    return h('div', { class: 'f check' }, h('label', null, input, text), errors.consent);
  };
  const trap = h('input', { name: 'website', tabindex: -1, autocomplete: 'off' });
  const submit = h('button', { class: 'main', type: 'submit' }, t.submit);
  const body = h(
    'form',
    { novalidate: true, onsubmit: (e: Event) => (e.preventDefault(), send()) },
    h('div', null, h('h2', { tabindex: -1 }, t.form_title), lead),
    ...names.map(field),
    asksConsent && consent(),
    h('div', { class: 'trap', 'aria-hidden': 'true' }, h('label', null, 'Website', trap)),
    submit,
    status,
  );
  const el = h('div', { class: 'card' }, body);

  // ---- what is said
  const suggest = (email: string | undefined) => {
    meant.replaceChildren();
    if (!email) return;
    doubted = inputs.email!.value;
    const take = () => {
      inputs.email!.value = email;
      meant.replaceChildren();
      inputs.email!.focus();
    };
    meant.append(h('button', { class: 'link', onclick: take }, fill(t.meant, { email })));
  };
  /** Not when the field is left: what appears then would move the button away
   * from under the finger that presses it. */
  const look = () => {
    suggest(undefined);
    clearTimeout(looking);
    looking = setTimeout(() => suggest(typo(inputs.email!.value.trim())), 500) as unknown as number;
  };
  const explain = (found: Errors) => {
    if (found.contact) found[inputs.phone ? 'phone' : 'email'] ??= found.contact;
    let first: HTMLElement | undefined;
    for (const name of Object.keys(inputs)) {
      const code = found[name];
      errors[name]!.textContent = code ? (texts[code] ?? t.invalid) : '';
      if (code) inputs[name]!.setAttribute('aria-invalid', 'true');
      else inputs[name]!.removeAttribute('aria-invalid');
      if (code) first ??= inputs[name];
    }
    first?.focus();
    return !first;
  };
  const show = (...what: (Node | string)[]) => {
    const focused = el.contains(ctx.root.activeElement);
    el.replaceChildren(...what);
    if (focused) el.querySelector('h2')?.focus();
  };
  const working = (yes: boolean, text = '') => {
    busy = yes;
    submit.disabled = yes;
    status.textContent = text;
  };
  const keep = (text: string) =>
    show(
      h('h2', { tabindex: -1, role: 'status' }, text),
      h('button', { class: 'main', onclick: () => attempt() }, t.retry),
    );
  const done = (fields: Fields, { submission, to }: { submission: string; to: string }) => {
    const again = () => {
      for (const name of ['message', 'consent']) if (inputs[name]) (inputs[name]!.value = ''), (inputs[name]!.checked = false);
      attempts = 0;
      show(body);
      open();
    };
    show(
      h('div', { class: 'ok' }, icon('M20 6 9 17l-5-5')),
      h('h2', { tabindex: -1, role: 'status' }, t.thanks),
      h('p', null, fill(fields.phone ? t.thanks_phone : t.thanks_email, { to })),
      h('button', { class: 'link', onclick: again }, t.another),
    );
    wants.accepted(submission);
  };

  // ---- what is sent
  const open = async () => {
    try {
      const reply = await ctx.send('/v1/form', { token: await ctx.session() });
      if (!reply.ok) return;
      const { form_token, expires } = await reply.json();
      token = { form_token, until: expires };
    } catch {
      // it goes without, and is looked at more closely
    }
  };
  const pending = (): PendingForm | null | undefined => ctx.get().form;
  const send = () => {
    if (busy) return;
    const fields: Fields = {};
    for (const name of names) {
      const value = inputs[name]!.value.trim();
      if (value) fields[name] = value;
    }
    if (asksConsent) fields.consent = inputs.consent!.checked;
    if (!explain(validate(fields, asksConsent))) return;
    const better = typo(String(fields.email ?? ''));
    if (better && doubted != inputs.email!.value) {
      suggest(better);
      meant.firstChild.focus();
      return;
    }
    if (trap.value) fields.website = trap.value;
    attempts = 0;
    ctx.put({ form: { key: ctx.uuid(), at: Date.now(), fields, page: ctx.page() }, wake: UNSETTLED });
    void attempt();
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(attempt, ms) as unknown as number;
  };
  const settled = () => {
    const { outbox } = ctx.get();
    ctx.put({ form: null, ...(Object.keys(outbox ?? {}).length ? {} : { wake: Date.now() + 864e5 }) });
  };
  const attempt = async (proof?: string): Promise<void> => {
    const waiting = pending();
    if (!waiting || busy) return;
    working(true);
    try {
      if (token.until < Date.now()) await open();
      const { key, fields, page } = waiting;
      const { form_token } = token;
      const reply = await ctx.send('/v1/submit', {
        token: await ctx.session().catch(() => undefined),
        form_token,
        key,
        form: 'contact',
        ...fields,
        page,
        lang,
        proof: typeof proof == 'string' ? proof : undefined,
      });
      if (reply.status >= 500) throw reply.status;
      const said = await reply.json();
      working(false);
      if (reply.ok) {
        settled();
        done(fields, said);
      } else if (reply.status == 428 && attempts++ < 3) {
        working(true, t.checking);
        const { default: solve } = await ctx.load(cfg.modules.pow);
        const solved = await solve(said.challenge);
        busy = false;
        await attempt(solved);
      } else if (reply.status == 429) {
        const seconds = Number(reply.headers.get('retry-after')) || said.retry_after || 60;
        keep(fill(t.too_many, { when: wait(seconds, lang) }));
        later(seconds * 1_000);
      } else {
        settled();
        if (body.parentNode != el) {
          for (const name of names) inputs[name]!.value = String(fields[name] ?? '');
          show(body);
        }
        if (explain(said.errors ?? {})) status.textContent = t.refused;
        suggest(said.hints?.email);
      }
    } catch {
      working(false);
      keep(t.kept);
      later(2_000 + backoff(attempts++));
    }
  };
  addEventListener('online', () => void attempt());

  if (pending()) void attempt();
  else void open();
  return {
    el,
    focus: () => (inputs[names[0]!] ?? submit).focus(),
    away: (yes) => (lead.textContent = yes ? t.form_away : t.form_text + ' ' + t.either),
  };
}
