// How far visitors come: the form's figures, and each field's.
import { useEffect, useState } from 'preact/hooks';
import { number, share, t } from '../lib/texts';
import { Choose } from '../offers/fields';
import { Icon } from '../scripts/icons';
import { api } from './api';
import { all, lost } from './model';
import { fieldName, kindName } from './names';
import type { Definition, Funnel as Figures } from './types';

const DAYS = [7, 30, 90];

export function Funnel({ id, definition }: { id: string; definition: Definition }) {
  const [days, setDays] = useState(30);
  const [tries, again] = useState(0);
  const [figures, setFigures] = useState<Figures | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    let isOld = false;
    setError('');
    setFigures(null);
    api.funnel(id, days).then(
      (told) => isOld || setFigures(told),
      (cause) => isOld || setError((cause as Error).message),
    );
    return () => {
      isOld = true;
    };
  }, [id, days, tries]);
  return (
    <>
      <Choose path="days" label={t('fo_days')} value={String(days)} options={DAYS.map((n): [string, string] => [String(n), t('fo_days_n', { n })])} onChoose={(chosen) => setDays(Number(chosen))} />
      {error ? (
        <div class="empty" role="alert">
          <h2>{t('fo_funnel_failed')}</h2>
          <p>{error}</p>
          <button type="button" class="btn" onClick={() => again(tries + 1)}>
            {t('again')}
          </button>
        </div>
      ) : !figures ? (
        <div class="of-loading" role="status" aria-label={t('loading')}>
          <span class="skeleton" />
          <span class="skeleton" />
        </div>
      ) : figures.views ? (
        <Shown figures={figures} definition={definition} />
      ) : (
        <div class="empty">
          <Icon name="chart" />
          <h2>{t('fo_funnel_none')}</h2>
          <p>{t('fo_funnel_none_text')}</p>
        </div>
      )}
    </>
  );
}

function Shown({ figures, definition }: { figures: Figures; definition: Definition }) {
  const { views, starts, submissions, steps, fields } = figures;
  const known = all(definition);
  const bars: [string, number][] = [
    [t('fo_views'), views],
    [t('fo_starts'), starts],
    ...(steps.length > 1 ? steps.slice(1).map((step, i): [string, number] => [t('fo_reached', { n: i + 2 }), step.views]) : []),
    [t('fo_submissions'), submissions],
  ];
  return (
    <>
      <dl class="fo-bars">
        {bars.map(([name, n]) => (
          <div key={name} class="fo-bar">
            <dt>{name}</dt>
            <dd>
              <span class="fo-bar-n">{number(n)}</span>
              <span class="muted">{share(n, views)}</span>
            </dd>
            <span class="fo-bar-line" style={{ '--part': `${Math.min(100, (100 * n) / views)}%` }} aria-hidden="true" />
          </div>
        ))}
      </dl>
      {fields.length > 0 && (
        <div class="fo-table" tabIndex={0} role="region" aria-label={t('fo_by_field')}>
          <table>
            <caption class="sr-only">{t('fo_by_field')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('fo_field')}</th>
                <th scope="col">{t('fo_views')}</th>
                <th scope="col">{t('fo_drops')}</th>
                <th scope="col">{t('fo_time')}</th>
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => {
                const own = known.find((one) => one.key === field.key);
                return (
                  <tr key={field.key}>
                    <th scope="row" dir="auto">
                      {own ? fieldName(own) : field.label || kindName('text')}
                      {!own && <span class="muted small"> {t('fo_field_gone')}</span>}
                    </th>
                    <td>{number(field.views)}</td>
                    <td class={lost(field) >= 0.2 ? 'fo-much' : undefined}>
                      {number(field.drops)} <span class="muted">{share(field.drops, field.views)}</span>
                    </td>
                    <td>{field.median_ms === null ? '–' : t('seconds', { n: number(Math.round(field.median_ms / 100) / 10) })}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <p class="hint">{t('fo_funnel_hint')}</p>
    </>
  );
}
