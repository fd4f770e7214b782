import { useEffect, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { App } from './App';
import { First } from './First';
import { Icon } from './icons';
import { api } from './state/api';
import { Editor } from './state/editor';

/** Loads the script, or asks which one to begin with. */
export function Root({ id }: { id: string }) {
  const [editor, setEditor] = useState<Editor | null>(null);
  const [error, setError] = useState('');
  const [tries, again] = useState(0);
  useEffect(() => {
    if (!id) return;
    setError('');
    Promise.all([api.one(id), api.me().catch(() => null)]).then(
      ([whole, me]) => setEditor(new Editor(whole, me?.user.role !== 'operator', me?.user.role === 'owner')),
      (cause) => setError((cause as Error).message),
    );
  }, [id, tries]);
  if (!id) return <First />;
  if (editor) return <App editor={editor} />;
  return error ? (
    <div class="empty" role="alert">
      <Icon name="triangle-alert" />
      <h2>{t('script_failed')}</h2>
      <p>{error}</p>
      <button type="button" class="btn" onClick={() => again(tries + 1)}>
        {t('again')}
      </button>
    </div>
  ) : (
    <div class="sc-loading" role="status" aria-label={t('loading')}>
      <span class="skeleton" />
      <span class="skeleton" />
      <span class="skeleton" />
    </div>
  );
}
