// The settings of what is selected, with what moves, copies and takes it away.
import { t } from '../lib/texts';
import { RowActs } from '../offers/fields';
import type { Editor } from './editor';
import { FieldForm, StepForm } from './FieldForm';
import { changedField, changedStep, hasRoom, spotOf } from './model';
import { fieldName, kindName, stepName } from './names';
import type { Acts } from './Outline';

export function Selection({ editor, acts, onCopy, readonly }: { editor: Editor; acts: Acts; onCopy: (key: string) => void; readonly: boolean }) {
  const { draft, selected } = editor;
  const { definition } = draft;
  if (!selected) return <p class="hint fo-nothing">{t('fo_nothing')}</p>;
  if ('step' in selected) {
    const at = selected.step;
    const step = definition.steps[at]!;
    return (
      <section class="fo-settings" aria-label={stepName(at)}>
        <div class="fo-settings-head">
          <h2>{stepName(at)}</h2>
          {!readonly && (
            <RowActs name={stepName(at)} first={at === 0} last={at === definition.steps.length - 1} onMove={(by) => acts.moveStep(at, by)} onRemove={() => acts.removeStep(at)} />
          )}
        </div>
        <fieldset class="of-fields" disabled={readonly}>
          <StepForm key={at} definition={definition} step={step} at={at} onStep={(part, tag) => editor.define(changedStep(editor.draft.definition, at, part), tag)} />
        </fieldset>
      </section>
    );
  }
  const key = selected.field;
  const spot = spotOf(definition, key);
  if (!spot) return null;
  const fields = definition.steps[spot.step]!.fields;
  const field = fields[spot.field]!;
  const name = fieldName(field);
  return (
    <section class="fo-settings" aria-label={name}>
      <div class="fo-settings-head">
        <h2>{kindName(field.kind)}</h2>
        {!readonly && (
          <RowActs
            name={name}
            first={spot.step === 0 && spot.field === 0}
            last={spot.step === definition.steps.length - 1 && spot.field === fields.length - 1}
            onMove={(by) => acts.move(key, by < 0 ? -1 : 1)}
            onCopy={hasRoom(definition, field.kind) ? () => onCopy(key) : undefined}
            onRemove={() => acts.remove(key)}
          />
        )}
      </div>
      <fieldset class="of-fields" disabled={readonly}>
        <FieldForm
          key={key}
          definition={definition}
          field={field}
          path={`steps.${spot.step}.fields.${spot.field}`}
          spot={spot}
          onField={(part, tag) => editor.define(changedField(editor.draft.definition, key, part), tag)}
        />
      </fieldset>
    </section>
  );
}
