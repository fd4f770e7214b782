import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksPeople, fittingKnown, inWordsFor } from './knowledge';
import type { Conversation, KnownAnswer } from './types';

const row = (part: Partial<Conversation> = {}): Conversation => ({ id: 'c', site: 's', status: 'open', handler: 'people', last_author: 'visitor', spam: false, blocked: false, lang: 'de', ...part }) as Conversation;
const text = (question: string, plain: string) => ({ question, also: [], answer: plain, plain });
const all: KnownAnswer[] = [
  { id: '1', site: null, texts: { en: text('What does delivery cost?', 'Nothing'), de: text('Was kostet der Versand?', 'Nichts') } },
  { id: '2', site: 'other', texts: { de: text('Wann ist offen?', 'Immer') } },
  { id: '3', site: 's', texts: { en: text('Opening hours', 'Nine to five') } },
];

test('answers are proposed where it is a person’s turn', () => {
  assert.equal(asksPeople(row()), true);
  for (const part of [{ last_author: 'operator' }, { handler: 'bot' }, { status: 'closed' }, { spam: true }, { blocked: true }] as Partial<Conversation>[]) assert.equal(asksPeople(row(part)), false);
});

test('the picker has what is known on the site, in the visitor’s language where it can', () => {
  assert.deepEqual(inWordsFor(all, row(), 'en').map((one) => one.answer), ['Nichts', 'Nine to five']);
  assert.deepEqual(inWordsFor(all, row({ lang: 'fr-CA' }), 'en').map((one) => one.question), ['What does delivery cost?', 'Opening hours']);
});

test('what is known is found by its question before its answer', () => {
  const known = inWordsFor(all, row({ lang: 'en' }), 'en');
  assert.deepEqual(fittingKnown(known, 'deliv').map((one) => one.id), ['1']);
  assert.deepEqual(fittingKnown(known, 'nine').map((one) => one.id), ['3']);
  assert.deepEqual(fittingKnown(known, '', 1).map((one) => one.id), ['1']);
});
