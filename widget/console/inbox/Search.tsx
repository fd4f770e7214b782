// The search in the list's place: conversations by what was said, and people.
import { useEffect, useRef, useState } from 'preact/hooks';
import { number, t } from '../lib/texts';
import { ago } from '../lib/time';
import { say } from '../lib/toast';
import { Avatar } from './Avatar';
import { usePick } from './hooks';
import { Icon } from './icons';
import { api } from './state/api';
import type { Desk } from './state/desk';
import { visitorName } from './state/rows';
import { snippetParts } from './state/snippet';
import type { Contact, Found, Hit } from './state/types';

/** While somebody types, the server is asked in the pauses. */
const PAUSE = 180;
/** What was written last is looked for again, so often and after so long. */
const AGAIN = { most: 10, after: 1_000 };

export function SearchField({ desk }: { desk: Desk }) {
  const [search] = usePick(desk.inbox, () => [desk.search] as const);
  return (
    <div class="ib-search" role="search">
      <Icon name="search" />
      <input
        ref={(field) => void (desk.searchField = field)}
        type="search"
        class="ib-search-field"
        aria-label={t('search')}
        placeholder={t('search_hint')}
        value={search}
        autoComplete="off"
        onInput={(event) => desk.set('search', event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            if (search) desk.set('search', '');
            else desk.focusCursor();
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            const first = document.querySelector<HTMLElement>('.ib-found a');
            if (!first) return;
            event.preventDefault();
            if (event.key === 'Enter') first.click();
            else first.focus();
          }
        }}
      />
      {!search && <span class="kbd">/</span>}
    </div>
  );
}

export function Results({ desk }: { desk: Desk }) {
  const [search] = usePick(desk.inbox, () => [desk.search] as const);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState('');
  const asked = useRef(0);
  const words = search.trim();
  const ask = (left = AGAIN.most): void => {
    const now = ++asked.current;
    setError('');
    api.search(words).then(
      (answer) => {
        if (now !== asked.current) return;
        desk.inbox.lists.learn(answer.messages.map((hit) => hit.conversation));
        setFound(answer);
        if (answer.behind && left) setTimeout(() => now === asked.current && ask(left - 1), AGAIN.after);
      },
      (failed: Error) => now === asked.current && setError(failed.message),
    );
  };
  useEffect(() => {
    const timer = setTimeout(() => ask(), PAUSE);
    return () => {
      clearTimeout(timer);
      asked.current += 1;
    };
  }, [words]);

  /** The arrows walk all that was found, from the field to the last and back. */
  const walk = (event: KeyboardEvent): void => {
    const links = [...document.querySelectorAll<HTMLElement>('.ib-found a')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const by = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (!by || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (at + by < 0) desk.searchField?.focus();
    else links[Math.min(links.length - 1, at + by)]?.focus();
  };
  const more = (): void => {
    if (!found?.next) return;
    const now = ++asked.current;
    api.search(words, found.next).then(
      (answer) => {
        if (now !== asked.current) return;
        desk.inbox.lists.learn(answer.messages.map((hit) => hit.conversation));
        setFound({ ...answer, contacts: found.contacts, messages: [...found.messages, ...answer.messages] });
      },
      () => say(t('more_failed'), { bad: true, action: { text: t('again'), run: more } }),
    );
  };
  const none = found && !found.messages.length && !found.contacts.length;
  return (
    <div class="ib-rows ib-found" onKeyDown={walk}>
      {error ? (
        <div class="empty" role="alert">
          <Icon name="triangle-alert" />
          <h2>{t('search_failed')}</h2>
          <p>{error}</p>
          <button type="button" class="btn" onClick={() => ask()}>
            {t('again')}
          </button>
        </div>
      ) : !found || (none && found.behind) ? (
        <p class="ib-found-none muted" role="status">
          {t('searching')}
        </p>
      ) : none ? (
        <div class="empty" role="status">
          <Icon name="search" />
          <h2>{t('search_none')}</h2>
          <p>{t('search_none_text')}</p>
        </div>
      ) : (
        <>
          {found.contacts.length > 0 && (
            <section aria-label={t('contacts')}>
              <h3>
                {t('contacts')} <span class="muted">{number(found.contacts.length)}</span>
              </h3>
              <ul>
                {found.contacts.map((contact) => (
                  <ContactRow key={contact.id} desk={desk} contact={contact} />
                ))}
              </ul>
            </section>
          )}
          {found.messages.length > 0 && (
            <section aria-label={t('messages')}>
              <h3>
                {t('messages')} <span class="muted">{number(found.messages.length)}{found.next ? '+' : ''}</span>
              </h3>
              <ul>
                {found.messages.map((hit) => (
                  <HitRow key={`${hit.conversation.id}${hit.number}${hit.note}`} desk={desk} hit={hit} />
                ))}
              </ul>
              {found.next && (
                <button type="button" class="btn btn-sm ib-found-more" onClick={more}>
                  {t('show_more')}
                </button>
              )}
            </section>
          )}
        </>
      )}
    </div>
  );
}

function HitRow({ desk, hit }: { desk: Desk; hit: Hit }) {
  const { conversation: row } = hit;
  return (
    <li>
      <a
        class="ib-hit"
        href={`/console/inbox?c=${row.id}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          desk.open(row.id, hit.number);
        }}
      >
        <Avatar name={row.name} seed={row.visitor} />
        <span class="ib-row-name">
          <span class="truncate">{visitorName(row)}</span>
          {hit.note && <span class="ib-site">{t('note')}</span>}
          {row.status === 'closed' && <span class="ib-site">{t('closed')}</span>}
        </span>
        <span class="ib-row-when">{ago(hit.at)}</span>
        <span class="ib-hit-text" dir="auto">
          {snippetParts(hit.snippet).map(([text, found], i) => (found ? <mark key={i}>{text}</mark> : text))}
        </span>
      </a>
    </li>
  );
}

function ContactRow({ desk, contact }: { desk: Desk; contact: Contact }) {
  const name = contact.name || t('visitor_named', { id: contact.id.slice(-4) });
  return (
    <li>
      <a
        class="ib-hit"
        href={`/console/inbox?c=${contact.conversation}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          desk.open(contact.conversation);
        }}
      >
        <Avatar name={contact.name} seed={contact.id} />
        <span class="ib-row-name">
          <span class="truncate">{name}</span>
          {contact.lead && <span class="ib-site">{t('lead')}</span>}
        </span>
        <span class="ib-row-text truncate">{contact.detail}</span>
      </a>
    </li>
  );
}
