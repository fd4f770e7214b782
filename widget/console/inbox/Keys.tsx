import { useEffect, useRef } from 'preact/hooks';
import { t } from '../lib/texts';
import { Icon } from './icons';
import { commands, SECTIONS, type Command } from './state/commands';
import type { Desk } from './state/desk';
import { keyCaps } from './state/keys';
import { filterOptions } from './state/menus';

/** A shortcut, as it stands on the keyboard. */
export function Caps({ keys }: { keys: string }) {
  return (
    <span class="caps">
      {keyCaps(keys).map((cap, i) => (
        <span key={i} class="kbd">
          {cap}
        </span>
      ))}
    </span>
  );
}

/** All shortcuts, by where they count. */
export function Help({ desk }: { desk: Desk }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (desk.help) box.current?.showModal();
    else box.current?.close();
  }, [desk.help]);
  if (!desk.help) return null;
  const all = commands(desk).filter((command) => command.keys);
  const part = (section: Command['section']): [string, string][] => all.filter((one) => one.section === section).map((one) => [one.text, one.keys as string]);
  const groups: [string, [string, string][]][] = [
    [t('list'), [[t('key_move'), 'j k'], [t('key_open'), 'Enter'], [t('select_more'), 'J K'], ...part('list'), ...filterOptions(desk).map((one): [string, string] => [one.text, one.keys as string])]],
    [t(SECTIONS.chat), [...part('chat'), [t('columns_move'), 'ArrowLeft ArrowRight'], [t('leave'), 'Escape']]],
    [t('composer'), [[t('key_send'), 'Enter'], [t('key_line'), 'Shift+Enter'], [t('canned'), '/'], [t('mention'), '@'], [t('note_or_answer'), 'alt+n'], [t('proposal_insert'), 'alt+p']]],
    [t('go'), part('go')],
    [t('more'), part('more')],
  ];
  return (
    <dialog
      ref={box}
      class="ib-help"
      aria-labelledby="ib-help-title"
      onClose={() => desk.set('help', false)}
      onClick={(event) => {
        if (event.target === box.current) box.current?.close();
      }}
    >
      <header class="ib-head">
        <h2 id="ib-help-title">{t('shortcuts')}</h2>
        <button type="button" class="icon-btn right" aria-label={t('close')} onClick={() => box.current?.close()}>
          <Icon name="x" />
        </button>
      </header>
      <div class="ib-help-body" tabIndex={0} role="region" aria-labelledby="ib-help-title">
        {groups
          .filter(([, lines]) => lines.length > 0)
          .map(([name, lines]) => (
            <section key={name}>
              <h3>{name}</h3>
              <dl>
                {lines.map(([text, keys]) => (
                  <div key={text}>
                    <dt>{text}</dt>
                    <dd>
                      <Caps keys={keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </dialog>
  );
}
