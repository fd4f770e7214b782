import { useEffect, useRef, useState } from 'preact/hooks';
import { bytes, type Upload, type Uploads } from '../../ui/upload';
import { number, locale, t } from '../lib/texts';
import { Icon } from './icons';

/** The files that go with the next message. */
export function Tray({ uploads, most }: { uploads: Uploads; most: number }) {
  if (!uploads.list.length) return null;
  return (
    <ul class="ib-tray" aria-label={t('files')}>
      {uploads.list.map((upload) => (
        <Chip key={upload.id} upload={upload} uploads={uploads} most={most} />
      ))}
    </ul>
  );
}

function Chip({ upload, uploads, most }: { upload: Upload; uploads: Uploads; most: number }) {
  const { file, info, state, done } = upload;
  return (
    <li>
      <Face file={file} info={info?.width ? info.id : undefined} />
      <div>
        <b dir="auto">{file.name}</b>
        {state === 'sends' && <progress max={1} value={done} aria-label={t('file_sending', { name: file.name })} />}
        {state === 'there' && <span>{bytes(info?.size ?? file.size, locale())}</span>}
        {state === 'waits' && <span>{t('file_waits')}</span>}
        {state === 'bad' && (
          <span class="bad" role="alert">
            {words(upload.code, most)}
          </span>
        )}
        {state === 'bad' && upload.code === 'refused' && (
          <button type="button" class="link-btn" onClick={() => uploads.retry(upload)}>
            {t('again')}
          </button>
        )}
      </div>
      <button type="button" class="icon-btn" aria-label={t('file_drop', { name: file.name })} onClick={() => uploads.drop(upload)}>
        <Icon name="x" />
      </button>
    </li>
  );
}

/** A small picture of what is a picture. */
function Face({ file, info }: { file: File; info: string | undefined }) {
  const at = useRef<HTMLCanvasElement>(null);
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    if (!/^image\/(png|jpeg|gif|webp)$/.test(file.type) || !file.size) return;
    let gone = false;
    void createImageBitmap(file, { resizeHeight: 80 }).then((picture) => {
      const canvas = at.current;
      if (canvas && !gone) {
        canvas.width = canvas.height = 80;
        canvas.getContext('2d')?.drawImage(picture, (80 - picture.width) / 2, 0);
        setDrawn(true);
      }
      picture.close();
    }, () => {});
    return () => {
      gone = true;
    };
  }, [file]);
  if (!file.size && info) return <img class="ib-face" src={`/api/v1/files/${info}`} alt="" />;
  return (
    <span class="ib-face" aria-hidden="true">
      <canvas ref={at} hidden={!drawn} />
      {!drawn && <Icon name="file" />}
    </span>
  );
}

function words(code: string | undefined, most: number): string {
  if (code === 'file_too_large') return t('file_large', { size: bytes(most, locale()) });
  if (code === 'file_empty') return t('file_empty');
  if (code === 'file_type_refused') return t('file_type');
  if (code === 'too_many_pixels') return t('file_pixels');
  if (code === 'too_many_files') return t('file_many', { n: number(10) });
  return t('file_failed');
}
