// A draft as visitors see it: the widget's own module in a frame.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from '../scripts/icons';

/** What is drawn, as console/entries/preview.ts takes it: stays the same object, or says the same, until it changes. */
export type Drawing = Record<string, unknown>;

export function Preview({ drawing, name, site }: { drawing: Drawing; name: string; site: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [phone, setPhone] = useState(false);
  const [dark, setDark] = useState(false);
  const [ready, setReady] = useState(false);
  const sent = useRef('');
  useEffect(() => {
    const heard = (event: MessageEvent): void => {
      if (event.source !== frame.current?.contentWindow || event.origin !== location.origin) return;
      if (event.data?.preview === 'ready') setReady(true);
      // The editor's own key, pressed in the frame.
      if (event.data?.preview === 'save') dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, cancelable: true }));
    };
    addEventListener('message', heard);
    return () => removeEventListener('message', heard);
  }, []);
  useEffect(() => {
    if (!ready) return undefined;
    const say = JSON.stringify({ drawing, dark, phone });
    if (say === sent.current) return undefined;
    // Not with every letter.
    const soon = setTimeout(() => {
      sent.current = say;
      frame.current?.contentWindow?.postMessage({ preview: 'look', ...drawing, dark }, location.origin);
    }, sent.current ? 250 : 0);
    return () => clearTimeout(soon);
  }, [ready, drawing, dark, phone]);
  return (
    <section class="of-preview" aria-label={t('of_preview')}>
      <div class="of-preview-head">
        <h2>{t('of_preview')}</h2>
        {name && (
          <span class="badge" dir="auto">
            {name}
          </span>
        )}
        <span class="ib-switch" role="group" aria-label={t('of_device')}>
          <button type="button" aria-pressed={!phone} title={t('of_desktop')} aria-label={t('of_desktop')} onClick={() => setPhone(false)}>
            <Icon name="monitor" />
          </button>
          <button type="button" aria-pressed={phone} title={t('of_phone')} aria-label={t('of_phone')} onClick={() => setPhone(true)}>
            <Icon name="smartphone" />
          </button>
        </span>
        <button type="button" class="icon-btn" aria-pressed={dark} title={t('of_dark')} aria-label={t('of_dark')} onClick={() => setDark(!dark)}>
          <Icon name={dark ? 'moon' : 'sun'} />
        </button>
        <button type="button" class="icon-btn" title={t('of_again')} aria-label={t('of_again')} onClick={() => frame.current?.contentWindow?.postMessage({ preview: 'look', ...drawing, step: 0, dark }, location.origin)}>
          <Icon name="refresh-cw" />
        </button>
      </div>
      <div class="of-stage">
        {!ready && <span class="skeleton of-stage-wait" role="status" aria-label={t('loading')} />}
        <iframe ref={frame} class={phone ? 'of-frame is-phone' : 'of-frame'} src={`/console/preview?site=${site}`} title={t('of_preview')} />
      </div>
    </section>
  );
}
