import { t } from './texts';
import { say } from './toast';

/** `data-copy="#id"` copies that element's text, `data-copy-text` its own. */
export function watchCopy(): void {
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-copy],[data-copy-text]');
    if (!button) return;
    const from = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
    const text = button.dataset.copyText ?? (from instanceof HTMLInputElement ? from.value : from?.textContent) ?? '';
    void copy(text.trim()).then((done) => {
      if (done) say(t('copied'));
      else if (from) {
        getSelection()?.selectAllChildren(from);
        say(t('selected'));
      }
    });
  });
}

/** The clipboard is only there on secure origins; elsewhere the text is selected. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
