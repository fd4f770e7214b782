// The menus: people, departments, snoozing, tags, filters. Each is built anew when something changes.
import { count, named, t } from '../../lib/texts';
import { full } from '../../lib/time';
import type { Menu, Option } from '../menu';
import { shortcut } from './canned';
import type { Desk } from './desk';
import { naps } from './snooze';
import type { Filter, Member } from './types';
import { FILTERS, NARROW, WHOLE, type Narrow } from './where';

export const FILTER_NAMES = {
  mine: 'filter_mine',
  unassigned: 'filter_unassigned',
  open: 'filter_open',
  waiting: 'filter_waiting',
  snoozed: 'filter_snoozed',
  closed: 'filter_closed',
  spam: 'filter_spam',
  all: 'filter_all',
} as const satisfies Record<Filter, string>;
export const NARROW_NAMES = { site: 'site', department: 'department', tag: 'tag', assignee: 'assignee' } as const satisfies Record<Narrow, string>;

export const STATE_NAMES = { online: 'here_online', away: 'here_away', offline: 'here_offline' } as const satisfies Record<Member['state'], string>;

const load = (member: Member): string => (member.state === 'offline' ? t('here_offline') : `${member.state === 'away' ? `${t('here_away')} · ` : ''}${t('load_of', { open: member.open, capacity: member.capacity })}`);

/** People, this one first, then who is here and has the fewest chats. */
export function people(desk: Desk): Member[] {
  const { me, team } = desk.inbox;
  const rank = { online: 0, away: 1, offline: 2 };
  const order = (member: Member): number => (member.id === me?.user.id ? -1 : rank[member.state]);
  return [...team.people].sort((a, b) => order(a) - order(b) || a.open - b.open || a.name.localeCompare(b.name));
}

export function personOption(desk: Desk, member: Member, ids: string[], section?: string): Option {
  const { inbox } = desk;
  const own = member.id === inbox.me?.user.id;
  return {
    id: `assign ${member.id}`,
    text: own ? t('me', { name: member.name }) : member.name,
    words: own ? t('assign_me') : '',
    detail: load(member),
    person: { name: member.name, seed: member.id, state: member.state },
    keys: own ? 'i' : undefined,
    section,
    checked: ids.length === 1 && inbox.known.get(ids[0])?.assignee?.id === member.id,
    run: () => void inbox.actions.assign(ids, { id: member.id, name: member.name }),
  };
}

function departmentOptions(desk: Desk, ids: string[], section?: string): Option[] {
  const { inbox } = desk;
  return inbox.team.departments.map((department) => ({
    id: `department ${department.id}`,
    text: department.name,
    icon: 'users',
    section,
    checked: ids.length === 1 && inbox.known.get(ids[0])?.department?.id === department.id,
    run: () => void inbox.actions.transfer(ids, { id: department.id, name: department.name }),
  }));
}

export const assignMenu = (desk: Desk, ids: string[]) => (): Menu => {
  void desk.inbox.team.load();
  const nobody: Option = { id: 'assign nobody', text: t('nobody'), icon: 'user', checked: ids.length === 1 && !desk.inbox.known.get(ids[0])?.assignee, run: () => void desk.inbox.actions.assign(ids, null) };
  return { title: t('assign'), placeholder: t('assign_to'), options: [...people(desk).map((member) => personOption(desk, member, ids)), nobody], empty: t('nobody_so_called') };
};

export const transferMenu = (desk: Desk, ids: string[]) => (): Menu => {
  void desk.inbox.team.load();
  const others = people(desk).filter((member) => member.id !== desk.inbox.me?.user.id);
  return {
    title: t('transfer'),
    placeholder: t('transfer_to'),
    options: [...departmentOptions(desk, ids, t('departments')), ...others.map((member) => personOption(desk, member, ids, t('people')))],
    empty: t('nobody_so_called'),
  };
};

export const snoozeMenu = (desk: Desk, ids: string[]) => (): Menu => {
  const { actions, known } = desk.inbox;
  const names = { hour: 'in_an_hour', evening: 'this_evening', tomorrow: 'tomorrow_nine', monday: 'next_monday' } as const;
  const options: Option[] = naps(Date.now()).map(({ id, at }) => ({ id: `snooze ${id}`, text: t(names[id]), detail: full(at), icon: 'clock', run: () => void actions.snooze(ids, at) }));
  options.push({ id: 'snooze at', text: t('choose_time'), icon: 'calendar', more: () => momentMenu(desk, ids) });
  if (ids.some((id) => known.get(id)?.snoozed_until)) options.unshift({ id: 'wake', text: t('wake'), icon: 'bell', run: () => void actions.snooze(ids, null) });
  return { title: t('snooze'), placeholder: t('snooze_until'), options };
};

const momentMenu = (desk: Desk, ids: string[]): Menu => ({
  title: t('snooze_until'),
  options: [],
  moment: { least: Date.now() + 60_000, run: (at) => void desk.inbox.actions.snooze(ids, at) },
});

