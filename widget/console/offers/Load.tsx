// What an editor shows until it has what it edits, or why it cannot have it.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';

export function Load<One>({ load, failed, children }: { load: () => Promise<One>; failed: string; children: (one: One, again: () => void) => ComponentChildren }) {
  const [found, setFound] = useState<{ one: One } | null>(null);
  const [error, setError] = useState('');
  const [tries, setTries] = useState(0);
  const again = (): void => setTries(tries + 1);
  useEffect(() => {
    setError('');
    load().then(
      (one) => setFound({ one }),
      (cause) => setError((cause as Error).message),
    );
  }, [tries]);
  if (found) return <>{children(found.one, again)}</>;
  return error ? (
    <div class="empty" role="alert">
      <Icon name="triangle-alert" />
      <h2>{failed}</h2>
      <p>{error}</p>
      <button type="button" class="btn" onClick={again}>
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
