import { named, t } from '../../lib/texts';
import { Cap } from '../Cap';
import type { Editor } from '../state/editor';
import { withVariables } from '../state/variables';
import { Sites } from './Sites';

const LANGUAGES = ['de', 'en', 'fr', 'ro', 'ru'];

/** The script itself: nothing is selected. */
export function ScriptForm({ editor }: { editor: Editor }) {
  const { doc } = editor;
  const all = withVariables(doc).variables;
  return (
    <>
      <div class="sc-form-head">
        <h2>{t('script')}</h2>
      </div>
      <div class="sc-fields">
        <div class="field">
          <label for="sc-language">{t('language')}</label>
          <select id="sc-language" value={doc.language} onChange={(event) => editor.change({ ...doc, language: event.currentTarget.value })}>
            {[...new Set([...LANGUAGES, doc.language])].filter(Boolean).map((code) => (
              <option key={code} value={code}>
                {named('language', code)}
              </option>
            ))}
          </select>
        </div>
        <Sites sites={editor.sites} self={editor.self()} readonly={editor.readonly} owner={editor.owner} onSites={(sites) => void editor.answerOn(sites)} />
        <div class="sc-rows" role="group" aria-label={t('variables')}>
          <span class="label">{t('variables')}</span>
          {all.map((variable) => (
            <label key={variable.name} class="sc-inline">
              <span class="truncate">{variable.name}</span>
              <input
                type="text"
                placeholder={t('initially_empty')}
                value={variable.initial ?? ''}
                onInput={(event) => editor.change({ ...doc, variables: all.map((one) => (one === variable ? { ...one, initial: event.currentTarget.value } : one)) }, `initial ${variable.name}`)}
              />
            </label>
          ))}
          <p class="hint">{t('variables_hint')}</p>
        </div>
      </div>
      <Keys />
    </>
  );
}

const KEYS: [string, () => string][] = [
  ['+', () => t('key_add')],
  ['Enter', () => t('edit')],
  ['mod+Enter', () => t('next_step')],
  ['mod+z', () => t('undo')],
  ['mod+c', () => t('key_copy')],
  ['mod+d', () => t('duplicate')],
  ['Delete', () => t('remove')],
  ['/', () => t('search_steps')],
  ['l', () => t('layout')],
  ['f', () => t('fit')],
  ['o', () => t('key_view')],
  ['Shift', () => t('key_marquee')],
];

const Keys = () => (
  <details class="more">
    <summary>{t('keys')}</summary>
    <dl class="sc-keys">
      {KEYS.map(([keys, what]) => (
        <div key={keys}>
          <dt>{what()}</dt>
          <dd>
            <Cap keys={keys} />
          </dd>
        </div>
      ))}
    </dl>
  </details>
);
