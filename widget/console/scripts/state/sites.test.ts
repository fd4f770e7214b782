import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asPublished, first, starters, switched, toTell, whereLive } from './sites';
import type { OnSite, There } from './types';

const there = (id: string, part: Partial<There> = {}): There => ({ id, name: id, live: true, begins: true, ...part });
const site = (id: string, part: Partial<OnSite> = {}): OnSite => ({ id, name: id, on: false, answers_by: 'people', scripts: [], ...part });

test('a script that comes to a site is asked last, and one that is there keeps its place', () => {
  const shop = site('shop', { scripts: [there('a')] });
  const on = switched(shop, there('b'), true);
  assert.deepEqual([on.on, on.scripts.map((one) => one.id)], [true, ['a', 'b']]);
  assert.deepEqual(switched(first(on, 'b'), there('b'), true).scripts.map((one) => one.id), ['b', 'a']);
  assert.deepEqual(switched(on, there('b'), false).scripts.map((one) => one.id), ['a']);
});

test('a chat begins with the first script that is published and has a start', () => {
  const shop = site('shop', { scripts: [there('draft', { live: false }), there('keyword', { begins: false }), there('a'), there('b')] });
  assert.deepEqual(starters(shop).map((one) => one.id), ['a', 'b']);
  assert.deepEqual(starters(asPublished([shop], there('draft'))[0]!).map((one) => one.id), ['draft', 'a', 'b']);
});

test('the server is told what has changed and nothing else', () => {
  const before = [site('shop', { on: true, scripts: [there('a'), there('b')] }), site('blog')];
  assert.equal(toTell(before, before), null);
  assert.deepEqual(toTell(before, [before[0]!, { ...switched(before[1]!, there('b'), true), answers_by: 'bot' }]), { sites: ['shop', 'blog'], answers_by: { blog: 'bot' } });
  assert.deepEqual(toTell(before, [first(before[0]!, 'b'), before[1]!]), { sites: ['shop'], order: { shop: ['b', 'a'] } });
});

test('visitors meet a script where it is on the site and a bot answers', () => {
  const { on, met } = whereLive([site('a', { on: true }), site('b', { on: true, answers_by: 'bot_when_away' }), site('c', { answers_by: 'bot' })]);
  assert.deepEqual([on.map((one) => one.id), met.map((one) => one.id)], [['a', 'b'], ['b']]);
});
