// For whom the offer is: all that is set has to hold.
import { t } from '../lib/texts';
import { Choose, Either, RowActs, SUCH_AS, Words } from './fields';
import { moved, MOST } from './model';
import type { AttributeRule, Audience, PageRule } from './types';

interface Props {
  audience: Audience;
  onAudience: (audience: Audience) => void;
}

const UTM = { source: 'utm_source', medium: 'utm_medium', campaign: 'utm_campaign' };
const PATH = 'definition.audience';

/** Two letters each, as people type them. */
const codes = (text: string, big: boolean): string[] | undefined => {
  const all = text.split(/[\s,;]+/).filter(Boolean).map((one) => (big ? one.toUpperCase() : one.toLowerCase()));
  return all.length ? all : undefined;
};

export function Whom({ audience, onAudience }: Props) {
  const set = (part: Partial<Audience>): void => {
    const next = { ...audience, ...part };
    for (const key of Object.keys(next) as (keyof Audience)[]) if (next[key] === undefined || next[key] === '') delete next[key];
    onAudience(next);
  };
  const utm = (key: string, value: string): void => {
    const { [key]: _, ...rest } = audience.utm ?? {};
    const all = value ? { ...rest, [key]: value } : rest;
    set({ utm: Object.keys(all).length ? all : undefined });
  };
  return (
    <>
      <Pages rules={audience.pages ?? []} onRules={(pages) => set({ pages: pages.length ? pages : undefined })} />
      <div class="field-row">
        <Either path={`${PATH}.returning`} label={t('of_visitor')} value={audience.returning} yes={t('of_returning')} no={t('of_first')} onEither={(returning) => set({ returning })} />
        <Either path={`${PATH}.lead`} label={t('of_contact')} value={audience.lead} yes={t('of_known')} no={t('of_unknown')} onEither={(lead) => set({ lead })} />
        <Choose
          path={`${PATH}.temperature`}
          label={t('of_temperature')}
          value={audience.temperature ?? ''}
          options={[['', t('of_any')], ['cold', t('of_cold')], ['warm', t('of_warm')], ['hot', t('of_hot')]]}
          onChoose={(temperature) => set({ temperature })}
        />
      </div>
      <div class="field-row">
        <Choose
          path={`${PATH}.channel`}
          label={t('of_channel')}
          value={audience.channel ?? ''}
          options={[['', t('of_any')], ['direct', t('of_direct')], ['search', t('of_search')], ['paid', t('of_paid')], ['social', t('of_social')], ['email', t('of_email')], ['referral', t('of_referral')], ['campaign', t('of_campaign')]]}
          onChoose={(channel) => set({ channel })}
        />
        <Words path={`${PATH}.source`} label={t('of_source')} value={audience.source} onText={(source) => set({ source })} />
        <Words path={`${PATH}.referrer`} label={t('of_referrer')} value={audience.referrer} onText={(referrer) => set({ referrer })} />
      </div>
      <div class="field-row">
        {Object.entries(UTM).map(([key, label]) => (
          <Words key={key} path={`${PATH}.utm.${key}`} label={label} value={audience.utm?.[key]} onText={(value) => utm(key, value)} />
        ))}
      </div>
      <div class="field-row">
        <Choose path={`${PATH}.device`} label={t('of_device')} value={audience.device ?? ''} options={[['', t('of_any')], ['desktop', t('of_desktop')], ['phone', t('of_phone')], ['tablet', t('of_tablet')]]} onChoose={(device) => set({ device })} />
        <Words path={`${PATH}.country`} label={t('of_country')} placeholder={SUCH_AS.countries} value={audience.country?.join(', ')} onText={(text) => set({ country: codes(text, true) })} />
        <Words path={`${PATH}.language`} label={t('of_language')} placeholder={SUCH_AS.languages} value={audience.language?.join(', ')} onText={(text) => set({ language: codes(text, false) })} />
      </div>
      <div class="field-row">
        <Choose path={`${PATH}.hours`} label={t('of_hours')} value={audience.hours ?? ''} options={[['', t('of_any')], ['open', t('of_open')], ['closed', t('of_closed')]]} onChoose={(hours) => set({ hours: (hours || undefined) as 'open' })} />
        <Either path={`${PATH}.operator`} label={t('of_operator')} value={audience.operator} yes={t('of_online')} no={t('of_offline')} onEither={(operator) => set({ operator })} />
        <Words path={`${PATH}.share`} label={t('of_share')} value={audience.share === undefined ? '' : String(audience.share)} onText={(text) => set({ share: Number.parseInt(text, 10) > 0 ? Math.min(100, Number.parseInt(text, 10)) : undefined })} />
      </div>
      <Attributes rules={audience.attributes ?? []} onRules={(attributes) => set({ attributes: attributes.length ? attributes : undefined })} />
    </>
  );
}

