import type { ComponentChildren } from 'preact';
import { named, number, t } from '../lib/texts';
import { agoInWords, full } from '../lib/time';
import { History } from './History';
import { usePick, useNow } from './hooks';
import { Icon } from './icons';
import { Stars } from './Lines';
import type { Desk } from './state/desk';
import { countryName, tagMenu } from './state/menus';
import { visitorName, webUrl } from './state/rows';
import { sourceLine } from './source';
import type { Claim, Conversation, Page, Visitor } from './state/types';

function device(name: string): string {
  return name === 'phone' ? t('mobile') : name === 'desktop' || name === 'tablet' ? t(name) : name;
}

/** Who the visitor is, for the column that has the keys. */
export function Facts({ desk }: { desk: Desk }) {
  const { inbox } = desk;
  const [id, row, detail, past, shown] = usePick(inbox, () => {
    const active = desk.columns.length ? (desk.active ?? desk.where.open) : null;
    const now = inbox.known.get(active);
    return [active, now, active ? inbox.details.get(active) : undefined, now && inbox.pasts.get(now.visitor), desk.facts] as const;
  });
  const several = desk.columns.length > 1;
  if (!row || !id) return null;
  const visitor = detail?.visitor;
  return (
    <aside class={`ib-facts${shown ? ' is-shown' : ''}${several ? ' is-over' : ''}`} aria-label={t('about')}>
      <header class="ib-head">
        <h2>{t('about')}</h2>
        <button type="button" class="icon-btn ib-facts-close" aria-label={t('close')} onClick={() => desk.set('facts', false)}>
          <Icon name="x" />
        </button>
      </header>
      <div class="ib-facts-body">
        {detail?.lead ? (
          <a class="ib-lead" href={`/console/leads/${detail.lead.id}`}>
            <span class="grow truncate">
              <strong>{detail.lead.name || visitorName(row)}</strong>
              <span class="muted small">{[t('lead'), detail.lead.status].filter(Boolean).join(', ')}</span>
              {detail.lead.phone && <span class="small">{detail.lead.phone}</span>}
              {detail.lead.email && <span class="small truncate">{detail.lead.email}</span>}
            </span>
            <Icon name="external-link" />
          </a>
        ) : (
          !detail?.claims.length && <p class="muted small">{t('no_lead')}</p>
        )}
        {detail?.claims.map((claim) => <Claimed key={claim.lead} claim={claim} />)}
        <div class="ib-facts-tags">
          {row.tags.map((tag) => (
            <span key={tag} class="ib-tag">
              <span class="truncate">{tag}</span>
              <button type="button" aria-label={t('tag_off', { tag })} onClick={() => void inbox.actions.tag([id], tag, false)}>
                <Icon name="x" />
              </button>
            </span>
          ))}
          <button type="button" class="chip" aria-haspopup="dialog" onClick={(event) => desk.show(tagMenu(desk, [id]), event.currentTarget)}>
            <Icon name="plus" />
            {t('tag_add')}
          </button>
        </div>
        {row.rating !== null && (
          <div class="ib-rating is-plain">
            <Stars rating={row.rating} />
            {row.rating_comment && <blockquote dir="auto">{row.rating_comment}</blockquote>}
          </div>
        )}
        <About row={row} visitor={visitor} />
        {past && Object.keys(past.attributes).length > 0 && <Attributes values={past.attributes} verified={row.verified} />}
        <History desk={desk} id={id} visitor={visitor ?? null} past={past} />
      </div>
    </aside>
  );
}

/** The visitor has typed a contact that is another lead's: nobody knows yet whether they are one person. */
function Claimed({ claim }: { claim: Claim }) {
  const given = [claim.name, claim.phone, claim.email].filter(Boolean);
  return (
    <a class="ib-lead is-claim" href={`/console/leads/${claim.lead}`}>
      <span class="grow truncate">
        <strong>{claim.lead_name ? t('claims', { name: claim.lead_name }) : t('claims_nameless')}</strong>
        {given.map((one) => (
          <span key={one} class="small truncate" dir="auto">
            {one}
          </span>
        ))}
        <span class="muted small ib-claim-text">{t('claims_text')}</span>
      </span>
      <Icon name="external-link" />
    </a>
  );
}

function About({ row, visitor }: { row: Conversation; visitor: Visitor | null | undefined }) {
  const now = useNow(30_000);
  const page = row.page ?? visitor?.pages[0];
  const campaign = row.source?.utm_campaign ?? visitor?.source_last?.utm_campaign;
  const lang = visitor?.lang ?? row.lang;
  const first = visitor?.source_first && sourceLine(visitor.source_first) !== sourceLine(row.source ?? visitor.source_last) ? visitor.source_first : null;
  return (
    <dl class="facts">
      {page && (
        <Fact name={t('page')}>
          <PageLink page={page} />
        </Fact>
      )}
      <Fact name={t('source')}>{sourceLine(row.source ?? visitor?.source_last)}</Fact>
      {campaign && <Fact name={t('campaign')}>{campaign}</Fact>}
      <Fact name={t('site')}>{row.site_name}</Fact>
      {row.department && <Fact name={t('department')}>{row.department.name}</Fact>}
      {row.country && <Fact name={t('country')}>{countryName(row.country)}</Fact>}
      {lang && <Fact name={t('language')}>{named('language', lang)}</Fact>}
      {visitor?.device && <Fact name={t('device')}>{device(visitor.device)}</Fact>}
      {visitor && (
        <>
          <Fact name={t('first_seen')}>
            <time dateTime={new Date(visitor.first_seen).toISOString()} title={full(visitor.first_seen)}>
              {agoInWords(visitor.first_seen, now)}
            </time>
          </Fact>
          <Fact name={t('visits')}>{number(visitor.visits)}</Fact>
        </>
      )}
      {first && <Fact name={t('first_came')}>{sourceLine(first)}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A long one is cut; an address or a number can be used as such. */
function Value({ name, text }: { name: string; text: string }) {
  const href = name === 'email' && text.includes('@') ? `mailto:${text}` : name === 'phone' && /^[+\d][\d ().-]+$/.test(text) ? `tel:${text.replace(/[^+\d]/g, '')}` : '';
  return href ? (
    <a href={href} dir="auto">
      {text}
    </a>
  ) : (
    <span class="ib-value" dir="auto" title={text.length > 120 ? text : undefined}>
      {text}
    </span>
  );
}

/** What the host page has told of the visitor; its names are the page's own. */
function Attributes({ values, verified }: { values: Record<string, unknown>; verified: boolean }) {
  return (
    <>
      <h3>
        {t('attributes')} {verified && <span class="muted">{t('verified')}</span>}
      </h3>
      <dl class="facts">
        {Object.entries(values).map(([name, value]) => (
          <Fact key={name} name={name}>
            <Value name={name} text={typeof value === 'object' ? JSON.stringify(value) : String(value)} />
          </Fact>
        ))}
      </dl>
    </>
  );
}

export function PageLink({ page }: { page: Page }) {
  const url = webUrl(page.url);
  if (!url) return <span class="truncate">{page.title || page.url}</span>;
  return (
    <a class="ib-page" href={url.href} target="_blank" rel="noopener noreferrer" title={url.href}>
      {page.title || url.pathname}
    </a>
  );
}
