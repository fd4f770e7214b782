/** The page's own forms that one attribute hands in to us as well: `<form data-leadbell-catch="FORM">`. */
import { doc } from '../loader/env';
import type { Caught, Ctx } from '../loader/types';

/** How a page's own field is told by what it says of itself. */
const KINDS: Record<string, RegExp> = {
  email: /e-?mail/i,
  phone: /tel|phone|mobile/i,
  company: /organization$|company|firm/i,
  position: /title|position|job/i,
  name: /^(?!.*(user|compan|organi)).*name/i,
  long: /textarea|message|comment/i,
  date: /date/,
  number: /number/,
  consent: /consent|agree|privacy|gdpr/i,
};

/** Milliseconds for which something is tried again. */
const WEEK = 6048e5;

interface Opened {
  form_token?: string;
  expires: number;
  form: { rev: number; consent?: boolean; steps: { fields: { key: string; kind: string; many?: boolean }[] }[] };
}

/** What is typed goes to us with the page's own submit, which is never held up. What is not accepted at
 * once stays in `State.posts`, and goes out again from this page or the next: see `later`. */
export function catchForms(ctx: Ctx, later: () => void): void {
  const opened = new Map<string, Promise<Opened>>();
  const openId = (id: string): Promise<Opened> => {
    const get = async () => {
      await ctx.session().catch(() => {});
      // As it is for anybody: the page asks its own fields, so that nothing known is left out and nothing tried out.
      const reply = await ctx.send('/v1/form', { form: id });
      if (!reply.ok) throw opened.delete(id);
      return reply.json();
    };
    if (!opened.has(id)) opened.set(id, get());
    return opened.get(id)!;
  };
  const open = (form: any): [string, Promise<Opened>] | undefined => {
    const id = form?.getAttribute?.('data-leadbell-catch');
    return id && ctx.allowed() ? [id, openId(id)] : undefined;
  };
  const send = async (key: string, { form: id, controls, page }: Caught, { form, form_token, expires }: Opened) => {
    const answers: any = {};
    const taken = new Set();
    const fields = form.steps.flatMap((step) => step.fields);
    for (const by of [(c: any, f: any) => c.own == f.key, (c: any, f: any) => c.name == f.key, (c: any, f: any) => KINDS[f.kind]?.test(c.says)]) {
      for (const field of fields) {
        if (field.key in answers) continue;
        const found = controls.filter((c) => !taken.has(c) && c.value && by(c, field));
        if (!found[0]) continue;
        const { value } = found[0];
        taken.add(found[0]);
        answers[field.key] = field.many ? found.map((c) => c.value) : field.kind == 'name' ? found.map((c) => c.value).join(' ') : field.kind == 'consent' ? true : value;
      }
    }
    const { [key]: _, ...others } = ctx.get().caught ?? {};
    ctx.put({ caught: others });
    if (!Object.keys(answers)[0]) return;
    const post: any = { key, form: id, caught: true, rev: form.rev, answers, consent: form.consent && controls.some((c) => KINDS.consent!.test(c.says)), page, lang: ctx.lang, form_token };
    ctx.put({ posts: { ...ctx.get().posts, [key]: { ...post, at: Date.now(), until: expires } } });
    try {
      const reply = await ctx.send('/v1/submit', { ...post, token: ctx.get().token });
      if (!reply.ok) throw 0;
      const { [key]: _, ...rest } = ctx.get().posts!;
      ctx.put({ posts: rest });
      doc('dispatchEvent')(new CustomEvent('leadbell:lead', { detail: { submission: (await reply.json()).submission, form: id }, bubbles: true }));
    } catch {
      later();
    }
  };
  const listen = (name: string, then: (form: any) => void) => doc('addEventListener')(name, (e: any) => then(e.target), true);
  for (const form of doc('querySelectorAll')('form[data-leadbell-catch]')) void open(form)?.[1].catch(() => {});
  // From the page before.
  const fresh = Object.entries(ctx.get().caught ?? {}).filter(([, { at }]) => at > Date.now() - WEEK);
  ctx.put({ caught: Object.fromEntries(fresh) });
  for (const [key, caught] of fresh) {
    openId(caught.form)
      .then((it) => send(key, caught, it))
      .catch(() => {});
  }
  listen('focusin', (el) => void open(el.form)?.[1].catch(() => {}));
  listen('submit', (form) => {
    const [id, asked] = open(form) ?? [];
    if (!id) return;
    // As it is now: the page may empty it at once, or be gone before we know what is asked.
    const controls = [...new FormData(form)].flatMap(([name, value]) => {
      const el = [...form.querySelectorAll('[name]')].find((one: any) => one.name == name);
      return typeof value == 'string' && !/^cc-|password/.test(el?.autocomplete + el?.type) ? [{ name, value, own: el?.getAttribute('data-leadbell-field'), says: el?.type == 'hidden' ? '' : `${el?.autocomplete} ${el?.type} ${name}` }] : [];
    });
    const key = ctx.uuid();
    const caught: Caught = { at: Date.now(), form: id, controls, page: ctx.page() };
    ctx.put({ caught: { ...ctx.get().caught, [key]: caught } });
    asked!.then((it) => send(key, caught, it)).catch(() => {});
  });
}
