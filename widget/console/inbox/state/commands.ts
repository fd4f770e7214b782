// Everything that can be done, once: the keys, the palette, the menus and the help read it here.
import { t } from '../../lib/texts';
import type { Menu, Option } from '../menu';
import type { IconName } from '../icons';
import { STATES, meaning, name } from './availability';
import type { Desk } from './desk';
import { assignMenu, filterMenu, filterOptions, keepMenu, narrowOptions, people as byLoad, personOption, selectedWords, snoozeMenu, tagMenu, transferMenu } from './menus';
import { pages } from './pages';
import { visitorName } from './rows';
import { NARROW } from './where';

export interface Command {
  id: string;
  text: string;
  icon: IconName;
  /** What is to be known before it is done. */
  detail?: string;
  section: 'chat' | 'list' | 'go' | 'more';
  keys?: string;
  /** Leads to a menu: the palette goes on in it. */
  menu?: () => Menu;
  run?: () => void;
}

/** What is for one conversation or for all that are selected. */
function forChats(desk: Desk, ids = desk.targets()): Command[] {
  const row = desk.inbox.known.get(ids[0]);
  if (!row) return [];
  const { actions } = desk.inbox;
  const me = desk.inbox.me?.user;
  const one = ids.length === 1;
  const open = row.status === 'open';
  const people = desk.inbox.team.people.length > 0;
  const bots = row.handler === 'bot';
  const scripted = desk.inbox.me?.sites.some((site) => site.id === row.site && site.has_script);
  const list: (Command | false | undefined)[] = [
    one && { id: 'answer', text: t('answer'), icon: 'send-horizontal', section: 'chat', keys: 'r', run: () => focusOn(desk, row.id, false) },
    one && { id: 'note', text: t('write_note'), icon: 'sticky-note', section: 'chat', keys: 'n', run: () => focusOn(desk, row.id, true) },
    { id: 'close', text: open ? t('end') : t('reopen'), icon: open ? 'archive' : 'archive-restore', section: 'chat', keys: 'e', run: () => { desk.stepAside(); void actions.toggle(ids); } },
    people && { id: 'assign', text: t('assign'), icon: 'user', section: 'chat', keys: 'a', menu: assignMenu(desk, ids) },
    people && me && (row.assignee?.id !== me.id || !one) && { id: 'take', text: row.assignee && one ? t('take_over') : t('assign_me'), icon: 'user-check', section: 'chat', keys: 'i', ...(row.assignee && one ? { detail: t('is_with', { name: row.assignee.name }) } : {}), run: () => void actions.assign(ids, { id: me.id, name: me.name }) },
    people && { id: 'transfer', text: t('transfer'), icon: 'arrow-right-left', section: 'chat', keys: 't', menu: transferMenu(desk, ids) },
    open && { id: 'snooze', text: t('snooze'), icon: 'clock', section: 'chat', keys: 's', menu: snoozeMenu(desk, ids) },
    { id: 'tags', text: t('tags'), icon: 'tag', section: 'chat', keys: 'l', menu: tagMenu(desk, ids) },
    one && desk.keepable(row.id) !== '' && { id: 'keep', text: t('canned_keep'), icon: 'bookmark-plus', section: 'chat', keys: 'c', menu: keepMenu(desk, row.id) },
    { id: 'spam', text: row.spam ? t('no_spam') : t('mark_spam'), icon: 'shield-alert', section: 'chat', keys: '!', run: () => { desk.stepAside(); void actions.spam(ids, !row.spam); } },
    { id: 'block', text: row.blocked ? t('unblock') : t('block'), icon: 'ban', section: 'chat', keys: '#', run: () => void actions.block(ids, !row.blocked) },
    one && open && (bots || scripted) && { id: 'bot', text: t(bots ? 'people_take' : 'bot_answer'), icon: bots ? 'user-check' : 'bot', section: 'chat', keys: 'b', run: () => void actions.mode(ids, bots ? 'people' : 'bot') },
    one && desk.canPin && { id: 'pin', text: desk.where.pins.includes(row.id) ? t('unpin') : t('pin'), icon: 'pin', section: 'chat', keys: 'p', run: () => desk.pin(row.id) },
    one && { id: 'facts', text: t('about'), icon: 'info', section: 'chat', keys: 'd', run: () => desk.set('facts', !desk.facts) },
  ];
  return list.filter((command): command is Command => !!command);
}

/** At once, so that a key typed right after is a letter and no command; and again once a menu that
 * was closed for it has given its focus back. */
function atOnceAndAfter(focus: () => void): void {
  focus();
  setTimeout(focus);
}

/** Opens the conversation first where it is only under the cursor. */
function focusOn(desk: Desk, id: string, note: boolean): void {
  if (!desk.columns.includes(id)) desk.open(id);
  desk.write(id, note);
}

