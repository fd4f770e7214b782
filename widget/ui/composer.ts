import { doc } from '../loader/env';
import type { Texts } from '../i18n/en';
import { h, icon } from './h';

export interface Composer {
  el: HTMLElement;
  input: HTMLTextAreaElement;
  text(value?: string): string;
}

interface Wants {
  send(text: string): void;
  typing(): void;
  draft(text: string): void;
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
  const el = h('div', { class: 'write' }, input, button);

  function grow(): void {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  }
  function changed(byHand: boolean): void {
    button.disabled = !input.value.trim();
    grow();
    wants.draft(input.value);
    if (byHand && input.value && Date.now() - typed > 3_000) {
      typed = Date.now();
      wants.typing();
    }
  }
  function send(): void {
    const text = input.value.trim();
    if (text) {
      wants.send(text);
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
    text(value) {
      if (value !== undefined) {
        input.value = value;
        button.disabled = !value.trim();
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
