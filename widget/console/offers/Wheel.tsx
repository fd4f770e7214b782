// The segments of a wheel. The server draws; a segment without a magnet wins nothing.
import { share, t } from '../lib/texts';
import { PickMagnet } from './Blocks';
import { Count, RowActs, useAround, Words, wrong } from './fields';
import { at, moved, MOST } from './model';
import type { Segment } from './types';

export function Wheel({ segments, path, onSegments }: { segments: Segment[]; path: string; onSegments: (segments: Segment[]) => void }) {
  const all = segments.reduce((sum, one) => sum + one.weight, 0);
  const change = (i: number, part: Partial<Segment>): void => onSegments(segments.map((one, at) => (at === i ? { ...one, ...part } : one)));
  const found = at(useAround().findings, path);
  return (
    <fieldset class="of-wheel">
      <legend>{t('of_segments')}</legend>
      <p class="hint">{t('of_segments_hint')}</p>
      {found.length > 0 && <p class="error">{wrong(found[0]!)}</p>}
      {segments.map((segment, i) => (
        <div key={i} class="of-segment">
          <div class="field-row">
            <Words path={`${path}.${i}.label`} label={t('of_segment', { n: i + 1 })} value={segment.label} onText={(label) => change(i, { label })} />
            <Count path={`${path}.${i}.weight`} label={t('of_weight')} hint={share(segment.weight, all)} max={1000} value={segment.weight} onCount={(weight) => change(i, { weight })} />
            <PickMagnet path={`${path}.${i}.magnet`} none={t('of_no_win')} value={segment.magnet} onMagnet={(magnet) => change(i, { magnet: magnet || null })} />
          </div>
          <RowActs
            name={segment.label || t('of_segment', { n: i + 1 })}
            first={i === 0}
            last={i === segments.length - 1}
            onMove={(by) => onSegments(moved(segments, i, i + by))}
            onRemove={() => onSegments(segments.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      {segments.length < MOST.segments && (
        <button type="button" class="btn btn-sm" onClick={() => onSegments([...segments, { label: '', weight: 1, magnet: null }])}>
          {t('of_segment_add')}
        </button>
      )}
    </fieldset>
  );
}
