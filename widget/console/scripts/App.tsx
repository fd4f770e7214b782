import { useEffect, useRef, useState } from 'preact/hooks';
import { Safe } from '../inbox/Safe';
import { t } from '../lib/texts';
import { Canvas } from './Canvas';
import { Findings } from './Findings';
import { Form } from './form/Form';
import { FiguresBar, Head } from './Head';
import { useEditor, useNarrow } from './hooks';
import { Cap } from './Cap';
import { Icon } from './icons';
import { Outline } from './Outline';
import { QuickAdd, Search } from './Pick';
import { Publish } from './Publish';
import { TryPane } from './TryPane';
import { Versions } from './Versions';
import { pressed } from './shortcuts';
import type { Editor, Pane } from './state/editor';
import { open } from './state/where';

const TITLES: Record<Pane, () => string> = { step: () => t('step'), try: () => t('test'), versions: () => t('versions'), findings: () => t('findings') };

export function App({ editor }: { editor: Editor }) {
  useEditor(editor);
  const narrow = useNarrow();
  const [publishing, setPublishing] = useState(false);
  const outline = narrow || editor.view === 'outline';
  const keys = useRef<(event: KeyboardEvent) => void>(() => {});
  keys.current = (event) => pressed(editor, event, outline);
  useEffect(() => {
    const key = (event: KeyboardEvent): void => keys.current(event);
    const paste = (event: ClipboardEvent): void => {
      if (typingIn(event.target)) return;
      event.preventDefault();
      editor.paste(event.clipboardData?.getData('text/plain') ?? '');
    };
    const leave = (event: BeforeUnloadEvent): void => {
      if (editor.saving !== 'saved' && !editor.readonly) event.preventDefault();
    };
    const back = (): void => editor.saver.again();
    addEventListener('keydown', key, true);
    document.addEventListener('paste', paste);
    addEventListener('beforeunload', leave);
    addEventListener('online', back);
    return () => {
      removeEventListener('keydown', key, true);
      document.removeEventListener('paste', paste);
      removeEventListener('beforeunload', leave);
      removeEventListener('online', back);
    };
  }, [editor]);
  const shown = !narrow || editor.paneOpen;
  return (
    <div class={`sc${shown && narrow ? ' has-sheet' : ''}`}>
      <Head editor={editor} narrow={narrow} onPublish={() => setPublishing(true)} />
      <Trouble editor={editor} />
      {editor.figures && <FiguresBar editor={editor} />}
      <div class="sc-body">
        <Safe key={outline ? 'outline' : 'canvas'}>
          {outline ? (
            <section class="sc-main" aria-label={t('outline')}>
              <Outline editor={editor} />
              {!editor.readonly && (
                <div class="sc-outline-foot">
                  <button type="button" class="btn" onClick={(event) => editor.quickAdd(editor.current, event.currentTarget.getBoundingClientRect())}>
                    <Icon name="plus" />
                    {t('add_step')}
                  </button>
                  <span class="keys hide-sm">
                    <span>
                      <Cap keys="+" /> {t('key_add')}
                    </span>
                    <span>
                      <Cap keys="Enter" /> {t('edit')}
                    </span>
                    <span>
                      <Cap keys="alt+ArrowDown" /> {t('key_shift')}
                    </span>
                    <span>
                      <Cap keys="g" /> {t('search_steps')}
                    </span>
                  </span>
                </div>
              )}
            </section>
          ) : (
            <section class="sc-main" aria-label={t('canvas')}>
              <Canvas editor={editor} />
            </section>
          )}
        </Safe>
        {shown && (
          <aside class="sc-side" aria-label={TITLES[editor.pane]()}>
            {(narrow || editor.pane !== 'step') && (
              <header class="sc-side-head">
                {narrow && (
                  <button type="button" class="icon-btn" aria-label={t('back_to_outline')} onClick={() => editor.closePane()}>
                    <Icon name="arrow-left" />
                  </button>
                )}
                <h2>{TITLES[editor.pane]()}</h2>
                {!narrow && (
                  <button type="button" class="icon-btn" aria-label={t('close')} onClick={() => editor.closePane()}>
                    <Icon name="x" />
                  </button>
                )}
              </header>
            )}
            <Safe key={editor.pane}>
              <div class={`sc-side-body is-${editor.pane}`}>{editor.pane === 'step' ? <Form editor={editor} /> : editor.pane === 'try' ? <TryPane editor={editor} /> : editor.pane === 'versions' ? <Versions editor={editor} /> : <Findings editor={editor} />}</div>
            </Safe>
          </aside>
        )}
      </div>
      {editor.quick && <QuickAdd key={`${editor.quick.from} ${editor.quick.port}`} editor={editor} />}
      {editor.searching && <Search editor={editor} />}
      {publishing && <Publish editor={editor} onClose={() => setPublishing(false)} />}
      <p class="sr-only" role="status" aria-live="polite">
        {editor.said}
      </p>
    </div>
  );
}

const typingIn = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** What keeps the draft from being saved, and the ways on. */
function Trouble({ editor }: { editor: Editor }) {
  if (editor.saving === 'changed_elsewhere') {
    return (
      <div class="sc-trouble" role="alert">
        <Icon name="triangle-alert" />
        <span>{t('changed_elsewhere_text')}</span>
        <button type="button" class="btn btn-sm" onClick={() => void editor.loadTheirs()}>
          {t('load_theirs')}
        </button>
        <button
          type="button"
          class="btn btn-sm"
          onClick={() =>
            void editor.keepAsCopy().then((id) => {
              if (id) open({ id });
            })
          }
        >
          {t('keep_copy')}
        </button>
      </div>
    );
  }
  if (editor.saving === 'offline') {
    return (
      <div class="sc-trouble" role="status">
        <span class="dot dot-amber" />
        <span>{t('kept')}</span>
      </div>
    );
  }
  if (editor.saving === 'refused') {
    return (
      <div class="sc-trouble" role="alert">
        <Icon name="triangle-alert" />
        <span>{editor.refused || t('not_saved')}</span>
        <button type="button" class="btn btn-sm" onClick={() => void editor.saver.flush()}>
          {t('again')}
        </button>
      </div>
    );
  }
  if (!editor.notes.length) return null;
  return (
    <details class="sc-trouble is-notes">
      <summary>{t('import_notes')}</summary>
      <ul>
        {editor.notes.map((note, i) => (
          <li key={i}>{note.text}</li>
        ))}
      </ul>
    </details>
  );
}
