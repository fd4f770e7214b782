import { number, t } from '../lib/texts';
import { full } from '../lib/time';
import { Avatar } from './Avatar';
import { usePick } from './hooks';
import { Icon, type IconName } from './icons';
import { Caps } from './Keys';
import type { Menu } from './menu';
import { Verified } from './Row';
import { chatMenu } from './state/commands';
import type { Desk } from './state/desk';
import { assignMenu, snoozeMenu, tagMenu } from './state/menus';
import { visitorName, webUrl } from './state/rows';
import type { Conversation, Looker } from './state/types';

interface Props {
  desk: Desk;
  row: Conversation;
  /** The only column, or the first of several. */
  first: boolean;
  several: boolean;
}

/** Who it is with, who has it, who looks; and what is done most. */
export function Head({ desk, row, first, several }: Props) {
  const { inbox } = desk;
  const [others] = usePick(inbox, () => [inbox.looks.others(row.id), inbox.team.people] as const);
  const person = inbox.team.person(row.assignee?.id);
  const open = row.status === 'open';
  const menu = (build: () => Menu) => (event: { currentTarget: Element }): void => {
    desk.activate(row.id);
    desk.show(build, event.currentTarget);
  };
  return (
    <header class="ib-head">
      {first && (
        <button type="button" class="icon-btn ib-back" aria-label={t('back')} onClick={() => desk.leave()}>
          <Icon name="arrow-left" />
        </button>
      )}
      <Title row={row} />
      <Lookers others={others} />
      {inbox.team.people.length > 0 && (
        <button type="button" class="btn btn-sm ib-assignee" aria-haspopup="dialog" title={row.assignee ? t('is_with', { name: row.assignee.name }) : t('is_with_nobody')} onClick={menu(assignMenu(desk, [row.id]))}>
          {row.assignee ? <Avatar name={row.assignee.name} seed={row.assignee.id} state={person?.state} small /> : <Icon name="user" />}
          <span class="truncate">{row.assignee?.name ?? t('nobody')}</span>
          <Caps keys="a" />
        </button>
      )}
      {open && <IconButton icon="clock" label={t('snooze')} keys="s" wide onClick={menu(snoozeMenu(desk, [row.id]))} />}
      <IconButton icon="tag" label={t('tags')} keys="l" wide onClick={menu(tagMenu(desk, [row.id]))} />
      <button type="button" class="btn btn-sm ib-close" title={open ? t('end') : t('reopen')} onClick={() => void inbox.actions.toggle([row.id])}>
        <Icon name={open ? 'archive' : 'archive-restore'} />
        <span class="ib-close-text">{open ? t('end') : t('reopen')}</span>
        <Caps keys="e" />
      </button>
      <IconButton icon="ellipsis" label={t('actions')} onClick={menu(chatMenu(desk, [row.id]))} />
      <button type="button" class={several ? 'icon-btn' : 'icon-btn ib-info'} aria-label={t('about')} aria-expanded={desk.facts && desk.current() === row.id} onClick={() => {
        desk.activate(row.id);
        desk.set('facts', !desk.facts);
      }}>
        <Icon name="info" />
      </button>
      {several && (
        <button type="button" class="icon-btn" aria-label={t('column_close')} title={t('column_close')} onClick={() => desk.closeColumn(row.id)}>
          <Icon name="x" />
        </button>
      )}
    </header>
  );
}

function IconButton({ icon, label, keys, wide, onClick }: { icon: IconName; label: string; keys?: string; wide?: boolean; onClick: (event: { currentTarget: Element }) => void }) {
  return (
    <button type="button" class={wide ? 'icon-btn ib-wide' : 'icon-btn'} aria-haspopup="dialog" aria-label={label} title={keys ? `${label} (${keys})` : label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function Title({ row }: { row: Conversation }) {
  const url = webUrl(row.page?.url);
  return (
    <div class="ib-title">
      <Avatar name={row.name} seed={row.visitor} />
      <div class="grow">
        <h2 class="ib-title-name">
          <span class="truncate">{visitorName(row)}</span>
          {row.verified && <Verified />}
        </h2>
        <p class="truncate muted small" title={[row.site_name, row.page?.title].filter(Boolean).join(' · ')}>
          {row.site_name}
          {url && (
            <>
              {' · '}
              <a href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
                {row.page?.title || url.pathname}
              </a>
            </>
          )}
        </p>
      </div>
    </div>
  );
}

/** Colleagues who have it open, as faces; who writes is marked. */
function Lookers({ others }: { others: Looker[] }) {
  if (!others.length) return null;
  const words = others.map((one) => t(one.writing ? 'looks_writing' : 'looks', { name: one.name })).join(', ');
  return (
    <span class="ib-lookers" role="img" aria-label={words} title={words}>
      {others.slice(0, 3).map((one) => (
        <span key={one.user} class={one.writing ? 'ib-looker is-writing' : 'ib-looker'}>
          <Avatar name={one.name} seed={one.user} small />
        </span>
      ))}
      {others.length > 3 && <span class="small muted">+{number(others.length - 3)}</span>}
    </span>
  );
}

/** What is special about it: put away, blocked, spam, with the bot; its department and tags. */
export function Strip({ desk, row }: { desk: Desk; row: Conversation }) {
  const { actions } = desk.inbox;
  const ids = [row.id];
  if (!row.department && !row.tags.length && row.snoozed_until === null && !row.spam && !row.blocked && row.handler !== 'bot') return null;
  return (
    <div class="ib-strip">
      {row.spam && <Mark icon="shield-alert" kind="badge-red" text={t('spam')} button={t('no_spam')} onClick={() => void actions.spam(ids, false)} />}
      {row.blocked && <Mark icon="ban" kind="badge-red" text={t('is_blocked')} button={t('unblock')} onClick={() => void actions.block(ids, false)} />}
      {row.snoozed_until !== null && row.status === 'open' && <Mark icon="clock" kind="badge-amber" text={t('snoozed_to', { when: full(row.snoozed_until) })} button={t('wake')} onClick={() => void actions.snooze(ids, null)} />}
      {row.handler === 'bot' && <Mark icon="bot" kind="badge-accent" text={t('bot_has_it')} button={t('people_take')} onClick={() => void actions.mode(ids, 'people')} />}
      {row.department && (
        <span class="badge">
          <Icon name="users" />
          {row.department.name}
        </span>
      )}
      {row.tags.map((tag) => (
        <button key={tag} type="button" class="ib-tag is-button" onClick={(event) => desk.show(tagMenu(desk, ids), event.currentTarget)}>
          {tag}
        </button>
      ))}
    </div>
  );
}

function Mark({ icon, kind, text, button, onClick }: { icon: IconName; kind: string; text: string; button: string; onClick: () => void }) {
  return (
    <span class={`badge ${kind}`}>
      <Icon name={icon} />
      {text}
      <button type="button" class="link-btn" onClick={onClick}>
        {button}
      </button>
    </span>
  );
}
