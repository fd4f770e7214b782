// A field that filters a list: to add a step, or to find one. On a phone it is a sheet.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { ranked } from '../inbox/state/fuzzy';
import { useModal } from './hooks';
import { Icon, type IconName } from './icons';
import { GROUPS, KINDS, gist, kindOf, titleOf } from './state/kinds';
import type { Editor } from './state/editor';
import { inOrder } from './state/order';
import { START, portsFrom } from './state/ports';
import type { Step } from './state/types';
import { portName } from './words';

interface Option {
  id: string;
  text: string;
  detail?: string;
  icon: IconName;
  section: string;
  words?: string;
  run: () => void;
}

interface Menu {
  title: string;
  rect: DOMRect | null;
  options: (typed: string) => Option[];
  onClose: () => void;
}

function Pick({ title, rect, options: build, onClose }: Menu) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const options = build(typed.trim());
  const now = Math.min(active, options.length - 1);
  useModal(box);
  useLayoutEffect(() => {
    if (box.current && rect) put(box.current, rect);
  }, [options.length]);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [now, typed]);
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setActive((now + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % (options.length || 1));
    else if (event.key === 'Enter') options[now]?.run();
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  let section = '';
  return (
    <dialog
      class={rect ? 'ib-choose is-at sc-pick' : 'ib-choose is-wide sc-pick'}
      aria-label={title}
      ref={box}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div class="ib-choose-box">
        <div class="ib-choose-head">
          <input
            type="text"
            role="combobox"
            aria-label={title}
            aria-expanded="true"
            aria-controls="sc-pick-list"
            aria-activedescendant={options[now] ? `sc-pick-${now}` : undefined}
            autoComplete="off"
            spellcheck={false}
            placeholder={title}
            value={typed}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={key}
          />
          <button type="button" class="icon-btn" aria-label={t('close')} onClick={onClose}>
            <Icon name="x" />
          </button>
        </div>
        <div id="sc-pick-list" class="ib-choose-list" role="listbox" aria-label={title} ref={list}>
          {options.flatMap((option, i) => {
            const heads = option.section && option.section !== section;
            section = option.section;
            return [
                heads && (
                  <div key={`head ${option.section} ${i}`} class="ib-choose-section" role="presentation">
                    {option.section}
                  </div>
                ),
                <div
                  key={option.id}
                  id={`sc-pick-${i}`}
                  class="ib-option"
                  role="option"
                  aria-selected={i === now}
                  data-active={i === now || undefined}
                  onPointerMove={() => i !== now && setActive(i)}
                  onClick={option.run}
                >
                  <Icon name={option.icon} />
                  <span class="ib-option-text truncate">{option.text}</span>
                  {option.detail && <span class="ib-option-detail truncate">{option.detail}</span>}
                </div>,
            ];
          })}
        </div>
        {!options.length && (
          <p class="ib-choose-empty muted" role="status">
            {t('nothing_found')}
          </p>
        )}
      </div>
    </dialog>
  );
}

/** Under what was pressed, else beside it, else above it; always inside the window. */
function put(dialog: HTMLElement, rect: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const [most, lowest] = [innerWidth - width - 8, innerHeight - height - 8];
  let [left, top] = [rect.left, rect.bottom + 6];
  if (top > lowest) {
    const beside = [rect.right + 12, rect.left - width - 12].find((x) => x >= 8 && x <= most);
    [left, top] = beside === undefined ? [left, rect.top - height - 6] : [beside, rect.top];
  }
  dialog.style.setProperty('--left', `${Math.max(8, Math.min(left, most))}px`);
  dialog.style.setProperty('--top', `${Math.max(8, Math.min(top, lowest))}px`);
}

const stepOption = (editor: Editor, step: Step, section: string, run: () => void): Option => {
  const title = titleOf(step, editor.doc);
  const kind = kindOf(step).name();
  return { id: step.id, text: title, ...(title === kind ? {} : { detail: kind }), icon: kindOf(step).icon, section, words: `${gist(step, editor.doc)} ${step.id}`, run };
};

/** Which step comes next: a new one, one with the text that was typed, or one that is there. */
export function QuickAdd({ editor }: { editor: Editor }) {
  const quick = editor.quick!;
  const close = (): void => editor.set({ quick: null });
  const port = portsFrom(editor.doc, quick.from).find((one) => one.key === quick.port);
  const several = portsFrom(editor.doc, quick.from).length > 1 || quick.from === START;
  const options = (typed: string): Option[] => {
    const kinds = KINDS.map((kind): Option => ({ id: kind.id, text: kind.name(), icon: kind.icon, section: GROUPS[kind.group](), words: kind.words, run: () => editor.add(kind) }));
    if (!typed) return [...new Set(KINDS.map((kind) => kind.group))].flatMap((group) => kinds.filter((_, i) => KINDS[i]!.group === group));
    const found = ranked(kinds, typed, (option) => `${option.text} ${option.words}`).map((option) => ({ ...option, section: '' }));
    const asks = typed.endsWith('?');
    const spoken = KINDS.filter((kind) => ['message', 'choice', 'text'].includes(kind.id)).map((kind): Option => ({ id: `say ${kind.id}`, text: typed, detail: kind.name(), icon: kind.icon, section: t('with_this_text'), run: () => editor.add(kind, typed) }));
    if (asks) spoken.push(spoken.shift()!);
    const steps = port
      ? ranked(
          inOrder(editor.doc).filter((step) => step.id !== quick.from).map((step) =>
            stepOption(editor, step, t('lead_to'), () => {
              close();
              editor.link(quick.from, quick.port, step.id);
            }),
          ),
          typed,
          (option) => `${option.text} ${option.detail} ${option.words}`,
        ).slice(0, 6)
      : [];
    return asks || typed.length > 24 ? [...spoken, ...found.slice(0, 4), ...steps] : [...found, ...steps, ...spoken];
  };
  const title = port && several ? t('next_after', { name: portName(port, editor.doc, quick.from) }) : t('which_next');
  return <Pick title={title} rect={quick.rect} options={options} onClose={close} />;
}

/** Finds a step by what it says. */
export function Search({ editor }: { editor: Editor }) {
  const close = (): void => editor.set({ searching: false });
  const go = (id: string): void => {
    close();
    // The dialog gives the focus back first.
    setTimeout(() => editor.goTo(id));
  };
  const options = (typed: string): Option[] =>
    ranked(inOrder(editor.doc).map((step) => stepOption(editor, step, '', () => go(step.id))), typed, (option) => `${option.text} ${option.detail ?? ''} ${option.words}`).slice(0, 60);
  return <Pick title={t('search_steps')} rect={null} options={options} onClose={close} />;
}
