import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meets, type Facts } from '../ui/live-rules';

const is: Facts = { url: 'https://shop.example/Lamps/?q=1#top', seconds: 12, scroll: 40, channel: 'search', source: 'google', visits: 1 };

test('a rule without conditions fits every page', () => {
  assert.ok(meets({}, is));
});

test('a page is told by a part of its address, whatever its case', () => {
  assert.ok(meets({ contains: '/lamps' }, is));
  assert.ok(meets({ contains: 'SHOP.example' }, is));
  assert.ok(!meets({ contains: '/sofas' }, is));
  assert.ok(!meets({ contains: 'top' }, is), 'an anchor is no part of it');
});

test('a page is told by its whole address or its path, with or without the query', () => {
  for (const equals of ['https://shop.example/lamps/?q=1', 'https://shop.example/lamps', '/lamps', '/lamps/', '/lamps/?q=1']) {
    assert.ok(meets({ equals }, is), equals);
  }
  for (const equals of ['/', '/lamp', '/lamps/2', 'lamps', 'https://shop.example']) assert.ok(!meets({ equals }, is), equals);
  assert.ok(meets({ equals: '/' }, { ...is, url: 'https://shop.example/' }));
  assert.ok(meets({ equals: 'https://shop.example/#/cart' }, { ...is, url: 'https://shop.example/#/cart' }), 'a route is');
});

test('seconds, depth and visits are least values', () => {
  assert.ok(meets({ seconds: 12, scroll: 40, visits: 1 }, is));
  for (const when of [{ seconds: 13 }, { scroll: 41 }, { visits: 2 }]) assert.ok(!meets(when, is));
});

test('channel, source and whether somebody comes again', () => {
  assert.ok(meets({ channel: 'search', source: 'Goog', returning: false }, is));
  assert.ok(!meets({ channel: 'paid' }, is));
  assert.ok(!meets({ source: 'bing' }, is));
  assert.ok(!meets({ returning: true }, is));
  assert.ok(meets({ returning: true }, { ...is, visits: 2 }));
  assert.ok(!meets({ returning: false }, { ...is, visits: 2 }));
});

test('all that is set has to hold', () => {
  assert.ok(meets({ contains: 'lamps', seconds: 10, channel: 'search' }, is));
  assert.ok(!meets({ contains: 'lamps', seconds: 10, channel: 'email' }, is));
});
