import type { Ctx } from '../loader/types';
import { doc } from '../loader/env';
import type { OpenedForm } from './offer-types';

/** Opens a form: its token, and what it asks. Of a visitor who has not agreed to it nothing is told. */
export const openForm = async (ctx: Ctx, form: string): Promise<OpenedForm> => {
  const token = ctx.allowed() ? await ctx.session().catch(() => undefined) : undefined;
  const reply = await ctx.send('/v1/form', { token, form });
  if (!reply.ok) throw reply.status;
  return reply.json();
};
/** Tells the page. */
export const emit = (name: string, detail: unknown): void => doc('dispatchEvent')(new CustomEvent('leadbell:' + name, { detail, bubbles: true }));

/** An address that may be followed, made whole: never `javascript:` and the like. */
export const safe = (url: string | undefined): string | undefined => {
  try {
    const { protocol, href } = new URL(url || 'x:', location.href);
    return /^(https?|mailto|tel):$/.test(protocol) ? href : undefined;
  } catch {
    return;
  }
};
