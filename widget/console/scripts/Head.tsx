// The line above: the name, whether it is saved, what can be opened beside, and the way to visitors.
import { useEffect, useRef, useState } from 'preact/hooks';
import { count, number, t } from '../lib/texts';
import { say } from '../lib/toast';
import { Icon, type IconName } from './icons';
import { api } from './state/api';
import type { Editor, Pane } from './state/editor';
import { whereLive } from './state/sites';
import { LIST, open } from './state/where';
import type { Script } from './state/types';
import { wire } from './state/wire';

const SAVES = { saved: () => t('script_saved'), waits: () => t('saving'), saving: () => t('saving'), offline: () => t('script_offline'), changed_elsewhere: () => t('changed_elsewhere'), refused: () => t('not_saved') };

export function Head({ editor, narrow, onPublish }: { editor: Editor; narrow: boolean; onPublish: () => void }) {
  const errors = editor.findings.filter((one) => one.level === 'error').length;
  const { saving } = editor;
  const bad = saving === 'offline' || saving === 'refused' || saving === 'changed_elsewhere';
  const toggle = (pane: Pane): void => (editor.pane === pane && editor.paneOpen ? editor.closePane() : editor.show(pane));
  const shows = (pane: Pane): boolean => editor.pane === pane && (editor.paneOpen || !narrow);
  return (
    <header class="sc-head">
      <h1 class="sr-only">{editor.doc.name}</h1>
      <a class="icon-btn" href={LIST} aria-label={t('all_scripts')} title={t('all_scripts')}>
        <Icon name="arrow-left" />
      </a>
      <input
        class="sc-name"
        type="text"
        aria-label={t('script_name')}
        placeholder={t('script_name')}
        size={Math.max(8, Math.min(36, editor.doc.name.length + 1))}
        readOnly={editor.readonly}
        value={editor.doc.name}
        onInput={(event) => editor.change({ ...editor.doc, name: event.currentTarget.value }, 'name')}
      />
      <span class={`sc-saved${bad ? ' is-bad' : saving === 'saved' ? ' is-quiet' : ''}`}>
        {bad && <span class="dot dot-amber" />}
        {editor.readonly ? t('read_only') : SAVES[saving]()}
      </span>
      <Live editor={editor} />
      <div class="sc-acts">
        {!narrow && (
          <span class="ib-switch" role="group" aria-label={t('view')}>
            <button type="button" aria-pressed={editor.view === 'canvas'} onClick={() => editor.set({ view: 'canvas' })}>
              {t('canvas')}
            </button>
            <button type="button" aria-pressed={editor.view === 'outline'} onClick={() => editor.set({ view: 'outline' })}>
              {t('outline')}
            </button>
          </span>
        )}
        <button type="button" class="btn btn-ghost sc-act" aria-pressed={shows('findings')} title={t('findings')} onClick={() => toggle('findings')}>
          <span class={errors ? 'dot dot-red' : editor.findings.length ? 'dot dot-amber' : 'dot dot-green'} />
          <span class={narrow ? 'sr-only' : ''}>{editor.findings.length ? count('findings_n', editor.findings.length) : t('no_findings')}</span>
          {narrow && editor.findings.length > 0 && <span aria-hidden="true">{number(editor.findings.length)}</span>}
        </button>
        <Act icon="history" text={t('versions')} on={shows('versions')} run={() => toggle('versions')} />
        <Act icon="play" text={t('test')} on={shows('try')} run={() => toggle('try')} words={!narrow} />
        <More editor={editor} />
        {!editor.readonly && (
          <button type="button" class="btn btn-primary" disabled={!editor.hasChanges && !!editor.published} onClick={onPublish}>
            {t('publish')}
          </button>
        )}
      </div>
    </header>
  );
}

/** Where the script is live; it leads to where that is set. */
function Live({ editor }: { editor: Editor }) {
  const { met } = whereLive(editor.sites);
  const level = !editor.published ? '' : met.length ? ' badge-green' : ' badge-amber';
  const title = editor.published && met.length > 1 ? [editor.liveWords(true), ...met.map((site) => site.name)].join('\n') : editor.liveWords(true);
  return (
    <button
      type="button"
      class={`badge${level} sc-live${editor.published ? ' is-out' : ''}`}
      title={title}
      onClick={() => {
        editor.select([]);
        editor.show('step');
      }}
    >
      <span class="truncate">{editor.liveWords()}</span>
    </button>
  );
}

