import { doc } from '../loader/env';

/** A shortcut of the host that takes a key before it reaches us (it sees only our
 * outer element, not the field) must not swallow a letter: then we put it in. */
export function keepKeys(input: HTMLInputElement | HTMLTextAreaElement): void {
  input.addEventListener('keydown', (event) => {
    const e = event as KeyboardEvent;
    const plain = e.key.length == 1 && !e.ctrlKey && !e.metaKey && !e.altKey && !e.isComposing;
    if (!e.defaultPrevented || !plain) return;
    if (!doc('execCommand')('insertText', false, e.key)) {
      input.setRangeText(e.key, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end');
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
}
