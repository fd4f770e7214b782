// What is done to the fields and steps of the draft: said aloud, undone, and the focus kept.
import { t } from '../lib/texts';
import { say } from '../lib/toast';
import { moved } from '../offers/model';
import type { Editor, Selected } from './editor';
import { blankField, movedBy, movedTo, placed, spotOf, withCopy, withoutField } from './model';
import { fieldName, placeOf, stepName } from './names';
import { type Acts, rowId } from './Outline';

/** Has the focus once the page has been drawn; or only if nothing has it any more. */
export type Focus = (id: string, ifLost?: boolean) => void;

export function actsOn(editor: Editor, focus: Focus, aloud: (text: string) => void): Acts & { copy: (key: string) => void } {
  const definition = () => editor.draft.definition;
  const label = (key: string): string => {
    const spot = spotOf(definition(), key)!;
    return `of-steps-${spot.step}-fields-${spot.field}-label`;
  };
  const undone = (text: string): void => {
    const { draft } = editor;
    say(text, {
      action: {
        text: t('undo'),
        // What was done since stays: then it is for Ctrl+Z.
        run: () => void (editor.draft === draft ? editor.undo() : say(t('fo_undo_later'))),
      },
    });
  };
  /** What stays at the place of what went. */
  const next = (selected: Selected): void => {
    editor.select(selected);
    if (selected) focus(rowId(selected));
  };
  return {
    select(selected) {
      editor.select(selected);
      if (selected) focus(rowId(selected));
    },
    add(kind, step) {
      const field = blankField(definition(), kind);
      editor.define(placed(definition(), field, { step, field: definition().steps[step]!.fields.length }));
      editor.select({ field: field.key });
      focus(label(field.key));
    },
    copy(key) {
      const copied = withCopy(definition(), key);
      if (!copied) return;
      editor.define(copied.definition);
      editor.select({ field: copied.key });
      focus(label(copied.key));
    },
    addStep() {
      editor.define({ ...definition(), steps: [...definition().steps, { title: '', when: null, fields: [] }] });
      next({ step: definition().steps.length - 1 });
    },
    move(key, by) {
      editor.define(movedBy(definition(), key, by));
      aloud(placeOf(definition(), key));
      // Rows may be drawn anew, and a button may have done all it can.
      focus(rowId({ field: key }), true);
    },
    drop(key, to) {
      editor.define(movedTo(definition(), key, to));
      aloud(placeOf(definition(), key));
      next({ field: key });
    },
    moveStep(step, by) {
      const { steps } = definition();
      const to = step + by;
      if (to < 0 || to >= steps.length) return;
      editor.define({ ...definition(), steps: moved(steps, step, to) });
      const isRow = !!document.activeElement?.closest('.fo-step-head');
      editor.select({ step: to });
      focus(rowId({ step: to }), !isRow);
      aloud(t('fo_step_moved', { n: to + 1, of: steps.length }));
    },
    remove(key) {
      const spot = spotOf(definition(), key);
      if (!spot) return;
      const name = fieldName(definition().steps[spot.step]!.fields[spot.field]!);
      editor.define(withoutField(definition(), key));
      undone(t('fo_removed', { name }));
      const fields = definition().steps[spot.step]!.fields;
      const near = fields[Math.min(spot.field, fields.length - 1)];
      next(near ? { field: near.key } : { step: spot.step });
    },
    removeStep(step) {
      const { steps } = definition();
      if (steps.length < 2) return void say(t('fo_step_last'));
      editor.define({ ...definition(), steps: steps.filter((_, at) => at !== step) });
      undone(t('fo_removed', { name: stepName(step) }));
      next({ step: Math.min(step, steps.length - 2) });
    },
  };
}

