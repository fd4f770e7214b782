// What one variant looks like: its shape, and its blocks from top to bottom.
import { useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon, type IconName } from '../scripts/icons';
import { BlockForm, blockName } from './Blocks';
import { at, blankBlock, moved, MOST, shaped } from './model';
import { Choose, RowActs, SUCH_AS, useAround, Words } from './fields';
import type { Block, BlockKind, Look, Shape } from './types';
import { Wheel } from './Wheel';

const SHAPES: Shape[] = ['modal', 'slide', 'bar', 'full', 'inline', 'lock', 'wheel'];
const ICONS: Record<BlockKind, IconName> = { title: 'hash', text: 'file', picture: 'image', form: 'list-tree', button: 'play', countdown: 'clock', coupon: 'tag' };
export const KINDS = Object.keys(ICONS) as BlockKind[];

export const shapeName = (shape: Shape): string =>
  ({ modal: t('of_modal'), slide: t('of_slide'), bar: t('of_bar'), full: t('of_full'), inline: t('of_inline'), lock: t('of_lock'), wheel: t('of_wheel') })[shape];

export function LookForm({ look, path, onLook }: { look: Look; path: string; onLook: (look: Look) => void }) {
  const { findings, choices } = useAround();
  const [opened, open] = useState(look.blocks.length ? 0 : -1);
  const list = useRef<HTMLOListElement>(null);
  const blocks = (next: Block[]): void => onLook({ ...look, blocks: next });
  const add = (kind: BlockKind): void => {
    blocks([...look.blocks, blankBlock(kind)]);
    open(look.blocks.length);
  };
  const move = (i: number, by: number): void => {
    blocks(moved(look.blocks, i, i + by));
    if (opened === i) open(i + by);
    // The button moves along with its block: so does the focus.
    requestAnimationFrame(() => list.current?.children[i + by]?.querySelector<HTMLElement>('.of-block-name')?.focus());
  };
  return (
    <>
      <div class="field-row">
        <Choose path={`${path}.shape`} label={t('of_shape')} value={look.shape} options={SHAPES.filter((shape) => shape !== 'wheel' || shape === look.shape || choices.magnets.length > 0).map((shape) => [shape, shapeName(shape)])} onChoose={(shape) => onLook(shaped(look, shape as Shape))} />
        {look.shape === 'slide' && <Choose path={`${path}.side`} label={t('of_side')} value={look.side ?? 'right'} options={[['right', t('of_right')], ['left', t('of_left')]]} onChoose={(side) => onLook({ ...look, side })} />}
        {look.shape === 'bar' && <Choose path={`${path}.side`} label={t('of_side')} value={look.side ?? 'top'} options={[['top', t('of_top')], ['bottom', t('of_bottom')]]} onChoose={(side) => onLook({ ...look, side })} />}
      </div>
      {(look.shape === 'inline' || look.shape === 'lock') && (
        <Words path={`${path}.selector`} label={t('of_element')} hint={t(look.shape === 'lock' ? 'of_lock_hint' : 'of_inline_hint')} placeholder={SUCH_AS.selector} value={look.selector} onText={(selector) => onLook({ ...look, selector })} />
      )}
      <ol class="of-blocks" ref={list}>
        {look.blocks.map((block, i) => {
          const here = `${path}.blocks.${i}`;
          const bad = at(findings, here, true).length > 0;
          const name = blockName(block);
          return (
            <li key={i} class={bad ? 'of-block is-bad' : 'of-block'}>
              <div class="of-block-head">
                <button type="button" class="of-block-name" aria-expanded={opened === i} onClick={() => open(opened === i ? -1 : i)}>
                  <Icon name={ICONS[block.is]} />
                  <span class="truncate" dir="auto">
                    {name}
                  </span>
                  {bad && <span class="dot dot-red" />}
                </button>
                <RowActs
                  name={name}
                  first={i === 0}
                  last={i === look.blocks.length - 1}
                  onMove={(by) => move(i, by)}
                  onCopy={() => blocks([...look.blocks.slice(0, i + 1), structuredClone(block), ...look.blocks.slice(i + 1)])}
                  onRemove={() => blocks(look.blocks.filter((_, at) => at !== i))}
                />
              </div>
              {opened === i && (
                <div class="of-block-body">
                  <BlockForm block={block} path={here} onBlock={(part) => blocks(look.blocks.map((one, at) => (at === i ? { ...one, ...part } : one)))} />
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {look.blocks.length < MOST.blocks && (
        <div class="of-add" role="group" aria-label={t('of_add')}>
          {KINDS.filter((kind) => kind !== 'coupon' || choices.magnets.length > 0).map((kind) => (
            <button key={kind} type="button" class="chip" onClick={() => add(kind)}>
              <Icon name={ICONS[kind]} />
              {blockName({ is: kind })}
            </button>
          ))}
        </div>
      )}
      {look.shape === 'wheel' && <Wheel segments={look.segments ?? []} path={`${path}.segments`} onSegments={(segments) => onLook({ ...look, segments })} />}
    </>
  );
}
