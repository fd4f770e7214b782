import { doc } from '../loader/env';

type Child = Node | string | null | undefined | false;
type Props = Record<string, unknown>;

const make = (space: string, name: string, props: Props | null, children: Child[]): any => {
  const node = doc('createElementNS')('http://www.w3.org/' + space, name);
  if (name == 'button') node.type = 'button';
  for (const key of props ? Object.keys(props) : []) {
    const value = props![key];
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
};

/** An HTML element; a button submits nothing unless it is told to. Text is only ever text: nothing here parses markup. */
export const h = (name: string, props: Props | null = null, ...children: Child[]): any =>
  make('1999/xhtml', name, props, children);

/** A button of a kind. */
export const button = (kind: string, text: string, onclick: () => void): any => h('button', { class: kind, onclick }, text);

/** An element of a drawing. */
export const svg = (name: string, props: Props | null = null, ...children: Child[]): any => make('2000/svg', name, props, children);

/** A picture of 24 by 24 from the outline of a path. */
export const icon = (d: string): SVGElement =>
  make('2000/svg', 'svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [make('2000/svg', 'path', { d }, [])]);

/** Puts `{name}` and the like into a text. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (all, key: string) => String(values[key] ?? all));
