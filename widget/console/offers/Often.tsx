// How often one visitor meets the offer, and from when to when anybody does.
import { t } from '../lib/texts';
import { Choose, Count, Field } from './fields';
import { againKind } from './model';
import { fromLocal, toLocal } from './times';
import type { Again, Draft, Frequency } from './types';

export function Often({ draft, onDraft }: { draft: Draft; onDraft: (draft: Draft) => void }) {
  const { frequency } = draft.definition;
  const set = (part: Partial<Frequency>): void => onDraft({ ...draft, definition: { ...draft.definition, frequency: { ...frequency, ...part } } });
  return (
    <>
      <p class="hint">{t('of_often_hint')}</p>
      <After name="seen" label={t('of_after_seen')} again={frequency.seen} onAgain={(seen) => set({ seen })} />
      <After name="closed" label={t('of_after_closed')} again={frequency.closed} onAgain={(closed) => set({ closed })} />
      <After name="converted" label={t('of_after_converted')} again={frequency.converted} onAgain={(converted) => set({ converted })} />
      <div class="field-row">
        <Field path="starts_at" label={t('of_starts')}>
          {(id, aria) => <input id={id} type="datetime-local" value={toLocal(draft.starts_at)} onInput={(event) => onDraft({ ...draft, starts_at: fromLocal(event.currentTarget.value) })} {...aria} />}
        </Field>
        <Field path="ends_at" label={t('of_ends')}>
          {(id, aria) => <input id={id} type="datetime-local" value={toLocal(draft.ends_at)} onInput={(event) => onDraft({ ...draft, ends_at: fromLocal(event.currentTarget.value) })} {...aria} />}
        </Field>
      </div>
    </>
  );
}

function After({ name, label, again, onAgain }: { name: string; label: string; again: Again; onAgain: (again: Again) => void }) {
  const kind = againKind(again);
  return (
    <div class="field-row">
      <Choose
        path={`definition.frequency.${name}`}
        label={label}
        value={kind}
        options={[['never', t('of_never')], ['visit', t('of_next_visit')], ['days', t('of_after_days')], ['always', t('of_always')]]}
        onChoose={(next) => onAgain(next === 'days' ? { days: 7 } : (next as 'never'))}
      />
      {typeof again !== 'string' && <Count path={`definition.frequency.${name}.days`} label={t('of_days')} min={1} max={3650} value={again.days} onCount={(days) => onAgain({ days })} />}
    </div>
  );
}
