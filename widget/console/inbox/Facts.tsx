import { named, number, t } from '../lib/texts';
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

function device(name: string): string {
  return name === 'desktop' || name === 'mobile' || name === 'tablet' ? t(name) : name;
}

const CHANNELS = {
  direct: 'channel_direct',
  search: 'channel_search',
  paid: 'channel_paid',
  social: 'channel_social',
  email: 'channel_email',
  referral: 'channel_referral',
  campaign: 'channel_campaign',
} as const;
const isChannel = (name: string): name is keyof typeof CHANNELS => name in CHANNELS;

/** A source in a line: the channel, then what the link said. */
export function sourceLine(source: Source | null | undefined): string {
  if (!source) return t('channel_direct');
  const tags = [source.utm_source, source.utm_medium].filter(Boolean).join(' / ');
  const from = webUrl(source.referrer)?.hostname.replace(/^www\./, '');
  const channel = source.channel && (isChannel(source.channel) ? t(CHANNELS[source.channel]) : source.channel);
  return [channel, tags || from].filter(Boolean).join(', ') || t('channel_direct');
}

export function Facts({ inbox, id, shown, onClose }: Props) {
  const now = useNow(30_000);
  const row = id ? inbox.known.get(id) : undefined;
  const detail = id ? inbox.details.get(id) : undefined;
  if (!row) return null;
  const visitor = detail?.visitor;
  const page = row.page ?? visitor?.pages[0];
  const campaign = row.source?.utm_campaign ?? visitor?.source_last?.utm_campaign;
  const lang = visitor?.lang ?? row.lang;
  return (
    <aside class={shown ? 'ib-facts is-shown' : 'ib-facts'} aria-label={t('about')}>
      <header class="ib-head">
        <h2>{t('about')}</h2>
        <button type="button" class="icon-btn ib-facts-close" aria-label={t('close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      <div class="ib-facts-body">
        {detail?.lead ? (
          <a class="ib-lead" href={`/console/leads/${detail.lead.id}`}>
            <span class="grow truncate">
              <strong>{detail.lead.name || visitorName(row)}</strong>
              <span class="muted small">{[t('lead'), detail.lead.status].filter(Boolean).join(', ')}</span>
            </span>
            <Icon name="external-link" />
          </a>
        ) : (
          <p class="muted small">{t('no_lead')}</p>
        )}
        <dl class="facts">
          {page && (
            <>
              <dt>{t('page')}</dt>
              <dd>
                <PageLink page={page} />
              </dd>
            </>
          )}
          <dt>{t('source')}</dt>
          <dd>{sourceLine(row.source ?? visitor?.source_last)}</dd>
          {campaign && (
            <>
              <dt>{t('campaign')}</dt>
              <dd>{campaign}</dd>
            </>
          )}
          <dt>{t('site')}</dt>
          <dd>{row.site_name}</dd>
          {lang && (
            <>
              <dt>{t('language')}</dt>
              <dd>{named('language', lang)}</dd>
            </>
          )}
          {visitor?.device && (
            <>
              <dt>{t('device')}</dt>
              <dd>{device(visitor.device)}</dd>
            </>
          )}
          {visitor && (
            <>
              <dt>{t('first_seen')}</dt>
              <dd>
                <time dateTime={new Date(visitor.first_seen).toISOString()} title={full(visitor.first_seen)}>
                  {ago(visitor.first_seen, now)}
                </time>
              </dd>
              <dt>{t('visits')}</dt>
              <dd>{number(visitor.visits)}</dd>
            </>
          )}
          {visitor?.source_first && sourceLine(visitor.source_first) !== sourceLine(row.source ?? visitor.source_last) && (
            <>
              <dt>{t('first_came')}</dt>
              <dd>{sourceLine(visitor.source_first)}</dd>
            </>
          )}
        </dl>
        {visitor && visitor.pages.length > 0 && (
          <>
            <h3>{t('pages')}</h3>
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

function PageLink({ page }: { page: Page }) {
  const url = webUrl(page.url);
  if (!url) return <span class="truncate">{page.title || page.url}</span>;
  return (
    <a class="ib-page" href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
      {page.title || url.pathname}
    </a>
  );
}
