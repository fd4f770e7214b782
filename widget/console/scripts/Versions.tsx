import { useEffect, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { ago, full } from '../lib/time';
import { Icon } from './icons';
import type { DiffRow } from './state/diff';
import type { Editor } from './state/editor';
import { kindOf, titleOf } from './state/kinds';
import type { Version } from './state/types';

const when = (at: Version['at']): number => (typeof at === 'number' ? at : Date.parse(at));

/** What was published, what has changed since, and the way back. */
export function Versions({ editor }: { editor: Editor }) {
  const [error, setError] = useState('');
  const load = (): void => void editor.loadVersions().then(setError);
  useEffect(load, [editor.published?.number]);
  const { versions, compared } = editor;
  if (error && !versions) {
    return (
      <p class="note note-red" role="alert">
        <Icon name="triangle-alert" />
        <span>
          {error}{' '}
          <button type="button" class="link-btn" onClick={load}>
            {t('again')}
          </button>
        </span>
      </p>
    );
  }
  if (!versions) {
    return (
      <div role="status" aria-label={t('loading')} class="stack-sm">
        <span class="skeleton" />
        <span class="skeleton" />
      </div>
    );
  }
  if (compared) return <Compared editor={editor} rows={compared.rows} number={compared.number} />;
  if (!versions.length) return <p class="hint">{t('no_versions')}</p>;
  return (
    <ol class="sc-versions">
      {versions.map((one) => {
        const by = typeof one.by === 'object' ? one.by?.name : one.by;
        return (
          <li key={one.number} class="sc-version">
            <div class="sc-version-head">
              <strong>{t('version_n', { n: one.number })}</strong>
              {one.number === editor.published?.number && <span class="badge badge-green">{t('is_live')}</span>}
              <time title={full(when(one.at))}>{ago(when(one.at))}</time>
            </div>
            {(by || one.note) && <p class="hint">{[by, one.note].filter(Boolean).join(': ')}</p>}
            <div class="cluster">
              <button type="button" class="btn btn-sm" onClick={() => void editor.compare(one.number)}>
                {t('compare')}
              </button>
              {!editor.readonly && (
                <button type="button" class="btn btn-sm" onClick={() => void editor.restore(one.number)}>
                  {t('restore')}
                </button>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const HOW: Record<DiffRow['how'], [() => string, string]> = {
  added: [() => t('was_added'), 'badge badge-green'],
  changed: [() => t('was_changed'), 'badge badge-amber'],
  removed: [() => t('was_removed'), 'badge badge-red'],
};

function Compared({ editor, rows, number }: { editor: Editor; rows: DiffRow[]; number: number }) {
  return (
    <div class="stack-sm">
      <div class="cluster">
        <button type="button" class="btn btn-sm" onClick={() => editor.set({ compared: null })}>
          <Icon name="arrow-left" />
          {t('all_versions')}
        </button>
        <span class="muted">{t('draft_since', { n: number })}</span>
      </div>
      {rows.length === 0 && <p class="hint">{t('no_difference')}</p>}
      <ul class="sc-diff">
        {rows.map(({ how, id, step, title, kind, fields }) => {
          const [name, badge] = HOW[how];
          const words = (
            <>
              <span class={badge}>{name()}</span>
              <span class="truncate">{step ? titleOf(step, editor.doc) : title || kindOf({ kind }).name()}</span>
              {fields.length > 0 && <span class="hint truncate">{fields.join(', ')}</span>}
            </>
          );
          return (
            <li key={`${how} ${id}`}>
              {step ? (
                <button type="button" class="sc-diff-row" onClick={() => editor.goTo(id)}>
                  {words}
                </button>
              ) : (
                <span class="sc-diff-row">{words}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
