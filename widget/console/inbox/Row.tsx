import { Component } from 'preact';
import { number, t } from '../lib/texts';
import { ago, full, waited } from '../lib/time';
import { Avatar } from './Avatar';
import { useNow } from './hooks';
import { Icon } from './icons';
import { visitorName } from './state/rows';
import type { Conversation } from './state/types';

/** Rows have one height, so that only those in sight are in the page. */
export const ROW = 64;

interface Props {
  row: Conversation;
  open: boolean;
  cursor: boolean;
  picked: boolean;
  picking: boolean;
  site: boolean;
  mine: boolean;
  typing: boolean;
  onOpen: (id: string) => void;
  onPick: (id: string, range: boolean) => void;
}

/** A row is drawn again only when something of it is another. */
export class Row extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    return (Object.keys(next) as (keyof Props)[]).some((key) => next[key] !== this.props[key]);
  }

  override render() {
    const { row, open, cursor, picked, picking, site, mine, typing, onOpen, onPick } = this.props;
    const name = visitorName(row);
    const classes = ['ib-row', open && 'is-open', cursor && 'is-cursor', picked && 'is-picked', picking && 'is-picking', row.unread > 0 && 'is-unread'].filter(Boolean).join(' ');
    return (
      <div class={classes}>
        <a
          href={`/console/inbox?c=${row.id}`}
          aria-current={open ? 'true' : undefined}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey) return;
            event.preventDefault();
            if (event.shiftKey) onPick(row.id, true);
            else onOpen(row.id);
          }}
        >
          <Avatar name={row.name} seed={row.visitor} />
          <span class="ib-row-name">
            <span class="truncate">{name}</span>
            {row.verified && <Verified />}
            {site && <span class="ib-site truncate">{row.site_name}</span>}
          </span>
          <span class="ib-row-when">
            <RowTime row={row} />
          </span>
          <span class="ib-row-text truncate">
            {row.spam && <span class="badge badge-red">{t('spam')}</span>}
            {typing ? <em>{t('typing')}</em> : <Said row={row} />}
          </span>
          <span class="ib-row-marks">
            <Marks row={row} mine={mine} />
          </span>
        </a>
        <label class="ib-row-pick">
          <input type="checkbox" checked={picked} tabIndex={-1} aria-label={t('select_named', { name })} onClick={(event) => onPick(row.id, event.shiftKey)} />
        </label>
      </div>
    );
  }
}

export function Verified() {
  return (
    <span class="ib-verified" title={t('verified')}>
      <Icon name="badge-check" />
      <span class="sr-only">{t('verified')}</span>
    </span>
  );
}

function RowTime({ row }: { row: Conversation }) {
  if (row.snoozed_until !== null && row.status === 'open') {
    return (
      <span class="ib-snoozed" title={t('snoozed_to', { when: full(row.snoozed_until) })}>
        <Icon name="clock" />
        <span class="sr-only">{t('filter_snoozed')} </span>
        <Until at={row.snoozed_until} />
      </span>
    );
  }
  return row.waiting_since !== null && row.status === 'open' ? <Waiting since={row.waiting_since} /> : <When at={row.last_at} />;
}

/** What stands under the time: tags, department, who has it, how much is unread. */
function Marks({ row, mine }: { row: Conversation; mine: boolean }) {
  const tags = row.tags.slice(0, 1);
  return (
    <>
      {tags.map((tag) => (
        <span key={tag} class="ib-tag truncate" title={row.tags.join(', ')}>
          {row.tags.length > 1 ? `${tag} +${number(row.tags.length - 1)}` : tag}
        </span>
      ))}
      {row.department && !tags.length && <span class="ib-tag is-plain truncate">{row.department.name}</span>}
      {row.status === 'closed' && row.unread === 0 && !row.spam && <span class="ib-row-state">{t('closed')}</span>}
      {row.handler === 'bot' && row.status === 'open' && (
        <span class="ib-verified" title={t('bot_has_it')}>
          <Icon name="bot" />
          <span class="sr-only">{t('bot_has_it')}</span>
        </span>
      )}
      {row.assignee && (
        <span class={mine ? 'ib-who is-mine' : 'ib-who'} title={t('is_with', { name: row.assignee.name })}>
          <Avatar name={row.assignee.name} seed={row.assignee.id} small />
          <span class="sr-only">{t('is_with', { name: row.assignee.name })}</span>
        </span>
      )}
      {row.unread > 0 && (
        <span class="badge badge-solid">
          {number(row.unread)}
          <span class="sr-only"> {t('unread')}</span>
        </span>
      )}
    </>
  );
}

/** The last words, marked where they were the team's. */
function Said({ row }: { row: Conversation }) {
  return (
    <>
      {row.last_author === 'operator' && (
        <>
          <Icon name="corner-up-left" />
          <span class="sr-only">{t('answered')} </span>
        </>
      )}
      {row.last_text}
    </>
  );
}

function When({ at }: { at: number }) {
  const now = useNow(20_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={full(at)}>
      {ago(at, now)}
    </time>
  );
}

/** How long it still sleeps, in the words of how long ago. */
function Until({ at }: { at: number }) {
  const now = useNow(20_000);
  return <time dateTime={new Date(at).toISOString()}>{ago(now, Math.max(now, at))}</time>;
}

/** A time that moves: somebody waits for an answer. */
function Waiting({ since }: { since: number }) {
  const now = useNow(1000);
  const long = now - since > 5 * 60_000;
  return (
    <span class={`ib-wait ${long ? 'long' : ''}`} title={t('waits_since', { when: full(since) })}>
      <span class={long ? 'dot dot-red' : 'dot dot-amber'} />
      <span class="sr-only">{t('waits')} </span>
      {waited(since, now)}
    </span>
  );
}
