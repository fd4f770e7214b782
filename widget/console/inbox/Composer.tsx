import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { hasFiles } from '../../ui/upload';
import { count, locale, t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Caps } from './Keys';
import { Lock, useLock } from './Lock';
import { pickKey, Picker, type Pick } from './Picker';
import { ProposedAnswer, useProposals } from './Proposals';
import { filled, fitting, trigger } from './state/canned';
import { fittingKnown, inWordsFor } from './state/knowledge';
import { mentioned } from './state/mentions';
import type { Desk } from './state/desk';
import { ranked } from './state/fuzzy';
import { keepMenu, people, STATE_NAMES } from './state/menus';
import { visitorName } from './state/rows';
import type { Conversation, Proposal } from './state/types';
import { Tray } from './Tray';

const LONGEST = 4_000;
/** Where keys are on the glass, Enter makes a new line and the button sends. */
const touch = matchMedia('(hover: none) and (pointer: coarse)');

interface Props {
  desk: Desk;
  id: string;
  row: Conversation | undefined;
}

export function Composer({ desk, id, row }: Props) {
  const [noting] = usePick(desk.inbox, () => [desk.noting.has(id)] as const);
  if (row && !noting && (row.status === 'closed' || row.blocked)) return <Ended desk={desk} row={row} />;
  return <Writer key={`${id}${noting}`} desk={desk} id={id} row={row} noting={noting} />;
}

/** Nothing can be answered here; a note can still be made. */
function Ended({ desk, row }: { desk: Desk; row: Conversation }) {
  const { actions } = desk.inbox;
  return (
    <div class="ib-closed">
      <span class="muted">{row.blocked ? t('is_blocked') : t('is_closed')}</span>
      {row.blocked ? (
        <button type="button" class="btn btn-sm" onClick={() => void actions.block([row.id], false)}>
          {t('unblock')}
        </button>
      ) : (
        <button type="button" class="btn btn-sm" onClick={() => void actions.close([row.id], false)}>
          {t('reopen_to_answer')}
        </button>
      )}
      <button type="button" class="btn btn-sm btn-ghost" onClick={() => desk.write(row.id, true)}>
        <Icon name="sticky-note" />
        {t('write_note')}
      </button>
    </div>
  );
}

