// When the offer shows: any of its triggers.
import { t } from '../lib/texts';
import { Count, RowActs, SUCH_AS, useAround, Words, wrong } from './fields';
import { at, blankTrigger, moved, MOST } from './model';
import type { Trigger, TriggerKind } from './types';

const KINDS: TriggerKind[] = ['exit', 'time', 'scroll', 'idle', 'click', 'view', 'pages', 'visit', 'back', 'cart', 'call'];

export const triggerName = (kind: TriggerKind): string =>
  ({
    exit: t('of_on_exit'),
    time: t('of_on_time'),
    scroll: t('of_on_scroll'),
    idle: t('of_on_idle'),
    click: t('of_on_click'),
    view: t('of_on_view'),
    pages: t('of_on_pages'),
    visit: t('of_on_visit'),
    back: t('of_on_back'),
    cart: t('of_on_cart'),
    call: t('of_on_call'),
  })[kind];

export function When({ triggers, path, onTriggers }: { triggers: Trigger[]; path: string; onTriggers: (triggers: Trigger[]) => void }) {
  const found = at(useAround().findings, path);
  const change = (i: number, part: Partial<Trigger>): void => onTriggers(triggers.map((one, at) => (at === i ? { ...one, ...part } : one)));
  return (
    <>
      {found.length > 0 && <p class="error">{wrong(found[0]!)}</p>}
      {triggers.map((trigger, i) => (
        <div key={i} class="of-row">
          <div class="field-row">
            <div class="field">
              <label for={`of-${path}-${i}-on`}>{i ? t('of_or_when') : t('of_when_first')}</label>
              <select id={`of-${path}-${i}-on`} value={trigger.on} onChange={(event) => onTriggers(triggers.map((one, at) => (at === i ? blankTrigger(event.currentTarget.value as TriggerKind) : one)))}>
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {triggerName(kind)}
                  </option>
                ))}
              </select>
            </div>
            <Detail trigger={trigger} path={`${path}.${i}`} onTrigger={(part) => change(i, part)} />
          </div>
          <RowActs name={triggerName(trigger.on)} first={i === 0} last={i === triggers.length - 1} onMove={(by) => onTriggers(moved(triggers, i, i + by))} onRemove={() => onTriggers(triggers.filter((_, at) => at !== i))} />
        </div>
      ))}
      {triggers.length < MOST.triggers && (
        <button type="button" class="btn btn-sm" onClick={() => onTriggers([...triggers, blankTrigger(triggers.some((one) => one.on === 'exit') ? 'time' : 'exit')])}>
          {t('of_trigger_add')}
        </button>
      )}
    </>
  );
}

function Detail({ trigger, path, onTrigger }: { trigger: Trigger; path: string; onTrigger: (part: Partial<Trigger>) => void }) {
  switch (trigger.on) {
    case 'time':
    case 'idle':
      return <Count path={`${path}.seconds`} label={t('of_seconds')} min={1} max={3600} value={trigger.seconds} onCount={(seconds) => onTrigger({ seconds })} />;
    case 'scroll':
      return <Count path={`${path}.percent`} label={t('of_percent')} min={1} max={100} value={trigger.percent} onCount={(percent) => onTrigger({ percent })} />;
    case 'pages':
    case 'visit':
      return <Count path={`${path}.count`} label={t('of_from_nth')} min={1} max={1000} value={trigger.count} onCount={(count) => onTrigger({ count })} />;
    case 'click':
    case 'view':
      return <Words path={`${path}.selector`} label={t('of_element')} placeholder={SUCH_AS.selector} value={trigger.selector} onText={(selector) => onTrigger({ selector })} />;
    case 'cart':
      return <Count path={`${path}.least`} label={t('of_least')} hint={t('of_cart_hint')} max={1_000_000_000} value={trigger.least} onCount={(least) => onTrigger({ least })} />;
    case 'call':
      return <p class="hint of-detail">{t('of_call_hint')}</p>;
    case 'exit':
      return <p class="hint of-detail">{t('of_exit_hint')}</p>;
    default:
      return null;
  }
}
