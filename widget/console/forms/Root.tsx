import { t } from '../lib/texts';
import { Load } from '../offers/Load';
import { App } from './App';
import { api } from './api';

/** Loads the form and what it can be made of. */
export function Root({ id }: { id: string }) {
  const load = () => Promise.all([api.one(id), api.choices(), api.me().catch(() => null)]);
  return (
    <Load load={load} failed={t('fo_failed')}>
      {([whole, choices, me], again) => <App key={whole.rev} whole={whole} choices={choices} readonly={me?.user.role === 'operator'} onReload={again} />}
    </Load>
  );
}
