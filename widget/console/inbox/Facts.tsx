import { ago, full } from '../lib/time';
import { useNow } from './hooks';
import { Icon } from './icons';
import type { Inbox } from './inbox';
import { visitorName, webUrl } from './rows';
import type { Page, Source } from './types';

interface Props {
  inbox: Inbox;
  id: string | null;
  shown: boolean;
  onClose: () => void;
}

const DEVICES: Record<string, string> = { desktop: 'Computer', mobile: 'Phone', tablet: 'Tablet' };

/** A source in a line: the channel, then what the link said. */
export function sourceLine(source: Source | null | undefined): string {
  if (!source) return 'Direct';
  const tags = [source.utm_source, source.utm_medium].filter(Boolean).join(' / ');
  const from = webUrl(source.referrer)?.hostname.replace(/^www\./, '');
  const channel = source.channel ? source.channel.charAt(0).toUpperCase() + source.channel.slice(1).replaceAll('_', ' ') : '';
  return [channel, tags || from].filter(Boolean).join(', ') || 'Direct';
}

function language(code: string): string {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function Facts({ inbox, id, shown, onClose }: Props) {
  const now = useNow(30_000);
  const row = id ? inbox.known.get(id) : undefined;
  const detail = id ? inbox.details.get(id) : undefined;
  if (!row) return null;
  const visitor = detail?.visitor;
  const campaign = row.source?.utm_campaign ?? visitor?.source_last?.utm_campaign;
  const lang = visitor?.lang ?? row.lang;
  return (
    <aside class={shown ? 'ib-facts is-shown' : 'ib-facts'} aria-label="About the visitor">
      <header class="ib-head">
        <h2>About the visitor</h2>
        <button type="button" class="icon-btn ib-facts-close" aria-label="Close" onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      <div class="ib-facts-body">
        {detail?.lead ? (
          <a class="ib-lead" href={`/console/leads/${detail.lead.id}`}>
            <span class="grow truncate">
              <strong>{detail.lead.name || visitorName(row)}</strong>
              <span class="muted small">{['Lead', detail.lead.status?.replaceAll('_', ' ')].filter(Boolean).join(', ')}</span>
            </span>
            <Icon name="external-link" />
          </a>
        ) : (
          <p class="muted small">No contact left yet. A phone number or an e-mail in a message makes a lead by itself.</p>
        )}
        <dl class="facts">
          <dt>Page</dt>
          <dd>
            <PageLink page={row.page} />
          </dd>
          <dt>Source</dt>
          <dd>{sourceLine(row.source ?? visitor?.source_last)}</dd>
          {campaign && (
            <>
              <dt>Campaign</dt>
              <dd>{campaign}</dd>
            </>
          )}
          <dt>Site</dt>
          <dd>{row.site_name}</dd>
          {lang && (
            <>
              <dt>Language</dt>
              <dd>{language(lang)}</dd>
            </>
          )}
          {visitor?.device && (
            <>
              <dt>Device</dt>
              <dd>{DEVICES[visitor.device] ?? visitor.device}</dd>
            </>
          )}
          {visitor && (
            <>
              <dt>First seen</dt>
              <dd>
                <time dateTime={new Date(visitor.first_seen).toISOString()} title={full(visitor.first_seen)}>
                  {ago(visitor.first_seen, now)}
                </time>
              </dd>
              <dt>Visits</dt>
              <dd>{visitor.visits}</dd>
            </>
          )}
          {visitor?.source_first && sourceLine(visitor.source_first) !== sourceLine(row.source ?? visitor.source_last) && (
            <>
              <dt>First came</dt>
              <dd>{sourceLine(visitor.source_first)}</dd>
            </>
          )}
        </dl>
        {visitor && visitor.pages.length > 0 && (
          <>
            <h3>Pages looked at</h3>
            <ol class="ib-pages">
              {visitor.pages.map((page) => (
                <li key={`${page.at}${page.url}`}>
                  <PageLink page={page} />
                  <time dateTime={new Date(page.at).toISOString()} title={full(page.at)}>
                    {ago(page.at, now)}
                  </time>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </aside>
  );
}

function PageLink({ page }: { page: Page | null | undefined }) {
  const url = webUrl(page?.url);
  if (!page) return <>Unknown</>;
  if (!url) return <span class="truncate">{page.title || page.url}</span>;
  return (
    <a class="ib-page" href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
      {page.title || url.pathname}
    </a>
  );
}
