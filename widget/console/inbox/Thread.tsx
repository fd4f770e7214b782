import { t } from '../lib/texts';
import { Composer } from './Composer';
import { Head, Strip } from './Head';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Messages } from './Messages';
import { Safe } from './Safe';
import type { Desk } from './state/desk';
import { visitorName } from './state/rows';
import type { State } from '../live/socket';

/** The threads that are open, beside each other. */
export function Threads({ desk }: { desk: Desk }) {
  const { inbox } = desk;
  usePick(inbox, () => [desk.columns.join(), desk.active] as const);
  const { columns } = desk;
  if (!columns.length) {
    return (
      <section class="ib-thread is-empty" aria-label={t('conversation')}>
        <div class="empty">
          <Icon name="message-square" />
          <h2>{t('no_open')}</h2>
          <p>{t('no_open_text')}</p>
        </div>
      </section>
    );
  }
  return (
    <div class={`ib-columns is-${columns.length}`}>
      {columns.map((id, i) => (
        <Safe key={id}>
          <Thread desk={desk} id={id} first={i === 0} several={columns.length > 1} />
        </Safe>
      ))}
    </div>
  );
}

function Thread({ desk, id, first, several }: { desk: Desk; id: string; first: boolean; several: boolean }) {
  const { inbox } = desk;
  const [row, error, away, line, active] = usePick(inbox, () => [inbox.known.get(id), inbox.threads.get(id)?.error, inbox.away, inbox.line, desk.active === id, desk.hit, desk.facts] as const);
  const classes = ['ib-thread', several && active && 'is-active'].filter(Boolean).join(' ');
  return (
    <section class={classes} data-column={id} aria-label={row ? t('chat_with', { name: visitorName(row) }) : t('conversation')} onFocusIn={() => desk.activate(id)} onPointerDown={() => desk.activate(id)}>
      {row ? (
        <Head desk={desk} row={row} first={first} several={several} />
      ) : (
        <header class="ib-head">
          <button type="button" class="icon-btn ib-back" aria-label={t('back')} onClick={() => desk.leave()}>
            <Icon name="arrow-left" />
          </button>
        </header>
      )}
      {first && <Away line={line} away={away} />}
      {row && <Strip desk={desk} row={row} />}
      {error ? (
        <div class="empty">
          <Icon name="triangle-alert" />
          <h2>{t('messages_failed')}</h2>
          <p>{error}</p>
          <button type="button" class="btn" onClick={() => inbox.load(id)}>
            {t('again')}
          </button>
        </div>
      ) : (
        <>
          <Messages desk={desk} id={id} row={row} />
          <Composer desk={desk} id={id} row={row} />
        </>
      )}
    </section>
  );
}

function Away({ line, away }: { line: State; away: boolean }) {
  if (line === 'signed_out') {
    return (
      <p class="ib-away" role="status">
        {t('signed_out')} <a href="/login">{t('sign_in')}</a>
      </p>
    );
  }
  if (!away) return null;
  return (
    <p class="ib-away" role="status">
      <Icon name="refresh-cw" />
      {t('kept')}
    </p>
  );
}
