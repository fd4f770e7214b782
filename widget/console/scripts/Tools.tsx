import { number, t } from '../lib/texts';
import { keyCaps } from '../inbox/state/keys';
import { Icon, type IconName } from './icons';
import type { Editor } from './state/editor';

interface Tool {
  icon: IconName;
  text: string;
  keys: string;
  run: () => void;
  off?: boolean;
  /** The button that a key presses. */
  fits?: boolean;
}

export function ToolButton({ icon, text, keys, run, off, fits }: Tool) {
  return (
    <button type="button" class="icon-btn" aria-label={text} title={keys ? `${text} (${keyCaps(keys).join(' ')})` : text} disabled={off} data-fit={fits || undefined} onClick={run}>
      <Icon name={icon} />
    </button>
  );
}

/** What works on the whole canvas. */
export function Tools({ editor, k, onZoom, onFit }: { editor: Editor; k: number; onZoom: (by: number) => void; onFit: () => void }) {
  return (
    <div class="sc-tools" role="toolbar" aria-label={t('canvas')}>
      {!editor.readonly && (
        <>
          <button type="button" class="btn btn-sm" title={`${t('add_step')} (+)`} onClick={(event) => editor.quickAdd(editor.current, event.currentTarget.getBoundingClientRect())}>
            <Icon name="plus" />
            {t('add_step')}
          </button>
          <i />
          <ToolButton icon="undo-2" text={t('undo')} keys="mod+z" off={!editor.history.canUndo} run={() => editor.undo()} />
          <ToolButton icon="redo-2" text={t('redo')} keys="mod+y" off={!editor.history.canRedo} run={() => editor.redo()} />
          <ToolButton icon="workflow" text={editor.selection.size > 1 ? t('layout_selected') : t('layout')} keys="l" run={() => editor.layout()} />
          <i />
        </>
      )}
      <ToolButton icon="search" text={t('search_steps')} keys="/" run={() => editor.set({ searching: true })} />
      <ToolButton icon="maximize" text={t('fit')} keys="f" fits run={onFit} />
      <ToolButton icon="minus" text={t('smaller')} keys="" run={() => onZoom(1 / 1.25)} />
      <span class="sc-zoom num">{number(Math.round(k * 100))}&nbsp;%</span>
      <ToolButton icon="plus" text={t('larger')} keys="" run={() => onZoom(1.25)} />
    </div>
  );
}
