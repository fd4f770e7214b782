// The outline: the script as a list in the order of the flow, from the keyboard or on a phone.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { number, t } from '../lib/texts';
import { Icon } from './icons';
import type { Editor } from './state/editor';
import { gist, kindOf, titleOf } from './state/kinds';
import { outline, type Line } from './state/order';
import { START } from './state/ports';
import { levels, portName } from './words';

export function Outline({ editor }: { editor: Editor }) {
  const { doc } = editor;
  const lines = useMemo(() => outline(doc), [doc]);
  const worst = useMemo(() => levels(editor.findings), [editor.findings]);
  const root = useRef<HTMLDivElement>(null);
  const path = editor.pane === 'try' ? (editor.tryout.now?.path ?? []) : [];
  const here = editor.pane === 'try' ? editor.tryout.now?.at : null;
  const figures = editor.figures?.got;
  const line = (key: string): HTMLElement | null => root.current?.querySelector(`[data-line="${CSS.escape(key)}"]`) ?? null;
  const current = editor.edge ? `${editor.edge.from} ${editor.edge.port}` : editor.current;
  const tabbable = lines.some((one) => one.key === current) ? current : lines[0]?.key;

  useEffect(() => {
    editor.reveal = (id) => {
      const found = line(id);
      found?.scrollIntoView({ block: 'nearest' });
      found?.focus({ preventScroll: true });
    };
    return () => {
      editor.reveal = () => {};
    };
  }, [editor]);

  const choose = (one: Line, adds = false): void => {
    const id = one.start ? START : one.step?.id;
    if (id && adds) {
      const next = new Set(editor.selection);
      if (next.has(id)) next.delete(id);
      else next.add(id);
      editor.select(next);
    } else if (id) editor.select([id]);
    else editor.select([], { from: one.from, port: one.port!.key });
  };
  const open = (one: Line, rect: DOMRect | null): void => {
    if (one.start || one.step) editor.focus();
    else if (one.elsewhere) editor.goTo(one.elsewhere.id);
    else if (!one.port?.to) editor.quickAdd(one.from, rect, one.port!.key);
  };

  const key = (event: KeyboardEvent): void => {
    // Keys may come faster than paints.
    const focused = (event.target as HTMLElement).closest<HTMLElement>('[data-line]')?.dataset.line ?? tabbable;
    const now = lines.findIndex((one) => one.key === focused);
    const one = lines[now];
    if (!one || event.ctrlKey || event.metaKey) return;
    const to = (i: number): void => {
      const next = lines[Math.min(lines.length - 1, Math.max(0, i))]!;
      choose(next);
      line(next.key)?.focus();
    };
    if (event.altKey) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      editor.shift(event.key === 'ArrowDown' ? 1 : -1);
      if (editor.current) setTimeout(() => line(editor.current ?? '')?.focus(), 20);
    } else if (event.key === 'ArrowDown' && event.shiftKey) {
      const next = lines[Math.min(lines.length - 1, now + 1)]!;
      if (next.step) editor.select([...editor.selection, next.step.id]);
      line(next.key)?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'j') to(now + 1);
    else if (event.key === 'ArrowUp' || event.key === 'k') to(now - 1);
    else if (event.key === 'Home') to(0);
    else if (event.key === 'End') to(lines.length - 1);
    else if (event.key === 'Enter') open(one, line(one.key)?.getBoundingClientRect() ?? null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  let lost = false;
  return (
    <div class="sc-outline" ref={root} role="tree" aria-label={t('outline')} aria-multiselectable="true" onKeyDown={key}>
      {lines.flatMap((one) => {
        const first = one.lost && !lost;
        lost ||= !!one.lost;
        const selected = one.start ? editor.selection.has(START) : one.step ? editor.selection.has(one.step.id) : editor.edge?.from === one.from && editor.edge.port === one.port?.key;
        const { step } = one;
        const level = step ? (worst.get(step.id) ?? '') : '';
        const figure = step && figures ? figures.steps[step.id] : undefined;
        const kind = step && kindOf(step);
        const text = step ? gist(step, doc) : '';
        return [
            first && (
              <h3 key="lost" class="sc-lost" role="presentation">
                {t('not_reached')}
              </h3>
            ),
            <div
              key={one.key}
              class={`sc-line${one.port ? ' is-way' : ''}${step && here === step.id ? ' is-here' : step && path.includes(step.id) ? ' is-path' : ''}`}
              role="treeitem"
              aria-level={one.depth + 1}
              aria-selected={selected}
              tabIndex={one.key === tabbable ? 0 : -1}
              data-line={one.key}
              style={{ paddingInlineStart: `${16 + Math.min(one.depth, 8) * 20}px` }}
              onClick={(event) => {
                const opens = !event.shiftKey && !event.ctrlKey && matchMedia('(max-width: 699px)').matches;
                choose(one, event.shiftKey || event.ctrlKey || event.metaKey);
                if (opens || one.port) open(one, event.currentTarget.getBoundingClientRect());
              }}
              onDblClick={() => editor.focus()}
            >
              {one.start && (
                <>
                  <span class="sc-card-icon is-start">
                    <Icon name="play" />
                  </span>
                  <span class="sc-line-name">{t('start')}</span>
                </>
              )}
              {step && kind && (
                <>
                  <span class={`sc-card-icon is-${kind.group}`}>
                    <Icon name={kind.icon} />
                  </span>
                  <span class="sc-line-name">{step.title || kind.name()}</span>
                  <span class="sc-line-text truncate">{text || t('still_empty')}</span>
                  {figure && <span class="sc-line-figure num">{[t('figure_reached', { n: number(figure.reached) }), figure.left ? t('figure_left', { n: number(figure.left) }) : ''].filter(Boolean).join(' · ')}</span>}
                  {step.variable && <code class="sc-line-variable truncate">{step.variable}</code>}
                  {level && (
                    <span class={`sc-card-flag is-${level}`}>
                      <Icon name="triangle-alert" />
                      <span class="sr-only">{level === 'error' ? t('has_error') : t('has_warning')}</span>
                    </span>
                  )}
                </>
              )}
              {one.port && (
                <>
                  <Icon name={one.elsewhere ? 'corner-up-left' : 'chevron-right'} />
                  <span class="sc-line-way truncate">{portName(one.port, doc, one.from)}</span>
                  {one.elsewhere && <span class="sc-line-text truncate">{t('goes_to', { name: titleOf(one.elsewhere, doc) })}</span>}
                  {!one.port.to && (one.follows ? <span class="muted">{t('as_otherwise')}</span> : <span class="sc-line-open">{editor.readonly ? t('ends_here') : t('add_here')}</span>)}
                </>
              )}
            </div>,
        ];
      })}
    </div>
  );
}
