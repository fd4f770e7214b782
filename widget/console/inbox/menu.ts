// What a menu consists of; one component draws them all, the palette too.
import type { IconName } from './icons';

export interface Option {
  id: string;
  text: string;
  /** Smaller, at the end. */
  detail?: string | undefined;
  icon?: IconName | undefined;
  /** A person: their initials, and the colour of their state. */
  person?: { name: string; seed: string; state?: string | undefined } | undefined;
  /** The shortcut that does the same. */
  keys?: string | undefined;
  checked?: boolean | undefined;
  section?: string | undefined;
  /** Shown only when something is typed. */
  quiet?: boolean | undefined;
  /** Also found by these words. */
  words?: string | undefined;
  /** Leads to another menu instead of doing something. */
  more?: (() => Menu) | undefined;
  run?: (() => void) | undefined;
}

export interface Menu {
  title: string;
  placeholder?: string | undefined;
  options: Option[];
  /** Stays open: several can be chosen. */
  multiple?: boolean | undefined;
  /** Options of what was typed, where nothing is called so. */
  make?: ((typed: string) => Option[]) | undefined;
  /** Asks for a day and a time instead. */
  moment?: { least: number; run: (at: number) => void } | undefined;
  /** In the middle, as the palette. */
  wide?: boolean | undefined;
  empty?: string | undefined;
}
