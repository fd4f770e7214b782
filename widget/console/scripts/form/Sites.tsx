// On which sites a script answers: who answers there, and which script begins a chat.
import { useId } from 'preact/hooks';
import { t } from '../../lib/texts';
import { Icon } from '../icons';
import { first, starters, switched } from '../state/sites';
import type { AnswersBy, OnSite, There } from '../state/types';

const ANSWERS: [AnswersBy, () => string][] = [
  ['people', () => t('answers_people')],
  ['bot', () => t('answers_bot')],
  ['bot_first', () => t('answers_bot_first')],
  ['bot_when_away', () => t('answers_bot_when_away')],
];

interface Props {
  sites: OnSite[];
  /** The script, as it is or will be. */
  self: There;
  readonly: boolean;
  /** Who answers is the owner's to say. */
  owner: boolean;
  onSites: (sites: OnSite[]) => void;
}

export function Sites({ sites, self, readonly, owner, onSites }: Props) {
  if (!sites.length) return null;
  const put = (next: OnSite): void => onSites(sites.map((one) => (one.id === next.id ? next : one)));
  return (
    <div class="sc-rows" role="group" aria-label={t('answers_on')}>
      <span class="label">{t('answers_on')}</span>
      {sites.map((site) => (
        <div key={site.id} class="sc-site">
          <label class="check">
            <input type="checkbox" checked={site.on} disabled={readonly} onChange={(event) => put(switched(site, self, event.currentTarget.checked))} />
            <span>{site.name}</span>
          </label>
          {site.on && <Who site={site} may={owner && !readonly} onWho={(answers_by) => put({ ...site, answers_by })} />}
          {site.on && <Begins site={site} self={self} may={!readonly} onFirst={(id) => put(first(site, id))} />}
        </div>
      ))}
    </div>
  );
}

function Who({ site, may, onWho }: { site: OnSite; may: boolean; onWho: (who: AnswersBy) => void }) {
  const id = useId();
  return (
    <>
      <div class="sc-site-line">
        <label for={id}>{t('answered_by')}</label>
        {may ? (
          <select id={id} value={site.answers_by} onChange={(event) => onWho(event.currentTarget.value as AnswersBy)}>
            {ANSWERS.map(([word, name]) => (
              <option key={word} value={word}>
                {name()}
              </option>
            ))}
          </select>
        ) : (
          <output id={id}>{ANSWERS.find(([word]) => word === site.answers_by)?.[1]()}</output>
        )}
      </div>
      {site.answers_by === 'people' && (
        <p class="sc-warning sc-site-note">
          <Icon name="info" />
          <span>{may ? t('people_only') : `${t('people_only')} ${t('people_only_owner')}`}</span>
        </p>
      )}
    </>
  );
}

/** Only one script begins a chat on a site: which, is told and can be changed where there are several. */
function Begins({ site, self, may, onFirst }: { site: OnSite; self: There; may: boolean; onFirst: (id: string) => void }) {
  const id = useId();
  const all = starters(site);
  if (all.length < 2) return null;
  return (
    <>
      <div class="sc-site-line">
        <label for={id}>{t('begins_with')}</label>
        <select id={id} value={all[0]!.id} disabled={!may} onChange={(event) => onFirst(event.currentTarget.value)}>
          {all.map((one) => (
            <option key={one.id} value={one.id}>
              {one.id === self.id ? t('this_script', { name: one.name }) : one.name}
            </option>
          ))}
        </select>
      </div>
      <p class="hint sc-site-note">{t('begins_hint')}</p>
    </>
  );
}
