// What is known of the visitor's newest words, proposed above the composer: put into it, never sent.
import { useEffect, useState } from 'preact/hooks';
import { number, t } from '../lib/texts';
import { usePick } from './hooks';
import { Icon } from './icons';
import { Caps } from './Keys';
import type { Inbox } from './state/inbox';
import type { Conversation, Proposal } from './state/types';

/** Letters that certainly need no scrolling. */
const LONG = 120;

export interface Proposed {
  /** The one that is shown. */
  one: Proposal | undefined;
  at: number;
  of: number;
  next: () => void;
  /** It was used. */
  use: (one: Proposal) => void;
  /** All are put away. */
  close: () => void;
}

/** What is proposed to a conversation, the surest first. */
export function useProposals(inbox: Inbox, row: Conversation | undefined): Proposed {
  const [list] = usePick(inbox, () => [inbox.knowledge.proposals(row)] as const);
  const [at, setAt] = useState(0);
  useEffect(() => {
    setAt(0);
    void inbox.knowledge.propose(row);
  }, [row?.id, row?.number, row?.handler, row?.status]);
  const finish = (used: Proposal[]): void => {
    if (row) inbox.knowledge.finish(row.id, used);
  };
  return { one: list[at] ?? list[0], at, of: list.length, next: () => setAt((at + 1) % list.length), use: (one) => finish([one]), close: () => finish(list) };
}

export function ProposedAnswer({ proposed, onInsert }: { proposed: Proposed; onInsert: (one: Proposal) => void }) {
  const { one, at, of, next, close } = proposed;
  if (!one) return null;
  return (
    <section class="ib-proposal" aria-label={t('proposal')}>
      <header>
        <Icon name="bot" />
        <strong>{t('proposal')}</strong>
        <span class="truncate muted" dir="auto">
          {one.question}
        </span>
        <button type="button" class="icon-btn" aria-label={t('proposal_close')} title={t('proposal_close')} onClick={close}>
          <Icon name="x" />
        </button>
      </header>
      {/* A long one is scrolled, also from the keyboard. */}
      <p dir="auto" tabIndex={one.answer.length > LONG ? 0 : undefined}>
        {one.answer}
      </p>
      <footer>
        <button type="button" class="btn btn-sm" data-insert onClick={() => onInsert(one)}>
          {t('proposal_insert')}
          <Caps keys="alt+p" />
        </button>
        {of > 1 && (
          <button type="button" class="btn btn-sm btn-ghost" onClick={next}>
            {t('proposal_next')} <span class="muted">{t('n_of', { n: number(at + 1), of: number(of) })}</span>
          </button>
        )}
      </footer>
    </section>
  );
}
