import { t } from './texts';

/** What a refusal of the server says to a person. */
export function explain(status: number, code?: string): string {
  if (code === 'another_is_open') return t('another_open');
  if (code === 'not_here') return t('has_left');
  if (code === 'talks') return t('talks_already');
  if (code === 'invited_lately') return t('invited_lately');
  if (code === 'not_open') return t('not_open');
  if (code === 'blocked') return t('is_blocked');
  if (code === 'shortcut_taken') return t('canned_taken');
  if (code === 'too_many_tags') return t('too_many_tags');
  if (status === 401) return t('signed_out');
  if (status === 403) return t('no_right');
  if (status === 404) return t('gone');
  if (status === 429) return t('too_often');
  if (status === 503) return t('busy');
  return t('answered_status', { status });
}

/** The code of a problem, where the answer is one. */
export async function codeOf(answer: Response): Promise<string | undefined> {
  return ((await answer.json().catch(() => ({}))) as { code?: string }).code;
}
