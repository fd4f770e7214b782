import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { decide, type Cap, type Rule, type Snapshot } from '../ui/offer-rules';

interface Case {
  name: string;
  rules: Rule[];
  cap?: Partial<Cap>;
  now: Partial<Snapshot>;
  shows: number | null;
}

/** What the server takes for what is not said. */
const NOTHING: Snapshot = {
  now: 0,
  url: '',
  fits: [],
  seconds: 0,
  scroll: 0,
  idle: 0,
  pages: 0,
  visit: 0,
  fired: [],
  called: '',
  source: '',
  utm: {},
  referrer: '',
  channel: '',
  device: '',
  country: '',
  language: '',
  lead: false,
  temperature: '',
  attributes: {},
  open: false,
  online: false,
  out: [],
  past: {},
  shown: [],
  busy: false,
};
const decided = ({ rules, cap, now }: Pick<Case, 'rules' | 'cap' | 'now'>) => decide(rules, { visit: 0, day: 0, ...cap }, { ...NOTHING, ...now });

test('every case that the server shares is decided as written', () => {
  const cases: Case[] = JSON.parse(fs.readFileSync('test/offer-vectors.json', 'utf8'));
  assert.ok(cases.length > 100);
  const wrong = cases.filter((one) => decided(one) != (one.shows ?? -1)).map((one) => one.name);
  assert.deepEqual(wrong, []);
});

const always = { seen: 'always', closed: 'always', converted: 'always' };
const rule = (more: Partial<Rule> = {}): Rule => ({ id: 'a', triggers: [{ on: 'time', seconds: 0 }], frequency: always, ...more });

test('what this version does not know does not fire, and fits nobody', () => {
  assert.equal(decided({ rules: [rule({ triggers: [{ on: 'telepathy' }] })], now: {} }), -1);
  assert.equal(decided({ rules: [rule({ audience: { pages: [{ how: 'smell', value: '/' }] } })], now: {} }), -1);
  assert.equal(decided({ rules: [rule({ audience: { attributes: [{ name: 'a', is: 'like', value: '/' }] } })], now: {} }), -1);
});

test('a pattern of many stars is compared in good time', () => {
  const began = performance.now();
  const value = '/' + 'a*'.repeat(200) + 'b';
  assert.equal(decided({ rules: [rule({ audience: { pages: [{ how: 'glob', value }] } })], now: { url: 'https://shop.example/' + 'a'.repeat(20_000) } }), -1);
  assert.ok(performance.now() - began < 500);
});

test('patterns with stars at the ends, in the middle, and overlapping', () => {
  const fits = (value: string, path: string) => decided({ rules: [rule({ audience: { pages: [{ how: 'glob', value }] } })], now: { url: 'https://shop.example' + path } }) == 0;
  for (const [value, path] of [['/', '/'], ['*', '/x'], ['/*', '/x/y'], ['/a*a', '/a/a'], ['/a*b*', '/axxbxx'], ['*lamp*', '/a/lamps'], ['/**', '/x']]) assert.ok(fits(value!, path!), `${value} ${path}`);
  for (const [value, path] of [['', '/'], ['/', '/x'], ['/a*a', '/a'], ['/ab*ba', '/aba'], ['lamp*', '/lamps'], ['/a*b', '/abc']]) assert.ok(!fits(value!, path!), `${value} ${path}`);
});
