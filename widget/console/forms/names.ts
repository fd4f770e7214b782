// What the parts of a form are called, and how they are drawn.
import { t } from '../lib/texts';
import type { IconName } from '../scripts/icons';
import { spotOf } from './model';
import type { Definition, Field, Kind } from './types';

export const ICONS: Record<Kind, IconName> = {
  name: 'user',
  phone: 'smartphone',
  email: 'send-horizontal',
  company: 'users',
  position: 'badge-check',
  text: 'minus',
  long: 'message-square-text',
  number: 'hash',
  choice: 'list-tree',
  date: 'calendar',
  file: 'paperclip',
  consent: 'check',
  profile: 'globe',
  hidden: 'tag',
};

export const kindName = (kind: Kind): string =>
  ({
    name: t('fo_kind_name'),
    phone: t('fo_kind_phone'),
    email: t('fo_kind_email'),
    company: t('fo_kind_company'),
    position: t('fo_kind_position'),
    text: t('fo_kind_text'),
    long: t('fo_kind_long'),
    number: t('fo_kind_number'),
    choice: t('fo_kind_choice'),
    date: t('fo_kind_date'),
    file: t('fo_kind_file'),
    consent: t('fo_kind_consent'),
    profile: t('fo_kind_profile'),
    hidden: t('fo_kind_hidden'),
  })[kind];

/** By its own words where it has some. */
export const fieldName = ({ label, kind, from }: Field): string => label?.trim() || (kind === 'hidden' && (from?.query || from?.attribute)) || kindName(kind);

export const stepName = (at: number): string => t('fo_step', { n: at + 1 });

/** Where a field stands, to be read aloud. */
export function placeOf(definition: Definition, key: string): string {
  const spot = spotOf(definition, key);
  if (!spot) return '';
  const { fields } = definition.steps[spot.step]!;
  return t('fo_moved', { name: fieldName(fields[spot.field]!), step: spot.step + 1, n: spot.field + 1, of: fields.length });
}
