// The builder of one form: its steps and fields, their settings, and how it looks.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Refused } from '../lib/ask';
import { t } from '../lib/texts';
import { say } from '../lib/toast';
import { Around } from '../offers/fields';
import { Preview } from '../offers/Preview';
import { Icon } from '../scripts/icons';
import { actsOn } from './acts';
import { api } from './api';
import { useEditor } from './editor';
import { Found } from './Found';
import { Funnel } from './Funnel';
import { Head } from './Head';
import { about, findingsNow, same, shown, shownAfter, spotOf } from './model';
import { Outline, rowId } from './Outline';
import { Selection } from './Selection';
import { Settings, Where } from './Settings';
import type { Choices, Draft, Finding, Whole } from './types';

type Tab = 'fields' | 'form' | 'funnel';
/** Room for the settings beside the list. */
const WIDE = '(min-width: 1200px)';

function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const heard = (): void => setFits(media.matches);
    media.addEventListener('change', heard);
    return () => media.removeEventListener('change', heard);
  }, [query]);
  return fits;
}

export function App({ whole, choices, readonly, onReload }: { whole: Whole; choices: Choices; readonly: boolean; onReload: () => void }) {
  const isWide = useMedia(WIDE);
  const editor = useEditor(whole, isWide);
  const { draft, selected } = editor;
  const { definition } = draft;
  const [saved, setSaved] = useState<Draft>(draft);
  const [rev, setRev] = useState(whole.rev);
  /** What was found, and in which draft. */
  const [told, setTold] = useState<{ findings: Finding[]; of: Draft }>({ findings: whole.findings, of: draft });
  const [tab, setTab] = useState<Tab>('fields');
  const [state, setState] = useState<'idle' | 'saving' | 'elsewhere'>('idle');
  const [error, setError] = useState('');
  const [spoken, aloud] = useState('');
  const nameField = useRef<HTMLInputElement>(null);
  const wasRefused = useRef(false);
  const wanted = useRef({ ids: '', ifLost: false });
  const dirty = !same(draft, saved);
  const findings = useMemo(() => findingsNow(told.of, draft, told.findings), [told, draft]);
  const around = useMemo(() => ({ findings, choices: { ...choices, forms: [], scripts: [] } }), [findings, choices]);
  /** The first of the ids that is there has the focus next. */
  const focus = (ids: string, ifLost = false): void => {
    wanted.current = { ids, ifLost };
  };
  const acts = actsOn(editor, focus, aloud);

  const go = ({ path }: Finding): void => {
    if (path === 'name') return nameField.current?.focus();
    const { field, step } = about(definition, path);
    setTab(step === undefined ? 'form' : 'fields');
    if (field !== undefined) editor.select({ field });
    else if (step !== undefined) editor.select({ step });
    focus([`of-${path.replaceAll('.', '-')}`, field !== undefined ? rowId({ field }) : step !== undefined ? rowId({ step }) : 'fo-panel'].join(' '));
  };

  const save = async (): Promise<void> => {
    if (readonly || state === 'saving') return;
    const next = editor.draft;
    setState('saving');
    setError('');
    try {
      const answer = await api.save(whole.id, rev, next);
      setRev(answer.rev);
      setTold({ findings: answer.findings, of: next });
      setSaved(next);
      setState('idle');
      say(t('of_saved'));
    } catch (cause) {
      const refused = cause as Refused;
      setState(refused.status === 409 ? 'elsewhere' : 'idle');
      wasRefused.current = !!refused.findings;
      if (refused.findings) {
        setTold({ findings: refused.findings, of: next });
        const first = refused.findings[0];
        if (first) go(first);
      }
      setError(refused.findings ? t('of_not_ready') : refused.message);
    }
  };

  // What has to have the focus is there now.
  useLayoutEffect(() => {
    const { ids, ifLost } = wanted.current;
    wanted.current = { ids: '', ifLost: false };
    const found = ids.split(' ').map((id) => id && document.getElementById(id)).find(Boolean);
    const { activeElement } = document;
    const isLost = !activeElement || activeElement === document.body || activeElement.matches(':disabled');
    if (!found || (ifLost && !isLost)) return;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: 'nearest' });
  });

  // Before the next key: an effect after the paint would save what was there before this change.
  useLayoutEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if (dirty) event.preventDefault();
    };
    const key = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const pressed = event.key.toLowerCase();
      if (pressed === 's') {
        event.preventDefault();
        void save();
      } else if (!readonly && (pressed === 'z' || pressed === 'y')) {
        event.preventDefault();
        turn(pressed === 'y' || event.shiftKey ? 'redo' : 'undo');
      }
    };
    addEventListener('beforeunload', leave);
    addEventListener('keydown', key);
    return () => {
      removeEventListener('beforeunload', leave);
      removeEventListener('keydown', key);
    };
  });

  const turn = (way: 'undo' | 'redo'): void => {
    const had = document.activeElement?.id ?? '';
    if (!editor[way]()) return;
    // Where it was, if that is still there.
    focus([had, editor.selected ? rowId(editor.selected) : 'fo-panel'].join(' '));
    aloud(way === 'undo' ? t('fo_undone') : t('fo_redone'));
  };

  const tabs: [Tab, string][] = [['fields', t('fo_tab_fields')], ['form', t('fo_tab_form')], ['funnel', t('fo_tab_funnel')]];
  const isIn = (key: Tab, { path }: Finding): boolean => path !== 'name' && key === (about(definition, path).step === undefined ? 'form' : 'fields');
  const site = choices.sites.find((one) => one.id === whole.site);
  const step = selected && ('step' in selected ? selected.step : spotOf(definition, selected.field)?.step);
  const drawing = useMemo(
    () => ({ form: shown(definition, rev), after: shownAfter(definition.after, whole.link, choices.magnets), lang: site?.lang, step: step ?? 0 }),
    [definition, rev, step],
  );
  /** What was refused is mended, as far as can be seen. */
  const isMended = state === 'idle' && told.of !== draft && !findings.length;
  const trouble = error && !(wasRefused.current && isMended) ? error : '';
  const inside = <Selection editor={editor} acts={acts} onCopy={acts.copy} readonly={readonly} />;
  return (
    <Around.Provider value={around}>
      <div class="of fo">
        <Head
          draft={draft}
          site={choices.sites.length > 1 ? site?.name : undefined}
          readonly={readonly}
          saying={trouble || (state === 'saving' ? t('saving') : dirty ? t('of_unsaved') : '')}
          isBad={!!trouble}
          dirty={dirty}
          saving={state === 'saving'}
          canUndo={editor.canUndo}
          canRedo={editor.canRedo}
          nameRef={nameField}
          nameWrong={findings.some((one) => one.path === 'name')}
          onChange={(part, tag) => editor.change(part, tag)}
          onUndo={() => turn('undo')}
          onRedo={() => turn('redo')}
          onSave={() => void save()}
        />
        <p class="sr-only" role="status">
          {spoken}
        </p>
        {state === 'elsewhere' && (
          <p class="note note-amber of-note" role="alert">
            <Icon name="triangle-alert" />
            <span>
              {t('fo_elsewhere')}{' '}
              <button type="button" class="link-btn" onClick={onReload}>
                {t('of_load_theirs')}
              </button>
            </span>
          </p>
        )}
        <div class="of-body">
          <div class="of-edit">
            <div class="tabs" role="tablist" aria-label={t('fo_parts')}>
              {tabs.map(([key, name], i) => (
                <button
                  key={key}
                  type="button"
                  role="tab"
                  id={`fo-tab-${key}`}
                  aria-controls="fo-panel"
                  aria-selected={tab === key}
                  tabIndex={tab === key ? 0 : -1}
                  onClick={() => setTab(key)}
                  onKeyDown={(event) => {
                    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
                    if (!by) return;
                    const next = tabs[(i + by + tabs.length) % tabs.length]![0];
                    setTab(next);
                    focus(`fo-tab-${next}`);
                  }}
                >
                  {name}
                  {findings.some((one) => isIn(key, one)) && <span class="dot dot-red" role="img" aria-label={t('fo_to_mend')} />}
                </button>
              ))}
            </div>
            <div class="of-panel" id="fo-panel" role="tabpanel" tabIndex={-1} aria-labelledby={`fo-tab-${tab}`}>
              <Found definition={definition} onGo={go} />
              {tab === 'fields' && (
                <div class="fo-two">
                  <Outline definition={definition} selected={selected} readonly={readonly} acts={acts} inside={isWide ? null : inside} />
                  {isWide && <div class="fo-side">{inside}</div>}
                </div>
              )}
              {tab === 'form' && (
                <div class="of-fields">
                  <Settings definition={definition} readonly={readonly} onDefine={(part, tag) => editor.define({ ...editor.draft.definition, ...part }, tag)} />
                  <Where whole={whole} active={saved.active} />
                </div>
              )}
              {tab === 'funnel' && (
                <div class="of-fields">
                  <Funnel id={whole.id} definition={definition} />
                </div>
              )}
            </div>
          </div>
          <Preview drawing={drawing} name="" site={whole.site} />
        </div>
      </div>
    </Around.Provider>
  );
}
