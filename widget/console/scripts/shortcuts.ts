// The keys that count everywhere in the editor, and those of the canvas.
import { typing } from '../lib/keys';
import { keyOf } from '../inbox/state/keys';
import { neighbour } from './Canvas';
import type { Editor } from './state/editor';
import { START } from './state/ports';

const rectOf = (): DOMRect | null => document.querySelector('.sc-card[aria-selected="true"], .sc-line[aria-selected="true"]')?.getBoundingClientRect() ?? null;

export function pressed(editor: Editor, event: KeyboardEvent, outline: boolean): void {
  if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const target = event.target as HTMLElement;
  const writes = typing(target);
  const ctrl = event.ctrlKey || event.metaKey;
  // A letter counts by its place where the keyboard writes another script.
  const key = (event.key === '+' ? '+' : keyOf(event).split('+').at(-1)!).toLowerCase();
  if (ctrl && !event.altKey ? !withCtrl(editor, key, event.shiftKey, writes, target) : !plain(editor, event, key, writes, target, outline)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** True where the key was meant for the editor. */
function withCtrl(editor: Editor, key: string, shift: boolean, writes: boolean, target: HTMLElement): boolean {
  // In the forms undo is the editor's own: what is typed there is in the draft.
  if (key === 'z' && (!writes || target.closest('.sc-form, .sc-head'))) shift ? editor.redo() : editor.undo();
  else if (key === 'y' && (!writes || target.closest('.sc-form, .sc-head'))) editor.redo();
  else if (key === 's') void editor.saver.flush();
  else if (writes) return false;
  else if (key === 'enter') editor.quickAdd(editor.current, rectOf());
  else if (key === 'a') editor.select(editor.doc.steps.map((step) => step.id));
  else if (key === 'c' && !getSelection()?.toString()) editor.copy();
  else if (key === 'x') editor.cut();
  else if (key === 'd') editor.duplicate();
  else return false;
  return true;
}

function plain(editor: Editor, event: KeyboardEvent, key: string, writes: boolean, target: HTMLElement, outline: boolean): boolean {
  if (key === 'escape') {
    if (writes) {
      target.blur();
      if (editor.current) editor.reveal(editor.current);
    } else if (editor.pane !== 'step' || editor.paneOpen) editor.closePane();
    else if (editor.selection.size || editor.edge) editor.select([]);
    else return false;
    return true;
  }
  if (writes || event.altKey) return false;
  const onCards = target === document.body || !!target.closest('.sc-main, #main') || target.id === 'main';
  const button = target.closest('button, a, summary');
  if (key === '/' || key === 'g') editor.set({ searching: true });
  else if (key === '+' || key === '=' || key === 'insert') editor.quickAdd(editor.current, rectOf());
  else if ((key === 'delete' || key === 'backspace') && onCards) editor.remove();
  else if (key === 'l') editor.layout();
  else if (key === 'o') editor.set({ view: outline ? 'canvas' : 'outline' });
  else if (outline || button || !onCards) return false;
  else if (key === 'f') fit();
  else if (key === 'enter' && editor.current) editor.focus();
  else if (/^Arrow/.test(event.key)) {
    if (event.shiftKey) return nudge(editor, event.key);
    const to = neighbour(editor, event.key) ?? (editor.current ? null : START);
    if (to) editor.goTo(to);
  } else return false;
  return true;
}

const fit = (): void => document.querySelector<HTMLElement>('.sc-tools [data-fit]')?.click();

function nudge(editor: Editor, key: string): boolean {
  const by = { ArrowRight: [16, 0], ArrowLeft: [-16, 0], ArrowDown: [0, 16], ArrowUp: [0, -16] }[key] as [number, number];
  editor.move(by, 'nudge');
  return true;
}
