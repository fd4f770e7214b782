/** What draws offers and built forms.
 *
 * WHO LOADS IT. Not part of `modules` of every site: the manifest has it under `show`, as
 * `{"offer": "offer-HASH.js", "offer_lang": {"de": "offer-de-HASH.js", …}}`, which the server merges
 * into `modules` of a site's settings where the site has offers or forms (so the settings of others
 * do not grow). Both files at once, when the first offer is about to show:
 *
 *     const { modules } = ctx.cfg;
 *     const [m, l] = await Promise.all([ctx.load(modules.offer), ctx.load(modules.offer_lang[ctx.lang])]);
 *     const show: Show = m.default(ctx, l.default);          // once a page
 *
 * Also right after the page has loaded if `ctx.get().posts` has any key: a form that was sent and not
 * accepted waits there, and goes out as soon as the module runs.
 *
 * WHAT IT DOES (types and details in offer-types.ts)
 *
 *     show.offer(answer of POST /v1/offer, { act, gone }) -> { close() }
 *         `act(what, more)` posts to /v1/offer/act and resolves with the answer's JSON.
 *         It asks for the form itself (POST /v1/form) unless the answer has it, and is up a frame later.
 *         Several may be up at once (inline ones); not to show two on top is the caller's care.
 *     show.form(element or null, form id) -> { close() }     // null: as a modal
 *     show.busy()                                            // a half-filled form, something modal
 *
 * Nothing is written to the page's own elements but: inline appends one element; lock appends one,
 * makes its parent `position: relative` if it is static, and its other children inert, until it ends.
 * Form answers are `{key: "text" | ["choice"] | number | boolean}`; a choice with `many` is a list of
 * keys, one without is a key; a file is a list of ids of uploaded files (POST /v1/files); a date is
 * `YYYY-MM-DD`; consent is `true`. Fields that their conditions hide are not sent.
 *
 * EVENTS on `document`: `leadbell:lead` {submission, form} when a form was accepted.
 *
 * PREVIEWS: widget/console/entries/preview.ts runs this very module in a frame; see there. */
export type { Given, Look, PublicForm, Show, Shown, Wants } from './offer-types';
