import { t } from '../../lib/texts';
import { Icon } from '../icons';
import type { Editor } from '../state/editor';
import { START } from '../state/ports';
import type { Entry } from '../state/types';
import { ENTRIES } from '../words';
import { Ways } from './Form';

const PATH = '/pricing*';

/** When a run begins, and on which sites. */
export function StartForm({ editor }: { editor: Editor }) {
  const { entries } = editor.doc;
  const put = (next: Entry[], tag = ''): void => editor.change({ ...editor.doc, entries: next }, tag);
  const change = (at: number, part: Partial<Entry>, tag = ''): void => put(entries.map((entry, i) => (i === at ? { ...entry, ...part } : entry)), tag && `entry ${at} ${tag}`);
  return (
    <>
      <div class="sc-form-head">
        <span class="sc-card-icon is-start">
          <Icon name="play" />
        </span>
        <h2>{t('start')}</h2>
      </div>
      <p class="hint">{t('start_hint')}</p>
      <div class="sc-fields">
        {entries.map((entry, i) => (
          <div key={i} class="sc-entry">
            <div class="with-btn">
              <select
                aria-label={t('entry_when')}
                value={entry.on}
                onChange={(event) => {
                  const on = event.currentTarget.value;
                  change(i, { on, words: on === 'keyword' ? (entry.words ?? []) : undefined, path: on === 'page' ? (entry.path ?? '/') : undefined, name: on === 'api' ? (entry.name ?? '') : undefined });
                }}
              >
                {ENTRIES.map(([on, name]) => (
                  <option key={on} value={on}>
                    {name()}
                  </option>
                ))}
              </select>
              <button type="button" class="icon-btn" aria-label={t('remove_n', { n: i + 1 })} onClick={() => put(entries.filter((_, at) => at !== i))}>
                <Icon name="x" />
              </button>
            </div>
            {entry.on === 'keyword' && (
              <input type="text" aria-label={t('entry_words')} placeholder={t('entry_words')} value={entry.words?.join(', ') ?? ''} onChange={(event) => change(i, { words: event.currentTarget.value.split(',').map((word) => word.trim()).filter(Boolean) })} />
            )}
            {entry.on === 'page' && <input type="text" aria-label={t('entry_path')} placeholder={PATH} value={entry.path ?? ''} onInput={(event) => change(i, { path: event.currentTarget.value }, 'path')} />}
            {entry.on === 'api' && <input type="text" aria-label={t('entry_name')} placeholder={t('entry_name')} value={entry.name ?? ''} onInput={(event) => change(i, { name: event.currentTarget.value }, 'name')} />}
          </div>
        ))}
        <button type="button" class="link-btn sc-add" onClick={() => put([...entries, { on: entries.some((entry) => entry.on === 'start') ? 'keyword' : 'start' }])}>
          {t('add_entry')}
        </button>
      </div>
      <Ways editor={editor} id={START} />
    </>
  );
}
