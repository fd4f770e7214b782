// On which sites a script is, who answers there, and which of a site's scripts begins a chat.
import type { AnswersBy, GivenSites, OnSite, There } from './types';

/** A site with a script on it or off it; where it comes new it is asked last. */
export function switched(site: OnSite, self: There, on: boolean): OnSite {
  const others = site.scripts.filter((one) => one.id !== self.id);
  if (!on) return { ...site, on, scripts: others };
  return { ...site, on, scripts: site.scripts.some((one) => one.id === self.id) ? site.scripts : [...others, self] };
}

/** The scripts of a site that can begin a chat, in the order in which they are asked: only the first does. */
export const starters = (site: OnSite): There[] => site.scripts.filter((one) => one.live && one.begins);

/** A site on which one of its scripts is asked first. */
export function first(site: OnSite, id: string): OnSite {
  const found = site.scripts.find((one) => one.id === id);
  return found ? { ...site, scripts: [found, ...site.scripts.filter((one) => one !== found)] } : site;
}

/** Sites with a script as it will be once it is published. */
export const asPublished = (sites: OnSite[], self: There): OnSite[] =>
  sites.map((site) => ({ ...site, scripts: site.scripts.map((one) => (one.id === self.id ? self : one)) }));

/** What the server is to be told for the sites to be so; nothing where they are. */
export function toTell(before: OnSite[], after: OnSite[]): GivenSites | null {
  const was = new Map(before.map((site) => [site.id, site]));
  const ids = (site: OnSite | undefined): string => (site?.scripts ?? []).map((one) => one.id).join();
  const answers = after.filter((site) => site.answers_by !== was.get(site.id)?.answers_by);
  const on = after.filter((site) => site.on);
  const order = on.filter((site) => site.scripts.length > 1 && ids(site) !== ids(was.get(site.id)));
  if (!answers.length && !order.length && after.every((site) => site.on === was.get(site.id)?.on)) return null;
  return {
    sites: on.map((site) => site.id),
    ...(answers.length ? { answers_by: Object.fromEntries(answers.map((site): [string, AnswersBy] => [site.id, site.answers_by])) } : {}),
    ...(order.length ? { order: Object.fromEntries(order.map((site) => [site.id, site.scripts.map((one) => one.id)])) } : {}),
  };
}

/** Where visitors meet a published script: on its sites where a bot answers. */
export function whereLive(sites: OnSite[]): { on: OnSite[]; met: OnSite[] } {
  const on = sites.filter((site) => site.on);
  return { on, met: on.filter((site) => site.answers_by !== 'people') };
}
