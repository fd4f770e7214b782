// The form of one block.
import { t } from '../lib/texts';
import { Choose, Count, Field, SUCH_AS, useAround, Words } from './fields';
import type { Block, BlockKind } from './types';
import { fromLocal, toLocal } from './times';

const NAMES: Record<BlockKind, () => string> = {
  title: () => t('of_title'),
  text: () => t('of_text'),
  picture: () => t('of_picture'),
  form: () => t('of_form'),
  button: () => t('of_button'),
  countdown: () => t('of_countdown'),
  coupon: () => t('of_coupon'),
};

/** What a block is called: by its own words where it has some. */
export const blockName = (block: Block): string => block.text?.trim() || block.label?.trim() || NAMES[block.is]();

interface Props {
  block: Block;
  path: string;
  onBlock: (part: Partial<Block>) => void;
}

export function BlockForm(props: Props) {
  const { block, path, onBlock } = props;
  switch (block.is) {
    case 'title':
      return <Words path={`${path}.text`} label={t('of_title')} value={block.text} onText={(text) => onBlock({ text })} />;
    case 'text':
      return <Words path={`${path}.text`} label={t('of_text')} area value={block.text} onText={(text) => onBlock({ text })} />;
    case 'picture':
      return (
        <>
          <Words path={`${path}.src`} label={t('of_src')} url placeholder={SUCH_AS.url} value={block.src} onText={(src) => onBlock({ src })} />
          <Words path={`${path}.alt`} label={t('of_alt')} hint={t('of_alt_hint')} value={block.alt} onText={(alt) => onBlock({ alt })} />
        </>
      );
    case 'form':
      return <PickForm {...props} />;
    case 'button':
      return <ButtonForm {...props} />;
    case 'countdown':
      return <CountdownForm {...props} />;
    case 'coupon':
      return (
        <>
          <PickMagnet path={`${path}.magnet`} kind="coupon" value={block.magnet} onMagnet={(magnet) => onBlock({ magnet })} />
          <Choose path={`${path}.give`} label={t('of_give')} value={block.give ?? 'show'} options={[['show', t('of_give_show')], ['mail', t('of_give_mail')]]} onChoose={(give) => onBlock({ give: give as 'show' })} />
        </>
      );
  }
}

function PickForm({ block, path, onBlock }: Props) {
  const { choices } = useAround();
  return (
    <Choose
      path={`${path}.form`}
      label={t('of_form')}
      value={block.form ?? ''}
      options={[['', t('of_contact_form')], ...choices.forms.map((form): [string, string] => [form.id, form.name])]}
      onChoose={(form) => onBlock({ form })}
    />
  );
}

export function PickMagnet({ path, kind, value, onMagnet, none }: { path: string; kind?: string; value: string | null | undefined; onMagnet: (id: string) => void; none?: string }) {
  const { choices } = useAround();
  const fit = choices.magnets.filter((magnet) => !kind || magnet.kind === kind);
  return (
    <Choose
      path={path}
      label={t('of_magnet')}
      hint={fit.length || none ? undefined : t('of_no_magnets')}
      value={value ?? ''}
      options={[['', none ?? t('of_choose')], ...fit.map((magnet): [string, string] => [magnet.id, magnet.name])]}
      onChoose={onMagnet}
    />
  );
}

function ButtonForm({ block, path, onBlock }: Props) {
  const { choices } = useAround();
  const does = block.does ?? 'url';
  return (
    <>
      <Words path={`${path}.label`} label={t('of_label')} value={block.label} onText={(label) => onBlock({ label })} />
      <Choose
        path={`${path}.does`}
        label={t('of_does')}
        value={does}
        options={[
          ['url', t('of_does_url')],
          ['chat', t('of_does_chat')],
          ...(choices.magnets.length || does === 'magnet' ? [['magnet', t('of_does_magnet')] as [string, string]] : []),
          ['close', t('of_does_close')],
        ]}
        onChoose={(next) => onBlock({ does: next as 'url' })}
      />
      {does === 'url' && <Words path={`${path}.url`} label={t('of_url')} url placeholder={SUCH_AS.url} value={block.url} onText={(url) => onBlock({ url })} />}
      {does === 'magnet' && <PickMagnet path={`${path}.magnet`} value={block.magnet} onMagnet={(magnet) => onBlock({ magnet })} />}
      {does === 'chat' && (
        <>
          <Words path={`${path}.script`} label={t('of_script')} hint={t('of_script_hint')} list="of-scripts" value={block.script} onText={(script) => onBlock({ script })} />
          <datalist id="of-scripts">
            {choices.scripts.map((script) => (
              <option key={script.id} value={script.name} />
            ))}
          </datalist>
        </>
      )}
    </>
  );
}

function CountdownForm({ block, path, onBlock }: Props) {
  const fixed = block.until !== undefined;
  return (
    <>
      <Choose
        path={`${path}.how`}
        label={t('of_until')}
        value={fixed ? 'until' : 'minutes'}
        options={[['minutes', t('of_until_each')], ['until', t('of_until_fixed')]]}
        onChoose={(how) => onBlock(how === 'until' ? { until: tomorrow(), minutes: undefined } : { until: undefined, minutes: 15 })}
      />
      {fixed ? (
        <Field path={`${path}.until`} label={t('of_ends')}>
          {(id, aria) => <input id={id} type="datetime-local" value={toLocal(block.until ?? null)} onInput={(event) => onBlock({ until: fromLocal(event.currentTarget.value) ?? block.until })} {...aria} />}
        </Field>
      ) : (
        <Count path={`${path}.minutes`} label={t('of_minutes')} hint={t('of_minutes_hint')} min={1} max={43_200} value={block.minutes} onCount={(minutes) => onBlock({ minutes })} />
      )}
      <Words path={`${path}.text`} label={t('of_over')} value={block.text} onText={(text) => onBlock({ text })} />
    </>
  );
}

/** The end of tomorrow, here. */
function tomorrow(): number {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  return day.setHours(23, 59, 0, 0);
}
