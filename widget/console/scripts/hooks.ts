import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Editor } from './state/editor';

/** Paints again with every change of the editor. */
export function useEditor(editor: Editor): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => editor.watch(() => again(undefined)), [editor]);
}

/** True where there is no room for a canvas. */
export function useNarrow(): boolean {
  const [narrow, set] = useState(() => matchMedia('(max-width: 699px)').matches);
  useEffect(() => {
    const query = matchMedia('(max-width: 699px)');
    const seen = (): void => set(query.matches);
    query.addEventListener('change', seen);
    return () => query.removeEventListener('change', seen);
  }, []);
  return narrow;
}

/** Opens a dialog over the page, and gives the focus back where nothing else has taken it. */
export function useModal(box: { current: HTMLDialogElement | null }): void {
  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return undefined;
    const back = document.activeElement as HTMLElement | null;
    dialog.showModal();
    return () => {
      if (dialog.open) dialog.close();
      if (back?.isConnected && (!document.activeElement || document.activeElement === document.body)) back.focus({ preventScroll: true });
    };
  }, []);
}
