import type { Texts } from '../i18n/en';
import { h, icon } from './h';
import { keepKeys } from './keys';
import { hasFiles } from './upload';

const CLIP = 'm21 11-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8';

export interface Composer {
  el: HTMLElement;
  input: HTMLTextAreaElement;
  text(value?: string): string;
  /** What is ready to be sent has changed. */
  check(): void;
  /** Puts something in where the cursor is. */
  insert(text: string): void;
}

interface Wants {
  send(text: string): void;
  typing(): void;
  draft(text: string): void;
  /** Takes files, where the site does. */
  files?: (files: File[]) => void;
  /** How many can be sent; less than 0 while some are on their way. */
  ready(): number;
  emoji(button: HTMLButtonElement): void;
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
    { class: 'send', 'aria-label': t.send, title: t.send, onclick: () => send() },
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
    h('button', { class: 'clip', 'aria-label': t.attach, title: t.attach, onclick: () => pick.click() }, icon(CLIP));
  const emoji: HTMLButtonElement = h(
    'button',
    { class: 'tool', 'aria-label': t.emoji, title: t.emoji, 'aria-expanded': 'false', onclick: () => wants.emoji(emoji) },
    icon('M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M8 14s1.5 2 4 2 4-2 4-2M9 9v.1M15 9v.1'),
  );
  const el = h('div', { class: 'write' }, clip, clip && pick, input, emoji, button);

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
    insert(text) {
      input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
      changed(true);
    },
  };
}
