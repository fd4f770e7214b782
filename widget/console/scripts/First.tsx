// The first time: a ready script to begin with, an empty one, or one from elsewhere.
import { useRef, useState } from 'preact/hooks';
import { lang, t } from '../lib/texts';
import { Icon, type IconName } from './icons';
import { api } from './state/api';
import { LIST, open } from './state/where';

const READY: [string, IconName, () => string, () => string][] = [
  ['qualify', 'badge-check', () => t('ready_qualify'), () => t('ready_qualify_text')],
  ['callback', 'smartphone', () => t('ready_callback'), () => t('ready_callback_text')],
  ['questions', 'message-square-text', () => t('ready_questions'), () => t('ready_questions_text')],
  ['booking', 'calendar', () => t('ready_booking'), () => t('ready_booking_text')],
  ['magnet', 'magnet', () => t('ready_magnet'), () => t('ready_magnet_text')],
  ['nps', 'star', () => t('ready_nps'), () => t('ready_nps_text')],
  ['farewell', 'clock', () => t('ready_farewell'), () => t('ready_farewell_text')],
];

export function First() {
  const [busy, setBusy] = useState('');
  const [error, setError] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const make = async (what: string, body: Parameters<typeof api.make>[0]): Promise<void> => {
    if (busy) return;
    setBusy(what);
    setError('');
    try {
      open(await api.make(body));
    } catch (cause) {
      setError((cause as Error).message);
      setBusy('');
    }
  };
  const take = async (chosen: File): Promise<void> => {
    try {
      const got = JSON.parse(await chosen.text()) as { format?: string };
      await make('import', got.format?.startsWith('leadbell.script/') ? { script: got } : { typebot: got });
    } catch {
      setError(t('not_json'));
    }
  };
  return (
    <div class="sc-begin">
      <header class="sc-head">
        <a class="icon-btn" href={LIST} aria-label={t('all_scripts')}>
          <Icon name="arrow-left" />
        </a>
        <h1>{t('new_script')}</h1>
      </header>
      <div class="sc-begin-body">
        <p class="muted">{t('begin_text')}</p>
        {error && (
          <p class="note note-red" role="alert">
            <Icon name="triangle-alert" />
            <span>{error}</span>
          </p>
        )}
        <div class="sc-ready">
          {READY.map(([id, icon, name, text]) => (
            <button key={id} type="button" class="sc-ready-one" aria-busy={busy === id || undefined} onClick={() => void make(id, { ready: id, language: lang() })}>
              <span class="sc-card-icon is-ask">
                <Icon name={icon} />
              </span>
              <strong>{name()}</strong>
              <span class="muted">{text()}</span>
            </button>
          ))}
          <button type="button" class="sc-ready-one is-empty" aria-busy={busy === 'empty' || undefined} onClick={() => void make('empty', { name: t('new_script'), language: lang() })}>
            <span class="sc-card-icon">
              <Icon name="plus" />
            </span>
            <strong>{t('empty_script')}</strong>
            <span class="muted">{t('empty_script_text')}</span>
          </button>
          <button type="button" class="sc-ready-one is-empty" onClick={() => file.current?.click()}>
            <span class="sc-card-icon">
              <Icon name="upload" />
            </span>
            <strong>{t('import')}</strong>
            <span class="muted">{t('import_text')}</span>
          </button>
        </div>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (chosen) void take(chosen);
          }}
        />
      </div>
    </div>
  );
}
