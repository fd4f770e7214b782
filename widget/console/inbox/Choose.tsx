// One menu for everything: a field that filters, a list of options, the keyboard. On a phone it is a sheet.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Avatar } from './Avatar';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Caps } from './Keys';
import type { Menu, Option } from './menu';
import { remember } from './state/commands';
import type { Desk } from './state/desk';
import { ranked } from './state/fuzzy';
import { toField } from './state/snooze';

/** More than fit are found by typing. */
const SHOWN = 80;
const touch = matchMedia('(hover: none) and (pointer: coarse)');

/** The options that fit what is typed, with those of what was typed where the menu makes them. */
function fitting(menu: Menu, typed: string): Option[] {
  const wanted = typed.trim();
  const all = wanted ? ranked(menu.options, wanted, (option) => `${option.text} ${option.words ?? ''}`) : menu.options.filter((option) => !option.quiet);
  return [...all.slice(0, SHOWN), ...((wanted && menu.make?.(wanted)) || [])];
}

export function Choose({ desk }: { desk: Desk }) {
  const opened = desk.menu;
  return opened ? <Sheet key={opened.id} desk={desk} build={opened.build} at={opened.at} /> : null;
}

function Sheet({ desk, build, at }: { desk: Desk; build: () => Menu; at: DOMRect | null }) {
  const [path, setPath] = useState<(() => Menu)[]>([]);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // People come and go, tags are set: an open menu follows.
  usePick(desk.inbox, () => [desk.inbox.painted] as const);
  const menu = (path.at(-1) ?? build)();
  const options = fitting(menu, typed);
  const now = Math.min(active, options.length - 1);

  useLayoutEffect(() => {
    const dialog = box.current;
    if (!dialog) return undefined;
    const back = document.activeElement as HTMLElement | null;
    dialog.showModal();
    if (touch.matches) dialog.focus();
    return () => {
      if (dialog.open) dialog.close();
      if (back?.isConnected && (document.activeElement === document.body || !document.activeElement)) back.focus({ preventScroll: true });
    };
  }, []);
  useLayoutEffect(() => {
    if (box.current && at) place(box.current, at);
  });
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  }, [now, typed]);

  const choose = (option: Option | undefined): void => {
    if (!option) return;
    if (option.more) {
      if (!path.length) remember(option.id);
      setPath([...path, option.more]);
      setTyped('');
      setActive(0);
      return;
    }
    if (menu.multiple) {
      option.run?.();
      setTyped('');
      return;
    }
    if (menu.wide) remember(option.id);
    box.current?.close();
    option.run?.();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: options.length - 1 };
    const to = steps[event.key];
    if (to !== undefined && options.length && !((event.key === 'Home' || event.key === 'End') && typed)) setActive((to + options.length) % options.length);
    else if (event.key === 'Enter') choose(options[now]);
    else if (event.key === 'Backspace' && !typed && path.length) {
      setPath(path.slice(0, -1));
      setActive(0);
    } else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={box}
      class={`ib-choose${menu.wide ? ' is-wide' : ''}${at ? ' is-at' : ''}`}
      aria-label={menu.title}
      tabIndex={-1}
      onClose={() => desk.menu?.build === build && desk.hide()}
      onClick={(event) => {
        if (event.target === box.current) box.current?.close();
      }}
    >
      <div class="ib-choose-box">
        {menu.moment ? (
          <Moment title={menu.title} moment={menu.moment} onDone={() => box.current?.close()} />
        ) : (
          <>
            <div class="ib-choose-head">
              <input
                type="text"
                role="combobox"
                aria-label={menu.title}
                aria-expanded="true"
                aria-controls="ib-choose-list"
                aria-activedescendant={options[now] ? `ib-option-${now}` : undefined}
                autoComplete="off"
                spellcheck={false}
                placeholder={menu.placeholder ?? menu.title}
                value={typed}
                onInput={(event) => {
                  setTyped(event.currentTarget.value);
                  setActive(0);
                }}
                onKeyDown={onKey}
              />
              <button type="button" class="icon-btn" aria-label={t('close')} onClick={() => box.current?.close()}>
                <Icon name="x" />
              </button>
            </div>
            <div id="ib-choose-list" class="ib-choose-list" role="listbox" aria-label={menu.title} aria-multiselectable={menu.multiple} ref={list}>
              {grouped(options).map(([section, group]) => (
                <div key={section} role={section ? 'group' : 'presentation'} aria-label={section || undefined}>
                  {section && (
                    <div class="ib-choose-section" aria-hidden="true">
                      {section}
                    </div>
                  )}
                  {group.map(([option, i]) => (
                    <OptionRow key={option.id} option={option} i={i} active={i === now} multiple={!!menu.multiple} onActive={() => setActive(i)} onChoose={() => choose(option)} />
                  ))}
                </div>
              ))}
            </div>
            {options.length === 0 && (
              <p class="ib-choose-empty muted" role="status">
                {menu.empty ?? t('nothing_so_called')}
              </p>
            )}
          </>
        )}
      </div>
    </dialog>
  );
}

