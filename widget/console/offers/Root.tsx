import { useEffect, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';
import { App } from './App';
import { api } from './api';
import type { Choices, Whole } from './types';

/** Loads the offer and what it can be made of. */
export function Root({ id }: { id: string }) {
  const [found, setFound] = useState<{ whole: Whole; choices: Choices; readonly: boolean } | null>(null);
  const [error, setError] = useState('');
  const [tries, again] = useState(0);
  useEffect(() => {
    setError('');
    Promise.all([api.one(id), api.choices(), api.me().catch(() => null)]).then(
      ([whole, choices, me]) => setFound({ whole, choices, readonly: me?.user.role === 'operator' }),
      (cause) => setError((cause as Error).message),
    );
  }, [id, tries]);
  if (found) return <App key={found.whole.rev} {...found} onReload={() => again(tries + 1)} />;
  return error ? (
    <div class="empty" role="alert">
      <Icon name="triangle-alert" />
      <h2>{t('of_failed')}</h2>
      <p>{error}</p>
      <button type="button" class="btn" onClick={() => again(tries + 1)}>
        {t('again')}
      </button>
    </div>
  ) : (
    <div class="of-loading" role="status" aria-label={t('loading')}>
      <span class="skeleton" />
      <span class="skeleton" />
      <span class="skeleton" />
    </div>
  );
}
