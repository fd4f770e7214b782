// Two people do not answer one visitor: who begins second is told, and their text is kept.
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import type { Inbox } from './state/inbox';
import type { Looker } from './state/types';

export interface LockState {
  other: Looker | undefined;
  /** Somebody else has begun before. */
  second: boolean;
  /** It was tried to send all the same. */
  tried: boolean;
  /** True where sending waits: the person is told. */
  holds: () => boolean;
  done: () => void;
}

export function useLock(inbox: Inbox, id: string, writing: boolean): LockState {
  const [others] = usePick(inbox, () => [inbox.looks.others(id)] as const);
  const other = others.find((one) => one.writing);
  const began = useRef<'' | 'first' | 'second'>('');
  const [tried, setTried] = useState(false);
  if (!writing) began.current = '';
  else if (!began.current) began.current = other ? 'second' : 'first';
  // The other has stopped: whoever waited goes on as the first.
  else if (!other) began.current = 'first';
  const second = other !== undefined && began.current !== 'first';
  useEffect(() => {
    if (!second) setTried(false);
  }, [second]);
  return {
    other,
    second,
    tried,
    holds: () => {
      if (second) setTried(true);
      return second;
    },
    done: () => {
      began.current = '';
      setTried(false);
    },
  };
}

export function Lock({ lock, onAnyway }: { lock: LockState; onAnyway: () => void }) {
  const { other, second, tried } = lock;
  if (!other) return null;
  return (
    <p class={second ? 'ib-lock is-second' : 'ib-lock'} role={tried ? 'alert' : 'status'}>
      <Icon name="lock" />
      <span class="grow">{tried ? t('lock_kept', { name: other.name }) : second ? t('lock_writes', { name: other.name }) : t('lock_too', { name: other.name })}</span>
      {tried && (
        <button type="button" class="btn btn-sm" onClick={onAnyway}>
          {t('send_anyway')}
        </button>
      )}
    </p>
  );
}