/** Options under their headings, with their places in the whole list. */
function grouped(options: Option[]): [string, [Option, number][]][] {
  const groups: [string, [Option, number][]][] = [];
  options.forEach((option, i) => {
    const section = option.section ?? '';
    const last = groups.at(-1);
    if (last && last[0] === section) last[1].push([option, i]);
    else groups.push([section, [[option, i]]]);
  });
  return groups;
}

interface RowProps {
  option: Option;
  i: number;
  active: boolean;
  multiple: boolean;
  onActive: () => void;
  onChoose: () => void;
}

function OptionRow({ option, i, active, multiple, onActive, onChoose }: RowProps) {
  const { text, detail, icon, person, keys, checked, more } = option;
  return (
    <div id={`ib-option-${i}`} class="ib-option" role="option" aria-selected={multiple ? !!checked : active} data-active={active || undefined} onPointerMove={active ? undefined : onActive} onClick={onChoose}>
      {multiple && <span class={checked ? 'ib-tick is-on' : 'ib-tick'}>{checked && <Icon name="check" />}</span>}
      {person ? <Avatar {...person} small /> : icon && !multiple && <Icon name={icon} />}
      <span class="ib-option-text truncate">{text}</span>
      {detail && <span class="ib-option-detail truncate">{detail}</span>}
      {checked && !multiple && <Icon name="check" />}
      {more && <Icon name="chevron-right" />}
      {keys && <Caps keys={keys} />}
    </div>
  );
}

function Moment({ title, moment, onDone }: { title: string; moment: NonNullable<Menu['moment']>; onDone: () => void }) {
  const [value, setValue] = useState(() => toField(moment.least + 3_600_000));
  const at = new Date(value).getTime();
  return (
    <form
      class="ib-moment"
      onSubmit={(event) => {
        event.preventDefault();
        if (!(at >= moment.least)) return;
        onDone();
        moment.run(at);
      }}
    >
      <label class="label" for="ib-moment">
        {title}
      </label>
      <input id="ib-moment" type="datetime-local" value={value} min={toField(moment.least)} required onInput={(event) => setValue(event.currentTarget.value)} ref={(field) => field?.focus()} />
      <button type="submit" class="btn btn-primary" aria-disabled={!(at >= moment.least)}>
        {t('snooze')}
      </button>
    </form>
  );
}

/** Under what was pressed, or above it where there is no room. */
function place(dialog: HTMLElement, at: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, Math.min(at.top - height - 4, innerHeight - height - 8)) : below;
  dialog.style.setProperty('--left', `${Math.max(8, Math.min(left, at.left < width ? at.left : left))}px`);
  dialog.style.setProperty('--top', `${top}px`);
}