function forList(desk: Desk): Command[] {
  return [
    { id: 'search', text: t('search'), icon: 'search', section: 'list', keys: '/', run: () => atOnceAndAfter(() => desk.searchField?.focus()) },
    { id: 'filter', text: t('filter'), icon: 'filter', section: 'list', keys: 'f', menu: filterMenu(desk) },
    { id: 'select', text: t('select_one'), icon: 'check', section: 'list', keys: 'x', run: () => desk.cursor && desk.pick(desk.cursor) },
    { id: 'all', text: t('select_all'), icon: 'check', section: 'list', keys: 'mod+a', run: () => desk.pickAll() },
  ];
}

function elsewhere(desk: Desk): Command[] {
  const places: Command[] = pages().map(({ href, text, keys }) => ({ id: `go ${href}`, text: t('go_to', { name: text }), icon: 'arrow-right', section: 'go', ...(keys ? { keys } : {}), run: () => location.assign(href) }));
  const states: Command[] = STATES.map((state) => ({ id: `be ${state}`, text: name(state), detail: meaning(state), icon: 'user-check', section: 'more', run: () => desk.inbox.choose(state) }));
  return [
    ...places,
    ...states,
    { id: 'palette', text: t('palette'), icon: 'search', section: 'more', keys: 'mod+k', run: () => palette(desk) },
    { id: 'help', text: t('shortcuts'), icon: 'keyboard', section: 'more', keys: '?', run: () => desk.set('help', true) },
    { id: 'theme', text: t('change_theme'), icon: 'sun', section: 'more', run: () => document.querySelector<HTMLElement>('[data-theme-switch]')?.click() },
  ];
}

export const commands = (desk: Desk): Command[] => [...forChats(desk), ...forList(desk), ...elsewhere(desk)];

export const SECTIONS = { chat: 'conversation', list: 'list', go: 'go', more: 'more' } as const;

const option = (command: Command, section: string): Option => ({
  id: command.id,
  text: command.text,
  icon: command.icon,
  detail: command.detail,
  keys: command.keys,
  section,
  run: command.run,
  more: command.menu,
});

/** The menu of one or several conversations: what stands in its head's three dots. */
export const chatMenu = (desk: Desk, ids: string[]) => (): Menu => ({ title: t('actions'), placeholder: t('actions_find'), options: forChats(desk, ids).map((command) => option(command, '')) });

const RECENT = 'leadbell.recent';
function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? '[]') as string[];
  } catch {
    return [];
  }
}
export function remember(id: string): void {
  try {
    localStorage.setItem(RECENT, JSON.stringify([id, ...recent().filter((one) => one !== id)].slice(0, 5)));
  } catch {
    // Without storage nothing is first.
  }
}

/** Opens the palette: everything, what was used last at the top. */
export function palette(desk: Desk): void {
  void desk.inbox.team.load();
  void desk.inbox.canned.load();
  void desk.inbox.loadTags();
  desk.show(() => paletteMenu(desk));
}

function paletteMenu(desk: Desk): Menu {
  const ids = desk.targets();
  const row = desk.row();
  const quiet = (options: Option[]): Option[] => options.map((one) => ({ ...one, quiet: true }));
  const about = ids.length > 1 ? selectedWords(ids.length) : row ? visitorName(row) : '';
  const all = commands(desk)
    .filter((command) => command.id !== 'palette')
    .map((command) => option(command, command.section === 'chat' && about ? about : t(SECTIONS[command.section])));
  if (row) {
    all.push(...quiet(byLoad(desk).map((member) => ({ ...personOption(desk, member, ids, t('assign')), text: t('assign_name', { name: member.name }) }))));
    const id = ids[0] as string;
    if (ids.length === 1) all.push(...quiet(desk.inbox.canned.all.map((one) => ({ id: `canned ${one.id}`, text: `/${one.shortcut}`, words: one.text, detail: one.text.slice(0, 60), icon: 'message-square' as const, section: t('canned'), run: () => desk.insert(id, one) }))));
  }
  const narrow = NARROW.flatMap((name) => narrowOptions(desk, name)).map((one) => ({ ...one, text: `${one.section}: ${one.text}`, section: t('filter') }));
  all.push(...quiet([...filterOptions(desk), ...narrow]));
  const first = recent();
  const used = all.filter((one) => first.includes(one.id) && !one.quiet).sort((a, b) => first.indexOf(a.id) - first.indexOf(b.id));
  return {
    title: t('palette'),
    placeholder: t('palette_find'),
    wide: true,
    options: [...used.map((one) => ({ ...one, section: t('recent') })), ...all.filter((one) => !used.includes(one))],
    empty: t('nothing_so_called'),
  };
}