function Writer({ desk, id, row, noting }: Props & { noting: boolean }) {
  const { inbox } = desk;
  const draft = noting ? `note ${id}` : id;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => inbox.outbox.draft(draft));
  const [caret, setCaret] = useState(text.length);
  const [active, setActive] = useState(0);
  const [shut, setShut] = useState(-1);
  const [kept, canned, knowledge, team, offers] = usePick(inbox, () => [inbox.outbox.draft(draft), inbox.canned.all, inbox.knowledge.all, inbox.team.people, noting ? inbox.team.people.length > 0 : inbox.canned.loaded] as const);
  const proposed = useProposals(inbox, noting ? undefined : row);
  const lock = useLock(inbox, id, !noting && text.trim() !== '');
  const left = LONGEST - [...text].length;
  const uploads = inbox.uploads(id);
  usePick(inbox, () => [uploads.turn] as const);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const ready = left >= 0 && (noting ? text.trim() !== '' : uploads.ready >= 0 && (text.trim() !== '' || uploads.ready > 0));

  const sign = noting ? '@' : '/';
  const asked = trigger(text, caret, sign);
  const open = offers && asked !== null && asked.from !== shut;
  const known = useMemo(() => inWordsFor(knowledge, row, locale().split('-')[0] as string), [knowledge, row?.site, row?.lang]);
  const picks: Pick[] = !open
    ? []
    : noting
      ? ranked(people(desk), asked.word, (member) => member.name).map((one) => ({ id: one.id, name: one.name, detail: t(STATE_NAMES[one.state]), person: { name: one.name, seed: one.id, state: one.state } }))
      : [...fitting(canned, asked.word).map((one) => ({ id: one.id, name: `/${one.shortcut}`, detail: one.text })), ...fittingKnown(known, asked.word).map((one) => ({ id: one.id, name: one.question, detail: one.answer, known: true }))];

  useLayoutEffect(() => {
    if (field.current) desk.fields.set(id, field.current);
    void (noting ? inbox.team.load() : Promise.all([inbox.canned.load(), inbox.knowledge.load()]));
    return () => void desk.fields.delete(id);
  }, []);
  useLayoutEffect(() => {
    const now = field.current;
    if (!now) return;
    now.style.height = 'auto';
    now.style.height = `${Math.min(now.scrollHeight + 2, 200)}px`;
  }, [text]);
  // What comes from elsewhere: a refused message to be edited, a canned reply of the palette.
  useLayoutEffect(() => {
    if (kept !== text && kept !== '') put(kept, kept.length);
  }, [kept]);

  const put = (value: string, at: number): void => {
    setText(value);
    setCaret(at);
    setActive(0);
    inbox.outbox.setDraft(draft, value);
    setTimeout(() => field.current?.setSelectionRange(at, at));
  };
  const pick = ({ id: picked, name }: Pick): void => {
    if (!asked) return;
    const one = canned.find((answer) => answer.id === picked);
    const words = noting ? `@${name} ` : one ? filled(one.text, desk.values(id)) : (known.find((answer) => answer.id === picked)?.answer ?? '');
    const before = text.slice(0, asked.from) + words;
    put(before + text.slice(caret), before.length);
    field.current?.focus();
  };
  const insert = (one: Proposal): void => {
    const value = [text, one.answer].filter((part) => part.trim() !== '').join('\n');
    put(value, value.length);
    proposed.use(one);
    field.current?.focus();
  };
  const send = (anyway = false): void => {
    if (!ready || (!anyway && !noting && lock.holds())) return;
    if (noting) {
      inbox.notes.write(id, text.trim(), mentioned(text, team).map((member) => member.id));
      inbox.outbox.setDraft(draft, '');
    } else inbox.write(id, text.trim());
    lock.done();
    setText('');
    setCaret(0);
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const does = open && !event.shiftKey ? pickKey(event.key, active, picks.length) : null;
    if (does) {
      event.preventDefault();
      event.stopPropagation();
      if (does === 'leave') setShut(asked?.from ?? -1);
      else if (does === 'choose') pick(picks[active] as Pick);
      else setActive(does.active);
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || touch.matches) return;
    event.preventDefault();
    send();
  };
  const list = `pick-${id}`;
  return (
    <form
      class={`ib-composer${noting ? ' is-note' : ''}${over ? ' is-over' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        if (noting || !hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (noting || !hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        uploads.add([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Lock lock={lock} onAnyway={() => send(true)} />
      {open && <Picker id={list} title={t(noting ? 'people' : 'canned_known')} picks={picks} active={active} empty={t(noting ? 'nobody_so_called' : canned.length ? 'canned_none' : 'canned_first')} onPick={pick} />}
      {!noting && <ProposedAnswer proposed={proposed} onInsert={insert} />}
      {!noting && <Tray uploads={uploads} most={inbox.me?.files ?? 0} />}
      <div class="ib-write">
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={noting ? t('note_about', { name: row ? visitorName(row) : t('the_visitor') }) : row ? t('answer_to', { name: visitorName(row) }) : t('answer')}
          placeholder={noting ? t('write_note_here') : t('write')}
          aria-describedby={`hint-${id}`}
          aria-autocomplete="list"
          aria-controls={open && picks.length ? list : undefined}
          aria-activedescendant={open && picks.length ? `${list}-${active}` : undefined}
          onInput={(event) => {
            const { value, selectionStart } = event.currentTarget;
            setText(value);
            setCaret(selectionStart);
            setActive(0);
            if (shut >= 0 && !trigger(value, selectionStart, sign)) setShut(-1);
            inbox.outbox.setDraft(draft, value);
            if (!noting && value.trim()) inbox.looks.write(id);
          }}
          onPaste={(event) => {
            if (noting || !hasFiles(event.clipboardData)) return;
            event.preventDefault();
            uploads.add([...(event.clipboardData?.files ?? [])]);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onBlur={() => inbox.looks.stop()}
          onKeyDown={onKey}
        />
        <div class="ib-composer-foot">
          <div class="ib-switch" role="group" aria-label={t('what_is_written')}>
            <button type="button" aria-pressed={!noting} title={t('note_or_answer')} onClick={() => desk.write(id, false)}>
              {t('answer')}
            </button>
            <button type="button" aria-pressed={noting} title={t('note_or_answer')} onClick={() => desk.write(id, true)}>
              {t('note')}
            </button>
          </div>
          {!noting && (
            <div class="ib-tools">
              <input
                ref={chooser}
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
              <button type="button" class="icon-btn" aria-label={t('attach')} title={t('attach')} onClick={() => chooser.current?.click()}>
                <Icon name="paperclip" />
              </button>
              {text.trim() !== '' && (
                <button type="button" class="icon-btn" aria-haspopup="dialog" aria-label={t('canned_keep')} title={t('canned_keep')} onClick={(event) => desk.show(keepMenu(desk, id), event.currentTarget)}>
                  <Icon name="bookmark-plus" />
                </button>
              )}
            </div>
          )}
          <span id={`hint-${id}`} class={left < 0 ? 'error' : 'keys'}>
            {left < 500 ? (
              count('left', left)
            ) : (
              <>
                {offers && (
                  <span>
                    <Caps keys={sign} /> {t(noting ? 'mention' : 'canned')}
                  </span>
                )}
                <span>
                  <Caps keys="alt+n" /> {t(noting ? 'answer' : 'note')}
                </span>
              </>
            )}
          </span>
          <button type="submit" class="btn btn-primary btn-sm" aria-disabled={!ready}>
            {t(noting ? 'note_add' : 'send')}
            <Icon name={noting ? 'sticky-note' : 'send-horizontal'} />
          </button>
        </div>
      </div>
    </form>
  );
}