/** The tags that are known: of the server, and of the rows here. */
export function knownTags(desk: Desk): string[] {
  const tags = new Set(desk.inbox.tags);
  for (const row of desk.inbox.known.shown.slice(0, 200)) for (const tag of row.tags) tags.add(tag);
  return [...tags].sort((a, b) => a.localeCompare(b));
}

export const tagMenu = (desk: Desk, ids: string[]) => (): Menu => {
  void desk.inbox.loadTags();
  const { actions, known } = desk.inbox;
  const rows = ids.map((id) => known.get(id));
  const own = new Set(rows.flatMap((row) => row?.tags ?? []));
  const all = [...new Set([...own, ...knownTags(desk)])];
  const toggle = (tag: string, on: boolean) => (): void => void actions.tag(ids, tag, on);
  return {
    title: t('tags'),
    placeholder: t('tag_find'),
    multiple: true,
    options: all.map((tag) => {
      const checked = rows.every((row) => row?.tags.includes(tag));
      return { id: `tag ${tag}`, text: tag, icon: 'tag', checked, run: toggle(tag, !checked) };
    }),
    make: (typed) => (all.includes(typed) || typed.length > 40 ? [] : [{ id: 'tag new', text: t('tag_new', { tag: typed }), icon: 'plus', run: toggle(typed, true) }]),
    empty: t('no_tags'),
  };
};

/** Keeps what is written, or what was answered last, as a canned reply under a word. */
export const keepMenu = (desk: Desk, id: string) => (): Menu => {
  const { actions, canned, me } = desk.inbox;
  void canned.load();
  const words = (word: string, shared: boolean): Option => ({
    id: shared ? 'keep ours' : 'keep mine',
    text: t(shared ? 'canned_ours' : 'canned_mine', { word }),
    icon: shared ? 'users' : 'user',
    run: () => void actions.keep(word, desk.keepable(id), shared),
  });
  return {
    title: t('canned_keep'),
    placeholder: t('canned_word'),
    options: [],
    make: (typed) => {
      const word = shortcut(typed);
      if (!word) return [];
      return me?.user.role === 'operator' ? [words(word, false)] : [words(word, true), words(word, false)];
    },
    empty: t('canned_word_text'),
  };
};

/** What the list can be narrowed to, by kind. */
export function narrowOptions(desk: Desk, name: Narrow): Option[] {
  const { inbox, where } = desk;
  const values: { id: string; text: string; person?: Option['person'] }[] =
    name === 'site'
      ? (inbox.me?.sites ?? []).map((site) => ({ id: site.id, text: site.name }))
      : name === 'department'
        ? inbox.team.departments.map((one) => ({ id: one.id, text: one.name }))
        : name === 'tag'
          ? knownTags(desk).map((tag) => ({ id: tag, text: tag }))
          : people(desk).map((one) => ({ id: one.id, text: one.name, person: { name: one.name, seed: one.id, state: one.state } }));
  const icons = { site: 'globe', department: 'users', tag: 'tag', assignee: 'user' } as const;
  return values.map(({ id, text, person }) => ({
    id: `${name} ${id}`,
    text,
    section: t(NARROW_NAMES[name]),
    icon: person ? undefined : icons[name],
    person,
    checked: where[name] === id,
    run: () => desk.go({ [name]: where[name] === id ? '' : id }),
  }));
}

export const filterMenu = (desk: Desk) => (): Menu => {
  void desk.inbox.team.load();
  void desk.inbox.loadTags();
  const options = NARROW.flatMap((name) => (name === 'site' && (desk.inbox.me?.sites.length ?? 0) < 2 ? [] : narrowOptions(desk, name)));
  if (NARROW.some((name) => desk.where[name])) options.unshift({ id: 'filter none', text: t('filter_none'), icon: 'x', run: () => desk.go(WHOLE) });
  return { title: t('filter'), placeholder: t('filter_by'), options, empty: t('nothing_so_called') };
};

/** The name of what the list is narrowed to. */
export function narrowName(desk: Desk, name: Narrow): string {
  const id = desk.where[name];
  if (name === 'tag') return id;
  if (name === 'site') return desk.inbox.me?.sites.find((site) => site.id === id)?.name ?? '…';
  if (name === 'department') return desk.inbox.team.departments.find((one) => one.id === id)?.name ?? '…';
  return desk.inbox.team.name(id) || '…';
}

export const filterOptions = (desk: Desk): Option[] =>
  FILTERS.map((filter, i) => ({
    id: `filter ${filter}`,
    text: t('show_list', { name: t(FILTER_NAMES[filter]) }),
    icon: 'inbox',
    keys: String(i + 1),
    section: t('filter'),
    run: () => desk.go({ filter }),
  }));

export const selectedWords = (n: number): string => count('selected_several', n);
export const countryName = (code: string): string => (code ? named('region', code) : '');
