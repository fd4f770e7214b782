// What belongs to the form as a whole.
import { t } from '../lib/texts';
import { PickMagnet } from '../offers/Blocks';
import { Choose, SUCH_AS, Words } from '../offers/fields';
import { Tick } from './FieldForm';
import type { After, Definition, Whole } from './types';

interface Props {
  definition: Definition;
  readonly: boolean;
  onDefine: (part: Partial<Definition>, tag?: string) => void;
}

export function Settings({ definition, readonly, onDefine }: Props) {
  return (
    <fieldset class="of-fields" disabled={readonly}>
      <Words path="title" label={t('fo_title')} value={definition.title} onText={(title) => onDefine({ title }, 'title')} />
      <Words path="intro" label={t('fo_intro')} area value={definition.intro} onText={(intro) => onDefine({ intro }, 'intro')} />
      <Words path="submit" label={t('fo_submit')} hint={t('fo_submit_hint')} value={definition.submit} onText={(submit) => onDefine({ submit }, 'submit')} />
      <div class="field">
        <Tick label={t('fo_consent')} value={definition.consent} onTick={(consent) => onDefine({ consent })} />
        <p class="hint">{t('fo_consent_hint')}</p>
      </div>
      <Afterwards after={definition.after} onAfter={(after, tag) => onDefine({ after }, tag)} />
    </fieldset>
  );
}

function Afterwards({ after, onAfter }: { after: After; onAfter: (after: After, tag?: string) => void }) {
  const put = (part: Partial<After>, tag?: string): void => onAfter({ ...after, ...part }, tag);
  return (
    <fieldset class="of-set">
      <legend>{t('fo_after')}</legend>
      <Choose
        path="after.do"
        label={t('fo_after_do')}
        value={after.do}
        options={[['message', t('fo_after_message')], ['redirect', t('fo_after_redirect')], ['magnet', t('fo_after_magnet')], ['chat', t('fo_after_chat')]]}
        onChoose={(does) => put({ do: does as After['do'] })}
      />
      {after.do === 'redirect' && <Words path="after.url" label={t('of_url')} url placeholder={SUCH_AS.url} value={after.url} onText={(url) => put({ url }, 'after.url')} />}
      {after.do === 'magnet' && <PickMagnet path="after.magnet" value={after.magnet} onMagnet={(magnet) => put({ magnet: magnet || null })} />}
      {(after.do === 'message' || after.do === 'magnet') && (
        <>
          <Words path="after.title" label={t('fo_after_title')} hint={t('fo_after_title_hint')} value={after.title} onText={(title) => put({ title }, 'after.title')} />
          <Words path="after.text" label={t('of_text')} area value={after.text} onText={(text) => put({ text }, 'after.text')} />
        </>
      )}
    </fieldset>
  );
}

/** Its own page, and what puts it into another. */
export function Where({ whole, active }: { whole: Whole; active: boolean }) {
  return (
    <fieldset class="of-set">
      <legend>{t('fo_where')}</legend>
      {!active && <p class="hint">{t('fo_where_off')}</p>}
      <div class="field">
        <span class="fo-label" id="fo-link-label">
          {t('fo_link')}
        </span>
        <div class="fo-copy">
          <a class="truncate" id="fo-link" href={whole.link} target="_blank" rel="noopener" aria-describedby="fo-link-label">
            {whole.link}
          </a>
          <button type="button" class="btn btn-sm" data-copy="#fo-link" aria-label={t('fo_link_copy')}>
            {t('fo_copy')}
          </button>
        </div>
      </div>
      <div class="field">
        <span class="fo-label">{t('fo_embed')}</span>
        <div class="fo-copy">
          <code id="fo-embed">{`<div data-leadbell-form="${whole.id}"></div>`}</code>
          <button type="button" class="btn btn-sm" data-copy="#fo-embed" aria-label={t('fo_embed_copy')}>
            {t('fo_copy')}
          </button>
        </div>
        <p class="hint">{t('fo_embed_hint')}</p>
      </div>
    </fieldset>
  );
}
