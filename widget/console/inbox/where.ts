// What is shown lives in the address: the filter, the site, the open conversation.
import type { Filter } from './types';

export interface Where {
  filter: Filter;
  site: string;
  open: string | null;
}

export const FILTERS: Filter[] = ['open', 'waiting', 'closed', 'all'];

export function readWhere(search: string): Where {
  const params = new URLSearchParams(search);
  const filter = params.get('filter') as Filter;
  return {
    filter: FILTERS.includes(filter) ? filter : 'open',
    site: params.get('site') ?? '',
    open: params.get('c'),
  };
}

export function address({ filter, site, open }: Where): string {
  const params = new URLSearchParams();
  if (filter !== 'open') params.set('filter', filter);
  if (site) params.set('site', site);
  if (open) params.set('c', open);
  return `/console/inbox${params.size ? `?${params}` : ''}`;
}
