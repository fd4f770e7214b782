import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { hasFiles } from '../../ui/upload';
import { count, t } from '../lib/texts';
import { Icon } from './icons';
import type { Inbox } from './inbox';
import { visitorName } from './rows';
import { Tray } from './Tray';
import type { Conversation } from './types';

const LONGEST = 4_000;
/** Where keys are on the glass, Enter makes a new line and the button sends. */
const touch = matchMedia('(hover: none) and (pointer: coarse)');

interface Props {
  inbox: Inbox;
  id: string;
  row: Conversation | undefined;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ inbox, id, row, field }: Props) {
  const [text, setText] = useState(() => inbox.outbox.draft(id));
  const left = LONGEST - [...text].length;
  const uploads = inbox.uploads(id);
  const pick = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const ready = left >= 0 && uploads.ready >= 0 && (text.trim() !== '' || uploads.ready > 0);

  useLayoutEffect(() => {
    const now = field.current;
    if (!now) return;
    now.style.height = 'auto';
    now.style.height = `${Math.min(now.scrollHeight + 2, 200)}px`;
  }, [text]);
  // A refused message that is edited again comes back as the draft.
  const kept = inbox.outbox.draft(id);
  useLayoutEffect(() => {
    if (kept !== text && kept !== '') setText(kept);
  }, [kept]);

  const send = (): void => {
    if (!ready) return;
    inbox.write(id, text.trim());
    setText('');
    field.current?.focus();
  };
  if (row?.status === 'closed') {
    return (
      <div class="ib-closed">
        <span class="muted">{t('is_closed')}</span>
        <button type="button" class="btn btn-sm" onClick={() => void inbox.toggle(id)}>
          {t('reopen_to_answer')}
        </button>
      </div>
    );
  }
  return (
    <form
      class={over ? 'ib-composer is-over' : 'ib-composer'}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        uploads.add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Tray uploads={uploads} most={inbox.me?.files ?? 0} />
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label={row ? t('answer_to', { name: visitorName(row) }) : t('answer')}
        placeholder={t('write')}
        aria-describedby="composer-hint"
        onInput={(event) => {
          const value = event.currentTarget.value;
          setText(value);
          inbox.outbox.setDraft(id, value);
          if (value.trim()) inbox.typing(id);
        }}
        onPaste={(event) => {
          if (!hasFiles(event.clipboardData)) return;
          event.preventDefault();
          uploads.add([...(event.clipboardData?.files ?? [])]);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || touch.matches) return;
          event.preventDefault();
          send();
        }}
      />
      <div class="ib-composer-foot">
        <input
          ref={pick}
          type="file"
          multiple
          hidden
          aria-label={t('attach')}
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
            field.current?.focus();
          }}
        />
        <button type="button" class="icon-btn" aria-label={t('attach')} title={t('attach')} onClick={() => pick.current?.click()}>
          <Icon name="paperclip" />
        </button>
        <span id="composer-hint" class={left < 0 ? 'error' : 'keys'}>
          {left < 500 ? (
            count('left', left)
          ) : (
            <>
              <span>
                <span class="kbd">{t('key_enter')}</span> {t('key_send')}
              </span>
              <span>
                <span class="kbd">{t('key_shift_enter')}</span> {t('key_line')}
              </span>
            </>
          )}
        </span>
        <button type="submit" class="btn btn-primary btn-sm" aria-disabled={!ready}>
          {t('send')}
          <Icon name="send-horizontal" />
        </button>
      </div>
    </form>
  );
}
