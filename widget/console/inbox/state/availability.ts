// What somebody of the team can be for visitors, in words.
import { t } from '../../lib/texts';
import type { Availability } from './types';

export const STATES: Availability[] = ['online', 'away', 'offline'];

export const name = (state: Availability): string => t(state === 'online' ? 'online' : state === 'away' ? 'state_away' : 'state_offline');
export const meaning = (state: Availability): string => t(state === 'online' ? 'state_online_text' : state === 'away' ? 'state_away_text' : 'state_offline_text');
