import { doc } from '../loader/env';
import type { Texts } from '../i18n/en';
import { h, icon } from './h';
import { hasFiles } from './upload';

const CLIP = 'm21 11-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8';

export interface Composer {
  el: HTMLElement;
  input: HTMLTextAreaElement;
  text(value?: string): string;
  /** What is ready to be sent has changed. */
  check(): void;
}

interface Wants {
  send(text: string): void;
  typing(): void;
  draft(text: string): void;
  /** Takes files, where the site does. */
  files?: (files: File[]) => void;
  /** How many can be sent; less than 0 while some are on their way. */
  ready(): number;
}

/** Where the visitor writes. Enter sends, Shift+Enter breaks the line, and an
 * Enter that ends an input method's composition does neither. */
export function makeComposer(t: Texts, wants: Wants): Composer {
  let typed = 0;
  const input: HTMLTextAreaElement = h('textarea', {
    rows: 1,
    maxlength: 4000,
    placeholder: t.write,
    'aria-label': t.write,
    enterkeyhint: 'send',
    dir: 'auto',
    oninput: () => changed(true),
    onpaste: (e: ClipboardEvent) => {
      if (wants.files && hasFiles(e.clipboardData)) {
        e.preventDefault();
        wants.files([...e.clipboardData!.files]);
      }
    },
    onkeydown: (e: KeyboardEvent) => {
      if (e.key == 'Enter' && !e.shiftKey && !e.isComposing && e.keyCode != 229) {
        e.preventDefault();
        send();
      }
    },
  });
  const button: HTMLButtonElement = h(
    'button',
    { class: 'send', type: 'button', 'aria-label': t.send, title: t.send, onclick: () => send() },
    icon('m5 12 7-7 7 7M12 19V5'),
  );
  const pick: HTMLInputElement = h('input', {
    type: 'file',
    multiple: true,
    hidden: true,
    'aria-label': t.attach,
    onchange: () => {
      wants.files!([...pick.files!]);
      pick.value = '';
    },
  });
  const clip =
    wants.files &&
    h('button', { class: 'clip', type: 'button', 'aria-label': t.attach, title: t.attach, onclick: () => pick.click() }, icon(CLIP));
  const el = h('div', { class: 'write' }, clip, clip && pick, input, button);

  function grow(): void {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  }
  function able(): boolean {
    const files = wants.ready();
    return files >= 0 && !!(files || input.value.trim());
  }
  function check(): void {
    button.disabled = !able();
  }
  function changed(byHand: boolean): void {
    check();
    grow();
    wants.draft(input.value);
    if (byHand && input.value && Date.now() - typed > 3_000) {
      typed = Date.now();
      wants.typing();
    }
  }
  function send(): void {
    if (able()) {
      wants.send(input.value.trim());
      typed = 0;
      input.value = '';
      changed(false);
    }
    input.focus();
  }
  keepKeys(input);
  button.disabled = true;
  return {
    el,
    input,
    check,
    text(value) {
      if (value !== undefined) {
        input.value = value;
        check();
        if (input.isConnected) grow();
      }
      return input.value;
    },
  };
}

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
