// The name of the form, whether it is on, and what is done to it as a whole.
import type { Ref } from 'preact';
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';
import type { Draft } from './types';

interface Props {
  draft: Draft;
  site: string | undefined;
  readonly: boolean;
  saying: string;
  isBad: boolean;
  dirty: boolean;
  saving: boolean;
  canUndo: boolean;
  canRedo: boolean;
  nameRef: Ref<HTMLInputElement>;
  nameWrong: boolean;
  onChange: (part: Partial<Draft>, tag?: string) => void;
  onUndo: () => void;
  onRedo: () => void;
  onSave: () => void;
}

export function Head(props: Props) {
  const { draft, site, readonly, saying, isBad, dirty, saving, canUndo, canRedo, nameRef, nameWrong, onChange, onUndo, onRedo, onSave } = props;
  return (
    <header class="of-head">
      <h1 class="sr-only">{draft.name}</h1>
      <a class="icon-btn" href="/console/forms" aria-label={t('fo_all')} title={t('fo_all')}>
        <Icon name="arrow-left" />
      </a>
      <input
        ref={nameRef}
        class="sc-name"
        type="text"
        aria-label={t('fo_name')}
        aria-invalid={nameWrong}
        placeholder={t('fo_name')}
        readOnly={readonly}
        value={draft.name}
        onInput={(event) => onChange({ name: event.currentTarget.value }, 'name')}
      />
      {site && (
        <span class="muted small truncate" dir="auto">
          {site}
        </span>
      )}
      <label class="of-switch">
        <input type="checkbox" role="switch" disabled={readonly} checked={draft.active} onChange={(event) => onChange({ active: event.currentTarget.checked })} />
        <span>{draft.active ? t('of_on') : t('of_off')}</span>
      </label>
      <span class={isBad ? 'of-state is-bad' : 'of-state'} role="status">
        {saying}
      </span>
      {!readonly && (
        <>
          <button type="button" class="icon-btn" disabled={!canUndo} aria-label={t('undo')} aria-keyshortcuts="Control+Z" title={t('undo')} onClick={onUndo}>
            <Icon name="undo-2" />
          </button>
          <button type="button" class="icon-btn" disabled={!canRedo} aria-label={t('fo_redo')} aria-keyshortcuts="Control+Shift+Z" title={t('fo_redo')} onClick={onRedo}>
            <Icon name="redo-2" />
          </button>
          <button type="button" class="btn btn-primary" disabled={!dirty} aria-busy={saving} aria-keyshortcuts="Control+S" onClick={onSave}>
            {t('of_save')}
          </button>
        </>
      )}
    </header>
  );
}
