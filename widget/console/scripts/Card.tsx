import { Component } from 'preact';
import { number, share, t } from '../lib/texts';
import { waited } from '../lib/time';
import { Icon } from './icons';
import { clipped } from './state/clip';
import type { Mark } from './state/diff';
import { gist, kindOf } from './state/kinds';
import { START, portsOf, startPorts, type Port } from './state/ports';
import { heightOf, rowsOf } from './state/size';
import type { Figure, Script, Step } from './state/types';
import { portName, type Level } from './words';

interface Props {
  step: Step;
  /** Only for what names other steps; a card follows its own step. */
  script: Script;
  x: number;
  y: number;
  selected: boolean;
  tabbable: boolean;
  level: Level;
  /** Where the test stands, or where it has been. */
  lit: '' | 'here' | 'path';
  mark: Mark | undefined;
  figure: Figure | undefined;
  runs: number;
}

/** Letters that a card has room for: two lines of what it says, one of a way out. */
const TEXT = 60;
const WAY = 34;

const place = (x: number, y: number): { transform: string } => ({ transform: `translate(${x}px, ${y}px)` });

/** A way out: dragged to a card it leads there, pressed it asks for the next step. */
function Way({ port, name, row }: { port: Port; name: string; row: boolean }) {
  return row ? (
    <div class="sc-way" data-port={port.key}>
      <span class="truncate" title={name.length > WAY ? name : undefined}>
        {clipped(name, WAY)}
      </span>
      <span class={port.to ? 'sc-port is-linked' : 'sc-port'} />
    </div>
  ) : (
    <span class={port.to ? 'sc-port is-alone is-linked' : 'sc-port is-alone'} data-port={port.key} />
  );
}

export class Card extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { script: _, ...rest } = this.props;
    const { script: __, ...after } = next;
    const jumps = next.step.kind === 'jump';
    return jumps || Object.entries(after).some(([key, value]) => rest[key as keyof typeof rest] !== value);
  }

  override render({ step, script, x, y, selected, tabbable, level, lit, mark, figure, runs }: Props) {
    const kind = kindOf(step);
    const ports = portsOf(step);
    const rows = rowsOf(ports);
    const text = gist(step, script);
    const classes = ['sc-card', `is-${kind.group}`, level && `has-${level}`, lit && `is-${lit}`, mark && `was-${mark}`].filter(Boolean).join(' ');
    return (
      <div class={classes} role="option" aria-selected={selected} tabIndex={tabbable ? 0 : -1} data-id={step.id} style={{ ...place(x, y), height: `${heightOf(step)}px` }}>
        <div class="sc-card-head">
          <span class="sc-card-icon">
            <Icon name={kind.icon} />
          </span>
          <span class="sc-card-name truncate">
            {step.title || kind.name()}
            {step.title && <span class="sr-only">, {kind.name()}</span>}
          </span>
          {level && (
            <span class={`sc-card-flag is-${level}`}>
              <Icon name="triangle-alert" />
              <span class="sr-only">{level === 'error' ? t('has_error') : t('has_warning')}</span>
            </span>
          )}
        </div>
        <p class={text ? 'sc-card-text' : 'sc-card-text is-empty'} title={text.length > TEXT ? text : undefined}>
          {text ? clipped(text, TEXT) : t('still_empty')}
        </p>
        {rows.map((port) => (
          <Way key={port.key} port={port} name={portName(port, script, step.id)} row />
        ))}
        {ports.length > rows.length && <Way port={ports[0]!} name="" row={false} />}
        {figure && <FigureBar figure={figure} runs={runs} />}
      </div>
    );
  }
}

function FigureBar({ figure, runs }: { figure: Figure; runs: number }) {
  const part = (n: number): string => `${runs ? Math.min(100, (100 * n) / runs) : 0}%`;
  return (
    <div class="sc-figure">
      <span class="sc-figure-part">
        <span class="sc-figure-bar">
          <i style={{ width: part(figure.reached) }} />
          <b style={{ width: part(figure.left) }} />
        </span>
        {t('figure_reached', { n: number(figure.reached) })} · {share(figure.reached, runs)}
      </span>
      <span class="sc-figure-words">
        {figure.answered > 0 && <span>{t('figure_answered', { n: number(figure.answered) })}</span>}
        {figure.median_ms !== null && <span>{waited(0, figure.median_ms)}</span>}
        {figure.left > 0 && <span class="is-left">{t('figure_left', { n: number(figure.left) })}</span>}
      </span>
    </div>
  );
}

/** Where every run begins. */
export function StartCard({ script, x, y, selected, tabbable }: { script: Script; x: number; y: number; selected: boolean; tabbable: boolean }) {
  const ports = startPorts(script);
  return (
    <div class="sc-card is-start" role="option" aria-selected={selected} tabIndex={tabbable ? 0 : -1} data-id={START} style={place(x, y)}>
      <div class="sc-card-head">
        <span class="sc-card-icon">
          <Icon name="play" />
        </span>
        <span class="sc-card-name truncate">{t('start')}</span>
      </div>
      {ports.map((port) => (
        <Way key={port.key} port={port} name={portName(port, script, START)} row />
      ))}
    </div>
  );
}
