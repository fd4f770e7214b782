// The visitor's whole history: earlier conversations, visits with their sources, pages.
import { number, t } from '../lib/texts';
import { ago, full } from '../lib/time';
import { PageLink } from './Facts';
import { useNow } from './hooks';
import { Icon } from './icons';
import { sourceLine } from './source';
import type { Desk } from './state/desk';
import type { Past, Visitor } from './state/types';

interface Props {
  desk: Desk;
  id: string;
  visitor: Visitor | null;
  past: Past | undefined;
}

export function History({ desk, id, visitor, past }: Props) {
  const others = past?.conversations.filter((row) => row.id !== id) ?? [];
  return (
    <>
      {others.length > 0 && (
        <details class="ib-part" open>
          <summary>
            {t('earlier_chats')} <span class="muted">{number(others.length)}</span>
          </summary>
          <ul class="ib-past">
            {others.map((row) => (
              <li key={row.id}>
                <button type="button" onClick={() => desk.open(row.id)}>
                  <span class="ib-past-text truncate">{row.last_text}</span>
                  <span class="ib-past-when">
                    {row.status === 'open' && <span class="dot dot-green" />}
                    <Moment at={row.last_at} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {past && past.visits.length > 1 && (
        <details class="ib-part">
          <summary>
            {t('visits')} <span class="muted">{number(visitor?.visits ?? past.visits.length)}</span>
          </summary>
          <ol class="ib-pages">
            {past.visits.map((visit) => (
              <li key={visit.at}>
                <span class="truncate">{sourceLine(visit.source)}</span>
                <Moment at={visit.at} />
              </li>
            ))}
          </ol>
        </details>
      )}
      {visitor && visitor.pages.length > 0 && (
        <details class="ib-part" open>
          <summary>{t('pages')}</summary>
          <ol class="ib-pages">
            {visitor.pages.map((page) => (
              <li key={`${page.at}${page.url}`}>
                <PageLink page={page} />
                <Moment at={page.at} />
              </li>
            ))}
          </ol>
        </details>
      )}
      {!visitor && (
        <p class="muted small" role="status">
          <Icon name="refresh-cw" /> {t('loading')}
        </p>
      )}
    </>
  );
}

function Moment({ at }: { at: number }) {
  const now = useNow(30_000);
  return (
    <time dateTime={new Date(at).toISOString()} title={full(at)}>
      {ago(at, now)}
    </time>
  );
}
