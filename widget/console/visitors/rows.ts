// The pure parts: which rows the list shows, and what lives in the address.
import { t } from '../lib/texts';
import type { Present } from './types';

export interface Where {
  site: string;
  /** A part of the page's address or title. */
  page: string;
  open: string | null;
}

export function readWhere(search: string): Where {
  const params = new URLSearchParams(search);
  return { site: params.get('site') ?? '', page: params.get('page') ?? '', open: params.get('v') };
}

export function address({ site, page, open }: Where): string {
  const params = new URLSearchParams();
  if (site) params.set('site', site);
  if (page) params.set('page', page);
  if (open) params.set('v', open);
  return `/console/visitors${params.size ? `?${params}` : ''}`;
}

/** Who came last stands first, and stays there: a list whose rows jump cannot be read. */
export function visible(all: Iterable<Present>, { site, page }: Where): Present[] {
  const part = page.trim().toLowerCase();
  const rows: Present[] = [];
  for (const one of all) {
    if (site && one.site !== site) continue;
    if (part && !one.url.toLowerCase().includes(part) && !one.title.toLowerCase().includes(part)) continue;
    rows.push(one);
  }
  return rows.sort((a, b) => b.came - a.came || (a.id < b.id ? 1 : -1));
}

export const nameOf = (one: { id: string; name: string | null }): string => one.name || t('visitor_named', { id: one.id.slice(-4) });