function Pages({ rules, onRules }: { rules: PageRule[]; onRules: (rules: PageRule[]) => void }) {
  const change = (i: number, part: Partial<PageRule>): void => onRules(rules.map((one, at) => (at === i ? { ...one, ...part } : one)));
  return (
    <fieldset class="of-set">
      <legend>{t('of_pages')}</legend>
      {!rules.length && <p class="hint">{t('of_pages_all')}</p>}
      {rules.map((rule, i) => (
        <div key={i} class="of-row">
          <div class="field-row">
            <Choose path={`${PATH}.pages.${i}.not`} label={t('of_page_on')} value={rule.not ? 'not' : ''} options={[['', t('of_page_is')], ['not', t('of_page_not')]]} onChoose={(not) => change(i, { not: not === 'not' || undefined })} />
            <Choose
              path={`${PATH}.pages.${i}.how`}
              label={t('of_page_how')}
              value={rule.how}
              options={[['glob', t('of_glob')], ['contains', t('of_contains')], ['query', t('of_query')], ['regex', t('of_regex')]]}
              onChoose={(how) => change(i, { how: how as 'glob' })}
            />
            <Words path={`${PATH}.pages.${i}.value`} label={t('of_value')} placeholder={rule.how === 'query' ? SUCH_AS.query : rule.how === 'regex' ? SUCH_AS.regex : SUCH_AS.path} value={rule.value} onText={(value) => change(i, { value })} />
          </div>
          <RowActs name={rule.value || t('of_pages')} first={i === 0} last={i === rules.length - 1} onMove={(by) => onRules(moved(rules, i, i + by))} onRemove={() => onRules(rules.filter((_, at) => at !== i))} />
        </div>
      ))}
      {rules.length < MOST.pages && (
        <button type="button" class="btn btn-sm" onClick={() => onRules([...rules, { how: 'glob', value: '' }])}>
          {t('of_page_add')}
        </button>
      )}
    </fieldset>
  );
}

function Attributes({ rules, onRules }: { rules: AttributeRule[]; onRules: (rules: AttributeRule[]) => void }) {
  const change = (i: number, part: Partial<AttributeRule>): void => onRules(rules.map((one, at) => (at === i ? { ...one, ...part } : one)));
  return (
    <fieldset class="of-set">
      <legend>{t('of_attributes')}</legend>
      <p class="hint">{t('of_attributes_hint')}</p>
      {rules.map((rule, i) => (
        <div key={i} class="of-row">
          <div class="field-row">
            <Words path={`${PATH}.attributes.${i}.name`} label={t('of_attribute')} value={rule.name} onText={(name) => change(i, { name })} />
            <Choose
              path={`${PATH}.attributes.${i}.is`}
              label={t('of_compare')}
              value={rule.is}
              options={[['eq', '='], ['ne', '≠'], ['contains', t('of_contains')], ['gt', '>'], ['lt', '<'], ['filled', t('of_filled')]]}
              onChoose={(is) => change(i, { is: is as 'eq' })}
            />
            {rule.is !== 'filled' && <Words path={`${PATH}.attributes.${i}.value`} label={t('of_value')} value={rule.value} onText={(value) => change(i, { value })} />}
          </div>
          <RowActs name={rule.name || t('of_attribute')} first={i === 0} last={i === rules.length - 1} onMove={(by) => onRules(moved(rules, i, i + by))} onRemove={() => onRules(rules.filter((_, at) => at !== i))} />
        </div>
      ))}
      {rules.length < MOST.attributes && (
        <button type="button" class="btn btn-sm" onClick={() => onRules([...rules, { name: '', is: 'eq', value: '' }])}>
          {t('of_attribute_add')}
        </button>
      )}
    </fieldset>
  );
}
