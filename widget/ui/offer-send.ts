/** Sends built forms that are kept: each is posted with its key until the server has accepted it. Loaded
 * once something is typed, or waits from before. */
import type { OfferTexts } from '../i18n/offer/en';
import type { Ctx, Filled, Post } from '../loader/types';
import { backoff } from './backoff';
import { goal } from './goals';
import { fill } from './h';
import { emit, openForm } from './offer-open';
import type { OpenedForm, Sending } from './offer-types';
import { wait } from './times';

/** Tries what is kept; `views` are the forms on the page that wait for an answer, by their ids. */
export function makeSender(ctx: Ctx, t: OfferTexts, views: Record<string, Sending>): () => void {
  const busy: Record<string, boolean> = {};
  const timers: Record<string, number> = {};
  const tries: Record<string, number> = {};
  const posts = () => ctx.get().posts ?? {};
  /** It waits no longer; what was typed stays, or is forgotten. */
  const drop = (key: string, form: string, filled?: Filled) => {
    const { [key]: _, ...rest } = posts();
    ctx.put({ posts: rest, filled: { ...ctx.get().filled, [form]: filled } });
  };
  const attempt = async (key: string, proof?: string): Promise<void> => {
    const post = posts()[key];
    if (!post || busy[key]) return;
    const { form, answers } = post;
    const view = views[form];
    const again = (ms: number) => {
      busy[key] = false;
      clearTimeout(timers[key]);
      timers[key] = window.setTimeout(() => void attempt(key), ms);
    };
    busy[key] = true;
    view?.working(proof ? t.checking : '');
    try {
      if (!(post.until > Date.now())) {
        const { form_token, expires = 0 } = await openForm(ctx, form).catch((): OpenedForm => ({}));
        Object.assign(post, { form_token, until: expires });
      }
      const { at, until, ...body }: Post = post;
      const token = ctx.allowed() ? await ctx.session().catch(() => undefined) : undefined;
      const reply = await ctx.send('/v1/submit', { ...body, token, proof });
      if (reply.status >= 500) throw reply.status;
      const said = await reply.json();
      busy[key] = false;
      if (reply.ok) {
        drop(key, form);
        goal(ctx, 'lead', said.submission);
        emit('lead', { submission: said.submission, form });
        view?.accepted(said);
      } else if (reply.status == 428 && (tries[key] = (tries[key] ?? 0) + 1) < 4) {
        view?.working(t.checking);
        const { default: solve } = await ctx.load(ctx.cfg.modules.pow);
        await attempt(key, await solve(said.challenge));
      } else if (reply.status == 429) {
        const seconds = Number(reply.headers.get('retry-after')) || said.retry_after || 60;
        view?.kept(fill(t.too_many, { when: wait(seconds, ctx.lang) }));
        again(seconds * 1e3);
      } else {
        // It goes back to where it came from, also for the next time the form is seen.
        drop(key, form, { at: Date.now(), step: 0, answers });
        view?.refused(said);
      }
    } catch {
      view?.kept(t.kept);
      again(2e3 + backoff((tries[key] = (tries[key] ?? 0) + 1)));
    }
  };
  const all = () => {
    for (const key of Object.keys(posts())) void attempt(key);
  };
  addEventListener('online', all);
  return all;
}
