// The settings of one field, and of one step.
import { t } from '../lib/texts';
import { Choose, Field as Labelled, Words } from '../offers/fields';
import { ChoiceList } from './Choices';
import { Condition } from './Condition';
import { before, bounds, mayBeKnown, needsLabel } from './model';
import { kindName } from './names';
import type { Definition, Field, Known, Step } from './types';

/** A number, or none. */
function Amount({ path, label, value, onAmount }: { path: string; label: string; value: number | null | undefined; onAmount: (n: number | null) => void }) {
  return (
    <Labelled path={path} label={label}>
      {(id, aria) => (
        <input
          id={id}
          type="number"
          step="any"
          value={value ?? ''}
          onInput={(event) => {
            const { valueAsNumber, validity } = event.currentTarget;
            // What is half typed, like a sign, is no number yet, and not none either.
            if (!validity.badInput) onAmount(Number.isFinite(valueAsNumber) ? valueAsNumber : null);
          }}
          {...aria}
        />
      )}
    </Labelled>
  );
}

export function Tick({ label, value, onTick }: { label: string; value: boolean | undefined; onTick: (on: boolean) => void }) {
  return (
    <label class="fo-tick">
      <input type="checkbox" checked={!!value} onChange={(event) => onTick(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

interface Props {
  definition: Definition;
  field: Field;
  path: string;
  spot: { step: number; field: number };
  onField: (part: Partial<Field>, tag?: string) => void;
}

export function FieldForm({ definition, field, path, spot, onField }: Props) {
  const { kind } = field;
  const isHidden = kind === 'hidden';
  const bound = bounds(field);
  return (
    <>
      <Words
        path={`${path}.label`}
        label={isHidden ? t('fo_label_hidden') : t('fo_label')}
        hint={needsLabel(kind) || isHidden ? undefined : t('fo_label_hint')}
        placeholder={needsLabel(kind) ? undefined : kindName(kind)}
        area={kind === 'consent'}
        value={field.label}
        onText={(label) => onField({ label }, `${path}.label`)}
      />
      {!isHidden && <Words path={`${path}.hint`} label={t('fo_hint')} hint={t('fo_hint_hint')} value={field.hint} onText={(hint) => onField({ hint }, `${path}.hint`)} />}
      {!isHidden && <Tick label={kind === 'consent' ? t('fo_required_consent') : t('fo_required')} value={field.required} onTick={(required) => onField({ required })} />}
      {isHidden && <From field={field} path={path} onField={onField} />}
      {kind === 'choice' && (
        <>
          <ChoiceList path={`${path}.choices`} choices={field.choices ?? []} onChoices={(choices, tag) => onField({ choices }, tag)} />
          <Tick label={t('fo_many')} value={field.many} onTick={(many) => onField(many ? { many } : { many, min: null, max: null })} />
        </>
      )}
      {kind === 'file' && <Tick label={t('fo_many_files')} value={field.many} onTick={(many) => onField({ many })} />}
      {bound && (
        <div class="field-row">
          <Amount path={`${path}.min`} label={{ size: t('fo_min'), count: t('fo_min_count'), length: t('fo_min_length') }[bound]} value={field.min} onAmount={(min) => onField({ min }, `${path}.min`)} />
          <Amount path={`${path}.max`} label={{ size: t('fo_max'), count: t('fo_max_count'), length: t('fo_max_length') }[bound]} value={field.max} onAmount={(max) => onField({ max }, `${path}.max`)} />
        </div>
      )}
      {mayBeKnown(kind) && (
        <Choose
          path={`${path}.known`}
          label={t('fo_known')}
          value={field.known ?? 'ask'}
          options={[['ask', t('fo_known_ask')], ['fill', t('fo_known_fill')], ['skip', t('fo_known_skip')]]}
          onChoose={(known) => onField({ known: known as Known })}
        />
      )}
      {!isHidden && <Condition path={path} legend={t('fo_when')} when={field.when} earlier={before(definition, spot)} onWhen={(when, tag) => onField({ when }, tag)} />}
    </>
  );
}

/** Where the answer of a hidden field comes from. */
function From({ field, path, onField }: Pick<Props, 'field' | 'path' | 'onField'>) {
  const how = field.from?.attribute !== undefined && field.from.attribute !== null ? 'attribute' : 'query';
  const value = field.from?.[how] ?? '';
  return (
    <>
      <Choose path={`${path}.from`} label={t('fo_from')} value={how} options={[['query', t('fo_from_query')], ['attribute', t('fo_from_attribute')]]} onChoose={(next) => onField({ from: { [next]: value } })} />
      <Words path={`${path}.from.${how}`} label={how === 'query' ? t('fo_from_query_name') : t('fo_from_attribute_name')} placeholder={how === 'query' ? SUCH_AS.query : SUCH_AS.attribute} value={value} onText={(text) => onField({ from: { [how]: text } }, `${path}.from`)} />
    </>
  );
}

/** Examples of what is typed: the same in every language. */
const SUCH_AS = { query: 'utm_campaign', attribute: 'plan' };

export function StepForm({ definition, step, at, onStep }: { definition: Definition; step: Step; at: number; onStep: (part: Partial<Step>, tag?: string) => void }) {
  const path = `steps.${at}`;
  return (
    <>
      <Words path={`${path}.title`} label={t('fo_step_title')} hint={t('fo_step_title_hint')} value={step.title} onText={(title) => onStep({ title }, `${path}.title`)} />
      {at > 0 && <Condition path={path} legend={t('fo_when_step')} when={step.when} earlier={before(definition, { step: at })} onWhen={(when, tag) => onStep({ when }, tag)} />}
    </>
  );
}
