import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, opened, pace, safe } from '../ui/bot-rules';
import type { Content, Message } from '../ui/log';

let number = 0;
const bot = (text: string, content: Content = {}, more: Partial<Message> = {}): Message => ({ id: `id-${text}`, number: ++number, author: 'bot', text, content, at: 0, ...more });
const visitor = (text: string, content: Content = {}, more: Partial<Message> = {}): Message => ({ ...bot(text, content), author: 'visitor', ...more });
const ask = (turn: number, run = 'r1'): Content => ({ ask: { turn, run, type: 'choice' } });
const said = (...texts: string[]): Message[] => texts.map((text, i) => bot(text, {}, { number: i + 1 }));
const open = (list: Message[], opening: Message[], last: number) => (opened(list, 'Shop', opening, last), list);
const texts = (list: Message[]) => list.map((m) => m.text).join(' ');
const answers = (list: Message[]) => [...asked(list)[1]].map(([id, { text }]) => `${id}→${text}`).join(' ');

test('only addresses of the web, mail and telephone are linked to', () => {
  for (const url of ['https://a.example/', 'HTTP://a.example', 'mailto:a@b.example', 'tel:+49']) assert.ok(safe(url), url);
  for (const url of ['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//a.example', '/path', 'https:', '', undefined]) assert.ok(!safe(url), url);
});

test('the newest question waits until the visitor writes', () => {
  const list = [bot('Q1', ask(1)), bot('and')];
  assert.equal(asked(list)[0]?.text, 'Q1');
  assert.equal(asked([...list, visitor('A1', {}, { number: undefined })])[0], undefined);
});

test('each answer knows its question, and a changed one, too', () => {
  const list = [bot('Q1', ask(1)), visitor('A1'), bot('Q2', ask(2)), visitor('A2'), visitor('more'), bot('Q3', ask(3)), visitor('B1', { answer: { turn: 1 } })];
  assert.equal(answers(list), 'id-A1→Q1 id-A2→Q2 id-B1→Q1');
});

test('answers of an earlier run are not changed any more', () => {
  assert.equal(answers([bot('Q1', ask(1)), visitor('A1'), bot('P1', ask(1, 'r2')), visitor('B1')]), 'id-B1→P1');
});

test('what the bot would say first stands before what waits to be sent', () => {
  const list = open([visitor('A', {}, { number: undefined })], said('Hello', 'Q1'), 0);
  assert.equal(texts(list), 'Hello Q1 A');
  assert.deepEqual(list.map((m) => m.number), [1, 2, undefined]);
});

test('messages take over the rows of what was shown before them, one by one', () => {
  const opening = said('Hello', 'Q1');
  const shown = open([], opening, 0);
  const first = open([bot('Hello', {}, { number: 1, live: true })], opening, 1);
  const both = open([bot('Hello', {}, { number: 1 }), bot('Q1', {}, { number: 2 }), visitor('A', {}, { number: 3 })], opening, 3);
  for (const list of [first, both]) assert.deepEqual(list.slice(0, 2).map((m) => m.id), shown.map((m) => m.id));
  assert.equal(first[0]!.live, false);
  assert.equal(texts(first), 'Hello Q1');
  assert.ok(both.every((m) => m.author == 'visitor' || m.name == 'Shop'));
  assert.equal(texts(both), 'Hello Q1 A');
});

test('where the conversation begins otherwise, nothing is shown that was not said', () => {
  assert.equal(texts(open([visitor('A', {}, { number: 1 })], said('Hello', 'Q1'), 1)), 'A');
});

test('live messages come one after another, each after its typing, and history at once', () => {
  const show = pace();
  const list = [bot('old', { delay: 900 }), bot('a', { delay: 500 }, { live: true }), bot('b', { delay: 300 }, { live: true }), bot('c', {}, { live: true })];
  assert.deepEqual(show(list, 1_000, true), [1, 500]);
  assert.deepEqual(show(list, 1_400, true), [1, 100]);
  assert.deepEqual(show(list, 1_500, true), [2, 300]);
  assert.deepEqual(show(list, 1_800, true), [4, 0]);
  assert.deepEqual(show(list, 1_900, true), [4, 0]);
});

test('who has no patience sees everything at once', () => {
  const show = pace();
  const list = [bot('a', { delay: 2_000 }, { live: true }), bot('b', { delay: 2_000 }, { live: true })];
  assert.deepEqual(show(list, 1, true), [0, 2_000]);
  assert.deepEqual(show(list, 2, false), [2, 0]);
  assert.deepEqual(show(list, 3, true), [2, 0]);
});
