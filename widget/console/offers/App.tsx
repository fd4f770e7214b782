// The editor of one offer: what it shows on the left, how that looks on the right.
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { share, t } from '../lib/texts';
import { say } from '../lib/toast';
import { Icon } from '../scripts/icons';
import { api, Refused } from './api';
import { Around, Choose, Count, RowActs, Words, wrong } from './fields';
import { LookForm } from './Look';
import { at, draftOf, isExperiment, moved, MOST, parts, same, withCopy, withoutVariant } from './model';
import { Often } from './Often';
import { Preview } from './Preview';
import type { Choices, Definition, Draft, Finding, Variant, Whole } from './types';
import { When } from './When';
import { Whom } from './Whom';

type Tab = 'look' | 'when' | 'whom' | 'often' | 'try';
const LIST = '/console/offers';

/** Where a finding is mended. */
const tabOf = (path: string): Tab =>
  path.startsWith('definition.triggers') || path.includes('.triggers') ? 'when' : path.startsWith('definition.audience') ? 'whom' : /frequency|_at$/.test(path) ? 'often' : /control|goal|weight$/.test(path) ? 'try' : 'look';

export function App({ whole, choices, readonly, onReload }: { whole: Whole; choices: Choices; readonly: boolean; onReload: () => void }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(whole));
  const [saved, setSaved] = useState<Draft>(draft);
  const [rev, setRev] = useState(whole.rev);
  const [findings, setFindings] = useState<Finding[]>(whole.findings);
  const [tab, setTab] = useState<Tab>('look');
  const [variant, setVariant] = useState(0);
  const [state, setState] = useState<'idle' | 'saving' | 'elsewhere'>('idle');
  const [error, setError] = useState('');
  const dirty = !same(draft, saved);
  const { definition } = draft;
  const place = Math.min(variant, definition.variants.length - 1);
  const around = useMemo(() => ({ findings, choices }), [findings, choices]);
  const define = (part: Partial<Definition>): void => setDraft({ ...draft, definition: { ...definition, ...part } });
  const vary = (i: number, part: Partial<Variant>): void => define({ variants: definition.variants.map((one, at) => (at === i ? { ...one, ...part } : one)) });

  const save = async (next: Draft = draft): Promise<void> => {
    if (readonly || state === 'saving') return;
    setState('saving');
    setError('');
    try {
      const told = await api.save(whole.id, rev, next);
      setRev(told.rev);
      setFindings(told.findings);
      setSaved(next);
      setDraft((now) => (now === draft ? next : now));
      setState('idle');
      say(t('of_saved'));
    } catch (cause) {
      const refused = cause as Refused;
      setState(refused.status === 409 ? 'elsewhere' : 'idle');
      if (refused.findings) {
        setFindings(refused.findings);
        const first = refused.findings[0];
        if (first) {
          setTab(tabOf(first.path));
          const at = /variants\.(\d+)/.exec(first.path);
          if (at) setVariant(Number(at[1]));
        }
      }
      setError(refused.findings ? t('of_not_ready') : refused.message);
    }
  };

  // Before the next key: an effect after the paint would save what was there before this change.
  useLayoutEffect(() => {
    const leave = (event: BeforeUnloadEvent): void => {
      if (dirty) event.preventDefault();
    };
    const key = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault();
        void save();
      }
    };
    addEventListener('beforeunload', leave);
    addEventListener('keydown', key);
    return () => {
      removeEventListener('beforeunload', leave);
      removeEventListener('keydown', key);
    };
  });

  const tabs: [Tab, string][] = [['look', t('of_tab_look')], ['when', t('of_tab_when')], ['whom', t('of_tab_whom')], ['often', t('of_tab_often')], ['try', t('of_tab_try')]];
  const shown = definition.variants[place]!;
  const drawing = useMemo(() => ({ look: shown.look }), [shown.look]);
  const site = choices.sites.length > 1 ? choices.sites.find((one) => one.id === whole.site)?.name : undefined;
  return (
    <Around.Provider value={around}>
      <div class="of">
        <header class="of-head">
          <h1 class="sr-only">{draft.name}</h1>
          <a class="icon-btn" href={LIST} aria-label={t('of_all')} title={t('of_all')}>
            <Icon name="arrow-left" />
          </a>
          <input class="sc-name" type="text" aria-label={t('of_name')} placeholder={t('of_name')} readOnly={readonly} value={draft.name} onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
          {site && (
            <span class="muted small truncate" dir="auto">
              {site}
            </span>
          )}
          <label class="of-switch">
            <input type="checkbox" role="switch" disabled={readonly} checked={draft.active} onChange={(event) => setDraft({ ...draft, active: event.currentTarget.checked })} />
            <span>{draft.active ? t('of_on') : t('of_off')}</span>
          </label>
          <span class={error ? 'of-state is-bad' : 'of-state'} role="status">
            {error || (state === 'saving' ? t('saving') : dirty ? t('of_unsaved') : '')}
          </span>
          {!readonly && (
            <button type="button" class="btn btn-primary" disabled={!dirty} aria-busy={state === 'saving'} onClick={() => void save()}>
              {t('of_save')}
            </button>
          )}
        </header>
        {state === 'elsewhere' && (
          <p class="note note-amber of-note" role="alert">
            <Icon name="triangle-alert" />
            <span>
              {t('of_elsewhere')}{' '}
              <button type="button" class="link-btn" onClick={onReload}>
                {t('of_load_theirs')}
              </button>
            </span>
          </p>
        )}
        <div class="of-body">
          <div class="of-edit">
            <div class="tabs" role="tablist" aria-label={t('of_parts')}>
              {tabs.map(([key, name]) => (
                <button
                  key={key}
                  type="button"
                  role="tab"
                  id={`of-tab-${key}`}
                  aria-controls="of-panel"
                  aria-selected={tab === key}
                  tabIndex={tab === key ? 0 : -1}
                  onClick={() => setTab(key)}
                  onKeyDown={(event) => {
                    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
                    if (!by) return;
                    const next = tabs[(tabs.findIndex(([one]) => one === tab) + by + tabs.length) % tabs.length]![0];
                    setTab(next);
                    document.getElementById(`of-tab-${next}`)?.focus();
                  }}
                >
                  {name}
                  {findings.some((one) => tabOf(one.path) === key) && <span class="dot dot-red" />}
                </button>
              ))}
            </div>
            <div class="of-panel" id="of-panel" role="tabpanel" aria-labelledby={`of-tab-${tab}`}>
              <fieldset class="of-fields" disabled={readonly}>
              {tab === 'look' && (
                <>
                  {definition.variants.length > 1 && <Variants definition={definition} place={place} onPlace={setVariant} />}
                  <LookForm key={shown.key} look={shown.look} path={`definition.variants.${place}.look`} onLook={(look) => vary(place, { look })} />
                </>
              )}
              {tab === 'when' && (
                <>
                  <p class="hint">{t('of_when_hint')}</p>
                  <When triggers={definition.triggers} path="definition.triggers" onTriggers={(triggers) => define({ triggers })} />
                  {definition.variants.map(
                    (one, i) =>
                      one.triggers && (
                        <fieldset key={one.key} class="of-set">
                          <legend>{t('of_own_triggers', { name: variantName(one) })}</legend>
                          <When triggers={one.triggers} path={`definition.variants.${i}.triggers`} onTriggers={(triggers) => vary(i, { triggers: triggers.length ? triggers : undefined })} />
                        </fieldset>
                      ),
                  )}
                </>
              )}
              {tab === 'whom' && (
                <>
                  <p class="hint">{t('of_whom_hint')}</p>
                  <Whom audience={definition.audience} onAudience={(audience) => define({ audience })} />
                </>
              )}
              {tab === 'often' && <Often draft={draft} onDraft={setDraft} />}
              {tab === 'try' && <TryOut definition={definition} onDefine={define} onVary={vary} onShow={(i) => (setVariant(i), setTab('look'))} />}
              </fieldset>
            </div>
          </div>
          <Preview drawing={drawing} name={definition.variants.length > 1 ? variantName(shown) : ''} site={whole.site} />
        </div>
      </div>
    </Around.Provider>
  );
}

