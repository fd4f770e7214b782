import { useEffect, useRef, useState } from 'preact/hooks';
import { Refusal } from '../inbox/state/api';
import { sourceLine } from '../inbox/source';
import { useNow } from '../inbox/hooks';
import { Icon } from '../inbox/icons';
import { webUrl } from '../inbox/state/rows';
import type { Page } from '../inbox/state/types';
import { count, named, number, t } from '../lib/texts';
import { ago, full } from '../lib/time';
import { api } from './api';
import { deviceName, InviteState, inWords } from './List';
import type { Live } from './live';
import { nameOf } from './rows';
import type { Present, Whole } from './types';

interface Props {
  live: Live;
  id: string;
  onClose: () => void;
}

/** Everything about one visitor: where they are, the path so far, what was said before. */
export function Side({ live, id, onClose }: Props) {
  const [whole, setWhole] = useState<Whole | null>(null);
  const [error, setError] = useState('');
  const [tries, again] = useState(0);
  const present = live.all.get(id) ?? null;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    let here = true;
    api.one(id).then(
      (found) => {
        if (!here) return;
        setWhole(found);
        setError('');
      },
      (cause) => here && setError(cause instanceof Refusal ? cause.message : String(cause)),
    );
    return () => {
      here = false;
    };
    // Another page, another state of the invitation, a conversation: there is more to show.
  }, [id, tries, present?.url, present?.pages, present?.invitation?.state, present?.conversation]);
  // Where the panel covers the list, the focus goes with it.
  useEffect(() => {
    if (!matchMedia('(min-width: 1000px)').matches) close.current?.focus();
  }, []);

  const name = nameOf(present ?? whole ?? { id, name: null });
  return (
    <aside class="lv-side" aria-label={t('about_named', { name })}>
      <header class="ib-head">
        <button type="button" class="icon-btn lv-back" ref={close} aria-label={t('back')} onClick={onClose}>
          <Icon name="arrow-left" />
        </button>
        <h2 class="truncate">{name}</h2>
        <span class="lv-state">
          <span class={present ? 'dot dot-green' : 'dot'} /> {present ? t('here_now') : t('left_site')}
        </span>
        <button type="button" class="icon-btn lv-close" aria-label={t('close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      <div class="lv-body">
        {error && (
          <p class="note note-red" role="alert">
            <Icon name="triangle-alert" />
            <span>
              {error}{' '}
              <button type="button" class="link-btn" onClick={() => again(tries + 1)}>
                {t('again')}
              </button>
            </span>
          </p>
        )}
        {!whole && !error && (
          <div role="status" aria-label={t('loading')} class="stack-sm">
            <span class="skeleton" />
            <span class="skeleton" />
          </div>
        )}
        {whole && <Invite key={id} live={live} whole={whole} present={present} />}
        {whole && <Known whole={whole} present={present} siteName={live.siteName(whole.site)} />}
      </div>
    </aside>
  );
}

function Invite({ live, whole, present }: { live: Live; whole: Whole; present: Present | null }) {
  const [text, setText] = useState(whole.greeting);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const open = present?.conversation ?? whole.conversations.find((one) => one.status === 'open')?.id;
  if (open) {
    return (
      <a class="btn btn-primary" href={`/console/inbox?c=${open}`}>
        <Icon name="message-square" />
        {t('to_conversation')}
      </a>
    );
  }
  const invited = present?.invitation ?? whole.invitations[0];
  const waits = invited && (invited.state === 'sent' || invited.state === 'shown') && present;
  const send = (event: Event): void => {
    event.preventDefault();
    if (busy || !text.trim()) return;
    setBusy(true);
    live.invite(whole.id, text.trim()).then(
      () => {
        setBusy(false);
        setWrong('');
      },
      (cause) => {
        setBusy(false);
        setWrong(cause instanceof Refusal ? cause.message : String(cause));
      },
    );
  };
  return (
    <section class="lv-invite" aria-label={t('invite')}>
      {invited && (
        <p class="lv-invited" role="status">
          <InviteState invited={invited} />{' '}
          <span class="muted small">
            {invited.by_rule ? t('invited_by_rule') : invited.name}, {ago(invited.at)}
          </span>
        </p>
      )}
      {waits ? (
        <blockquote class="said">{invited.text}</blockquote>
      ) : present ? (
        <form class="stack-sm" onSubmit={send}>
          <div class="field">
            <label for="invite-text">{t('invite_text')}</label>
            <textarea
              id="invite-text"
              rows={3}
              maxLength={400}
              value={text}
              aria-invalid={wrong ? 'true' : undefined}
              aria-describedby={wrong ? 'invite-error' : undefined}
              onInput={(event) => setText(event.currentTarget.value)}
            />
            {wrong && (
              <p class="error" id="invite-error" role="alert">
                {wrong}
              </p>
            )}
          </div>
          <button type="submit" class="btn btn-primary" disabled={!text.trim()} aria-busy={busy ? 'true' : undefined}>
            {t('invite')}
          </button>
        </form>
      ) : (
        <p class="muted small">{t('has_left')}</p>
      )}
    </section>
  );
}

function Known({ whole, present, siteName }: { whole: Whole; present: Present | null; siteName: string }) {
  const now = useNow(20_000);
  const since = present?.came ?? Number.MAX_SAFE_INTEGER;
  const path = whole.pages.filter((page) => page.at >= since);
  const before = whole.pages.filter((page) => page.at < since);
  const source = present?.source ?? whole.source_last;
  const facts: [string, string | undefined][] = [
    [t('source'), sourceLine(source)],
    [t('campaign'), source?.utm_campaign ?? undefined],
    [t('site'), siteName],
    [t('country'), inWords(whole.country)],
    [t('language'), whole.lang && named('language', whole.lang)],
    [t('device'), deviceName(whole.device)],
    [t('visits'), number(whole.visits)],
    [t('first_came'), whole.source_first && sourceLine(whole.source_first) !== sourceLine(source) ? sourceLine(whole.source_first) : undefined],
  ];
  return (
    <>
      {whole.lead ? (
        <a class="ib-lead" href={`/console/leads/${whole.lead.id}`}>
          <span class="grow truncate">
            <strong>{whole.lead.name || nameOf(whole)}</strong>
            <span class="muted small">{[t('lead'), whole.lead.status].filter(Boolean).join(', ')}</span>
          </span>
          <Icon name="external-link" />
        </a>
      ) : (
        <p class="muted small">{t('no_lead')}</p>
      )}
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value && (
              <>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
        <dt>{t('first_seen')}</dt>
        <dd>
          <time dateTime={new Date(whole.first_seen).toISOString()} title={full(whole.first_seen)}>
            {ago(whole.first_seen, now)}
          </time>
        </dd>
      </dl>
      {whole.conversations.length > 0 && (
        <section>
          <h3>{t('conversations')}</h3>
          <ul class="lv-talks">
            {whole.conversations.map((one) => (
              <li key={one.id}>
                <a class="truncate" href={`/console/inbox?c=${one.id}`}>
                  {one.last_text || t('conversation')}
                </a>
                <time dateTime={new Date(one.last_at).toISOString()} title={full(one.last_at)}>
                  {ago(one.last_at, now)}
                </time>
              </li>
            ))}
          </ul>
        </section>
      )}
      {path.length > 0 && <Path title={count('path_so_far', path.length)} pages={path} now={now} />}
      {before.length > 0 && <Path title={t('earlier_pages')} pages={before} now={now} />}
    </>
  );
}

function Path({ title, pages, now }: { title: string; pages: (Page & { at: number })[]; now: number }) {
  return (
    <section>
      <h3>{title}</h3>
      <ol class="ib-pages">
        {pages.map((page) => {
          const url = webUrl(page.url);
          return (
            <li key={`${page.at}${page.url}`}>
              {url ? (
                <a class="ib-page" href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
                  {page.title || url.pathname}
                </a>
              ) : (
                <span class="ib-page">{page.title || page.url}</span>
              )}
              <time dateTime={new Date(page.at).toISOString()} title={full(page.at)}>
                {ago(page.at, now)}
              </time>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
