// Where a visit came from, in words.
import { t } from '../lib/texts';
import { webUrl } from './state/rows';
import type { Source } from './state/types';

const CHANNELS = {
  direct: 'channel_direct',
  search: 'channel_search',
  paid: 'channel_paid',
  social: 'channel_social',
  email: 'channel_email',
  referral: 'channel_referral',
  campaign: 'channel_campaign',
} as const;
const isChannel = (name: string): name is keyof typeof CHANNELS => name in CHANNELS;

/** A source in a line: the channel, then what the link said. */
export function sourceLine(source: Source | null | undefined): string {
  if (!source) return t('channel_direct');
  const tags = [source.utm_source, source.utm_medium].filter(Boolean).join(' / ');
  const from = webUrl(source.referrer)?.hostname.replace(/^www\./, '');
  const channel = source.channel && (isChannel(source.channel) ? t(CHANNELS[source.channel]) : source.channel);
  return [channel, tags || from].filter(Boolean).join(', ') || t('channel_direct');
}