export const variantName = (variant: Variant): string => variant.name.trim() || t('of_variant', { letter: variant.key.toUpperCase() });

/** Which variant is before one's eyes. */
function Variants({ definition, place, onPlace }: { definition: Definition; place: number; onPlace: (i: number) => void }) {
  return (
    <div class="chips" role="group" aria-label={t('of_variants')}>
      {definition.variants.map((one, i) => (
        <button key={one.key} type="button" class="chip" aria-pressed={i === place} onClick={() => onPlace(i)}>
          <span dir="auto">{variantName(one)}</span>
        </button>
      ))}
    </div>
  );
}

/** Variants against each other, and against nothing. */
function TryOut({ definition, onDefine, onVary, onShow }: { definition: Definition; onDefine: (part: Partial<Definition>) => void; onVary: (i: number, part: Partial<Variant>) => void; onShow: (i: number) => void }) {
  const all = parts(definition);
  const found = at([], 'definition.variants');
  return (
    <>
      <p class="hint">{t('of_try_hint')}</p>
      {found.length > 0 && <p class="error">{wrong(found[0]!)}</p>}
      {definition.variants.map((one, i) => (
        <div key={one.key} class="of-row">
          <div class="field-row">
            <Words path={`definition.variants.${i}.name`} label={t('of_variant', { letter: one.key.toUpperCase() })} placeholder={t('of_variant_name')} value={one.name} onText={(name) => onVary(i, { name })} />
            <Count path={`definition.variants.${i}.weight`} label={t('of_weight')} hint={share(all[i] ?? 0, 1)} max={1000} value={one.weight} onCount={(weight) => onVary(i, { weight })} />
            <div class="of-variant-acts">
              <button type="button" class="btn btn-sm" onClick={() => onShow(i)}>
                {t('of_change_look')}
              </button>
              <button type="button" class="btn btn-sm" onClick={() => onVary(i, { triggers: one.triggers ? undefined : structuredClone(definition.triggers) })}>
                {one.triggers ? t('of_same_triggers') : t('of_other_triggers')}
              </button>
            </div>
          </div>
          <RowActs
            name={variantName(one)}
            first={i === 0}
            last={i === definition.variants.length - 1}
            onMove={(by) => onDefine({ variants: moved(definition.variants, i, i + by) })}
            onRemove={() => onDefine(withoutVariant(definition, i))}
          />
        </div>
      ))}
      <Count path="definition.control" label={t('of_control')} hint={`${share(all[all.length - 1] ?? 0, 1)}. ${t('of_control_hint')}`} max={1000} value={definition.control} onCount={(control) => onDefine({ control })} />
      {isExperiment(definition) && (
        <Choose
          path="definition.goal"
          label={t('of_goal')}
          value={definition.goal ?? (definition.control > 0 ? 'lead' : 'conversion')}
          options={[...(definition.control > 0 ? [] : [['conversion', t('of_goal_conversion')] as [string, string]]), ['lead', t('of_goal_lead')], ['valid_lead', t('of_goal_valid')], ['customer', t('of_goal_customer')]]}
          onChoose={(goal) => onDefine({ goal })}
        />
      )}
      {definition.variants.length < MOST.variants && (
        <button type="button" class="btn btn-sm" onClick={() => onDefine({ variants: withCopy(definition, definition.variants.length - 1).variants })}>
          {t('of_variant_add')}
        </button>
      )}
      {isExperiment(definition) && <p class="note"><Icon name="info" /><span>{t('of_new_period')}</span></p>}
    </>
  );
}
