// What is shown lives in the address: the filters, the open conversation, the pinned ones.
import type { Filter } from './types';

/** Which conversations the list shows. */
export interface View {
  filter: Filter;
  site: string;
  department: string;
  tag: string;
  assignee: string;
}

export interface Where extends View {
  open: string | null;
  /** Conversations that stand beside the open one. */
  pins: string[];
}

export const FILTERS: Filter[] = ['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'closed', 'spam', 'all'];
/** Beside the filter, what else narrows the list. */
export const NARROW = ['site', 'department', 'tag', 'assignee'] as const;
export type Narrow = (typeof NARROW)[number];

/** Threads beside the open one. */
export const PINS = 2;

export function readWhere(search: string): Where {
  const params = new URLSearchParams(search);
  const filter = params.get('filter') as Filter;
  const open = params.get('c');
  const pins = (params.get('pins') ?? '').split(',').filter((id) => id && id !== open);
  return {
    filter: FILTERS.includes(filter) ? filter : 'open',
    site: params.get('site') ?? '',
    department: params.get('department') ?? '',
    tag: params.get('tag') ?? '',
    assignee: params.get('assignee') ?? '',
    open,
    pins: [...new Set(pins)].slice(0, PINS),
  };
}

export function address(where: Where): string {
  const params = new URLSearchParams();
  if (where.filter !== 'open') params.set('filter', where.filter);
  for (const name of NARROW) if (where[name]) params.set(name, where[name]);
  if (where.open) params.set('c', where.open);
  if (where.pins.length) params.set('pins', where.pins.join(','));
  return `/console/inbox${params.size ? `?${params}` : ''}`;
}

export const sameView = (a: View, b: View): boolean => a.filter === b.filter && NARROW.every((name) => a[name] === b[name]);

/** Nothing beside the filter narrows the list. */
export const wholeView = (view: View): boolean => NARROW.every((name) => !view[name]);
export const WHOLE = { site: '', department: '', tag: '', assignee: '' } as const satisfies Record<Narrow, string>;
