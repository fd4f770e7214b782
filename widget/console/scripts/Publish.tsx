import { useRef, useState } from 'preact/hooks';
import { count, t } from '../lib/texts';
import { Findings } from './Findings';
import { Sites } from './form/Sites';
import { useModal } from './hooks';
import { Icon } from './icons';
import type { Editor } from './state/editor';
import { asPublished, switched } from './state/sites';

/** The last look before visitors meet it. */
export function Publish({ editor, onClose }: { editor: Editor; onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const self = editor.self(true);
  const [sites, setSites] = useState(() => {
    const all = asPublished(editor.sites, self);
    // With one site alone there is nothing to choose.
    return all.length === 1 && !editor.published ? [switched(all[0]!, self, true)] : all;
  });
  useModal(box);
  const errors = editor.findings.filter((one) => one.level === 'error').length;
  const publish = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || errors) return;
    setBusy(true);
    const done = await editor.publish(note.trim(), sites);
    setBusy(false);
    if (done) onClose();
  };
  return (
    <dialog class="sc-dialog" aria-label={t('publish')} ref={box} onCancel={onClose} onClick={(event) => event.target === box.current && onClose()}>
      <form class="sc-dialog-box" onSubmit={(event) => void publish(event)}>
        <header class="sc-dialog-head">
          <h2>{t('publish_version', { n: (editor.published?.number ?? 0) + 1 })}</h2>
          <button type="button" class="icon-btn" aria-label={t('close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </header>
        <div class="sc-dialog-body">
          {errors > 0 && (
            <p class="note note-red" role="alert">
              <Icon name="triangle-alert" />
              <span>{count('errors_first', errors)}</span>
            </p>
          )}
          {editor.findings.length > 0 && <Findings editor={editor} onGo={onClose} />}
          <Sites sites={sites} self={self} readonly={false} owner={editor.owner} onSites={setSites} />
          {sites.length > 0 && !sites.some((site) => site.on) && <p class="sc-warning">{t('no_site')}</p>}
          <div class="field">
            <label for="sc-note">
              {t('version_note')} <span class="optional">{t('optional')}</span>
            </label>
            <input id="sc-note" type="text" autoComplete="off" autofocus value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </div>
        </div>
        <footer class="sc-dialog-foot">
          <button type="submit" class="btn btn-primary" disabled={errors > 0} aria-busy={busy || undefined}>
            {t('publish')}
          </button>
          <button type="button" class="btn" onClick={onClose}>
            {t('not_yet')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
