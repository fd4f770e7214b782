// All that is to mend, as a list that leads there.
import { count, t } from '../lib/texts';
import { useAround, wrong } from '../offers/fields';
import { Icon } from '../scripts/icons';
import { about, spotOf } from './model';
import { fieldName, stepName } from './names';
import type { Definition, Finding } from './types';

function placeName(definition: Definition, path: string): string {
  const { field, step } = about(definition, path);
  const spot = field === undefined ? undefined : spotOf(definition, field);
  if (spot) return `${stepName(spot.step)}, ${fieldName(definition.steps[spot.step]!.fields[spot.field]!)}`;
  if (step !== undefined) return stepName(step);
  return path === 'name' ? t('fo_name') : path.startsWith('after') ? t('fo_after') : t('fo_form');
}

export function Found({ definition, onGo }: { definition: Definition; onGo: (finding: Finding) => void }) {
  const { findings } = useAround();
  if (!findings.length) return null;
  return (
    <section class="note note-amber fo-found" aria-label={t('fo_to_mend')}>
      <Icon name="triangle-alert" />
      <details open={findings.length < 4}>
        <summary>{count('fo_found', findings.length)}</summary>
        <ul>
          {findings.map((one, i) => (
            <li key={i}>
              <button type="button" class="link-btn" onClick={() => onGo(one)}>
                {placeName(definition, one.path)}
              </button>{' '}
              {wrong(one)}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