function Act({ icon, text, on, run, words }: { icon: IconName; text: string; on: boolean; run: () => void; words?: boolean }) {
  return (
    <button type="button" class={words ? 'btn btn-ghost sc-act' : 'icon-btn sc-act'} aria-pressed={on} aria-label={text} title={text} onClick={run}>
      <Icon name={icon} />
      {words && text}
    </button>
  );
}

/** Figures, export and import: what is not needed every minute. */
function More({ editor }: { editor: Editor }) {
  const [opened, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!opened) return undefined;
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const away = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener('pointerdown', away, true);
    return () => removeEventListener('pointerdown', away, true);
  }, [opened]);
  const key = (event: KeyboardEvent): void => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const now = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') items[(now + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
    else if (event.key === 'Escape') {
      setOpen(false);
      box.current?.querySelector('button')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const item = (icon: IconName, text: string, run: () => void) => (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class="ib-option"
      onClick={() => {
        setOpen(false);
        run();
      }}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
  return (
    <div class="sc-more-menu" ref={box} onKeyDown={opened ? key : undefined}>
      <button type="button" class="icon-btn sc-act" aria-label={t('more')} title={t('more')} aria-haspopup="menu" aria-expanded={opened} onClick={() => setOpen(!opened)}>
        <Icon name="ellipsis" />
      </button>
      {opened && (
        <div class="sc-menu" role="menu" aria-label={t('more')}>
          {editor.published && (editor.figures ? item('chart', t('figures_off'), () => editor.set({ figures: null })) : item('chart', t('figures'), () => void editor.showFigures(editor.published!.number, 30)))}
          {item('search', t('search_steps'), () => editor.set({ searching: true }))}
          {item('bot', t('script_settings'), () => {
            editor.select([]);
            editor.show('step');
          })}
          {item('download', t('export'), () => save(wire(editor.doc)))}
          {!editor.readonly && item('upload', t('import'), () => file.current?.click())}
        </div>
      )}
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (chosen) void take(editor, chosen);
        }}
      />
    </div>
  );
}

function save(script: Script): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(script, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${script.name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'script'}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A script of Leadbell takes the place of the draft, which can be undone; one of Typebot becomes a script of its own. */
async function take(editor: Editor, file: File): Promise<void> {
  let got: { format?: string; groups?: unknown; steps?: unknown };
  try {
    got = JSON.parse(await file.text()) as typeof got;
  } catch {
    return say(t('not_json'), { bad: true });
  }
  if (got.format?.startsWith('leadbell.script/') && Array.isArray(got.steps)) {
    editor.replace({ ...(got as unknown as Script), variables: (got as unknown as Script).variables ?? [], entries: (got as unknown as Script).entries ?? [] });
    say(t('imported'), { action: { text: t('undo'), run: () => editor.undo() } });
    return;
  }
  try {
    const made = await api.make({ typebot: got });
    open(made);
  } catch (error) {
    say((error as Error).message, { bad: true });
  }
}

const DAYS = [7, 30, 90];

/** Of which version and how many days the figures on the canvas are. */
export function FiguresBar({ editor }: { editor: Editor }) {
  const shown = editor.figures!;
  const { got } = shown;
  useEffect(() => {
    if (!editor.versions) void editor.loadVersions();
  }, []);
  const versions = editor.versions ?? (editor.published ? [editor.published] : []);
  return (
    <div class="sc-figures" role="group" aria-label={t('figures')}>
      <Icon name="chart" />
      <select class="chip" aria-label={t('version')} value={shown.version} onChange={(event) => void editor.showFigures(Number(event.currentTarget.value), shown.days)}>
        {versions.map((one) => (
          <option key={one.number} value={one.number}>
            {t('version_n', { n: one.number })}
          </option>
        ))}
      </select>
      <select class="chip" aria-label={t('time_span')} value={shown.days} onChange={(event) => void editor.showFigures(shown.version, Number(event.currentTarget.value))}>
        {DAYS.map((n) => (
          <option key={n} value={n}>
            {count('last_days', n)}
          </option>
        ))}
      </select>
      <span class="sc-sum" role="status">
        {got ? [count('runs_n', got.runs), t('contacts_n', { n: number(got.contacts) }), t('handovers_n', { n: number(got.handovers) }), t('finished_n', { n: number(got.finished) })].join(' · ') : t('loading')}
      </span>
      <button type="button" class="icon-btn" aria-label={t('figures_off')} onClick={() => editor.set({ figures: null })}>
        <Icon name="x" />
      </button>
    </div>
  );
}
