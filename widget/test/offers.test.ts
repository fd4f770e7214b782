import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Rule, Trigger } from '../ui/offer-rules';
import offers, { type Facts } from '../ui/offers';

const NOW = 1_900_000_000_000;
const often = { seen: 'visit', closed: { days: 7 }, converted: 'never' };
const rule = (triggers: Trigger | Trigger[], more: Partial<Rule> = {}): Rule => ({ id: 'a', name: 'A name', triggers: [triggers].flat(), frequency: often, ...more });
const FACTS = { now: NOW, visit: 1, pages: 1, cap: { visit: 0, day: 0 }, fits: [], source: '', referrer: '', channel: '', device: '', country: '', lead: false, temperature: '', open: true, online: true };

interface Options {
  facts?: Partial<Facts>;
  touch?: boolean;
  allowed?: boolean;
  fails?: boolean;
  calls?: [string, any?][];
}

/** A page with the engine on it, and nothing of a browser. */
async function open(rules: Rule[], { facts, touch = false, allowed = true, fails = false, calls = [] }: Options = {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setInterval', 'setTimeout', 'Date'] });
  let clock = 0;
  const page = {
    hidden: false,
    active: null as any,
    found: {} as Record<string, any[]>,
    root: { scrollTop: 0, clientHeight: 800, scrollHeight: 4000 },
    asked: [] as string[],
    state: { facts: { ...FACTS, ...facts } } as any,
    busy: false,
    fails,
    allowed,
    up: [] as string[],
    button: { ariaExpanded: 'false' },
    calls,
    left: 0,
  };
  class Document extends EventTarget {
    get hidden() {
      return page.hidden;
    }
    get activeElement() {
      return page.active;
    }
    get scrollingElement() {
      return page.root;
    }
    querySelectorAll(selector: string) {
      if (selector == '!') throw new SyntaxError('no selector');
      return page.found[selector] ?? [];
    }
  }
  const document = new Document();
  const window = Object.assign(new EventTarget(), { requestIdleCallback: (then: () => void) => setTimeout(then, 1) });
  const location = { href: 'https://shop.example/' };
  Object.assign(globalThis, { Document, document, window, location, innerHeight: 800, innerWidth: 1000, matchMedia: () => ({ matches: touch }), addEventListener: window.addEventListener.bind(window) });
  Object.defineProperty(globalThis, 'performance', { value: { now: () => clock }, configurable: true });
  const showing = {
    async ask({ id }: Rule, { on }: Trigger) {
      page.asked.push(`${id} ${on}`);
      if (page.fails) throw new Error('offline');
      const { past = {}, shown = [], visit } = page.state.facts;
      page.state.facts = { ...page.state.facts, past: { ...past, [id]: { ...past[id], seen: [NOW + clock, visit] } }, shown: [...shown, [NOW + clock, visit]] };
    },
    form: (id: string) => page.asked.push('form ' + id),
    look: () => page.asked.push('look'),
    busy: () => page.busy,
    up: () => page.up,
    leave: () => page.left++,
  };
  const ctx: any = {
    cfg: { modules: { offer_show: 'offer-show.js' } },
    lang: 'en',
    button: page.button,
    calls: page.calls,
    get: () => page.state,
    put: (patch: object) => Object.assign(page.state, patch),
    allowed: () => page.allowed,
    session: () => Promise.resolve('token'),
    load: async () => ({ default: () => showing }),
  };
  const wait = async (seconds: number) => {
    for (let i = 0; i < seconds * 10; i++) {
      clock += 100;
      mock.timers.tick(100);
      await new Promise((done) => setImmediate(done));
    }
  };
  const tell = (name: string, more: any = {}, to: EventTarget = document) => {
    const event = new Event(name);
    for (const [key, value] of Object.entries({ target: document, composedPath: () => [], ...more })) Object.defineProperty(event, key, { value });
    to.dispatchEvent(event);
  };
  offers(ctx, { rules });
  return Object.assign(page, {
    location,
    window,
    wait,
    tell,
    leave: (more = {}) => tell('mouseout', { relatedTarget: null, clientY: -2, buttons: 0, ...more }),
    scroll: (y: number) => ((page.root.scrollTop = y), tell('scroll')),
    away: async (seconds: number) => {
      page.hidden = true;
      tell('visibilitychange');
      await wait(seconds);
      page.hidden = false;
      tell('visibilitychange');
      await wait(0.1);
    },
    /** A finger throws the page up by so many pixels. */
    async flick(by: number) {
      tell('touchmove');
      for (let i = 0; i < 4; i++) {
        page.root.scrollTop -= by / 4;
        tell('scroll');
        clock += 30;
      }
      await wait(0.1);
    },
  });
}
const element = (tag: string, more = {}) => ({ matches: (selector: string) => selector.split(',').some((one) => one.replace('[href]', '') == tag), getClientRects: () => [1], ...more });
const exit = rule({ on: 'exit' });

test('who leaves by the top edge is asked once, and not in the first seconds', async () => {
  const page = await open([exit]);
  await page.wait(2);
  page.leave();
  await page.wait(1);
  assert.deepEqual(page.asked, []);
  await page.wait(2);
  page.leave();
  await page.wait(0.1);
  assert.deepEqual(page.asked, ['a exit']);
  page.leave();
  await page.wait(1);
  assert.equal(page.asked.length, 1);
});

test('no leaving is: the side, another element, a drag, a list, a frame, a field', async () => {
  const page = await open([exit]);
  await page.wait(5);
  page.leave({ clientY: 400 });
  page.leave({ relatedTarget: {} });
  page.leave({ buttons: 1 });
  for (const tag of ['select', 'option', 'iframe', 'input', 'textarea']) page.leave({ target: element(tag) });
  for (const tag of ['select', 'iframe', 'input', 'textarea']) {
    page.active = element(tag);
    page.leave();
  }
  await page.wait(1);
  assert.deepEqual(page.asked, []);
});

test('who follows a link, or sends a form, does not leave', async () => {
  const page = await open([exit]);
  await page.wait(5);
  page.tell('click', { composedPath: () => [element('span'), element('a')] });
  page.leave();
  await page.wait(4);
  page.leave();
  await page.wait(2);
  page.tell('submit', { target: {} });
  page.leave();
  await page.wait(1);
  assert.deepEqual(page.asked, []);
  await page.wait(5);
  page.leave();
  await page.wait(1);
  assert.deepEqual(page.asked, ['a exit']);
});

test('nothing comes over a chat, something half filled in, a dialog, or another offer', async () => {
  const page = await open([exit, rule({ on: 'time', seconds: 4 }, { id: 'b', inline: true })]);
  const form = { contains: () => true };
  const field: any = element('b', { type: 'email', value: 'ada@', form, getRootNode: () => ({}) });
  await page.wait(3.5);
  page.button.ariaExpanded = 'true';
  page.leave();
  page.button.ariaExpanded = 'false';
  page.tell('input', { composedPath: () => [field] });
  page.leave();
  field.value = '';
  page.found[':modal'] = [{}];
  page.leave();
  page.found = {};
  await page.wait(3);
  assert.deepEqual(page.asked, ['b time'], 'what lies within the page comes');
  page.busy = true;
  page.leave();
  page.busy = false;
  await page.wait(1);
  assert.deepEqual(page.asked, ['b time']);
  page.leave();
  await page.wait(1);
  assert.deepEqual(page.asked, ['b time', 'a exit']);
});

test('half filled in is what was typed; not a filter, nor what the browser filled in, nor what was sent', async () => {
  const filled = async (type: string, has: boolean, after?: (page: any, form: object) => void) => {
    const page = await open([exit]);
    const form = { contains: () => has };
    await page.wait(4);
    page.tell('input', { composedPath: () => [element('b', { type, value: 'x', form, getRootNode: () => ({}) })] });
    after?.(page, form);
    await page.wait(6);
    page.leave();
    await page.wait(1);
    return !page.asked.length;
  };
  for (const type of ['text', 'email', 'tel', 'textarea', 'password', 'url', 'date']) assert.ok(await filled(type, true), type);
  for (const type of ['checkbox', 'radio', 'range', 'number', 'search', 'select-one']) assert.ok(!(await filled(type, true)), type);
  assert.ok(!(await filled('email', false)), 'filled in as the page loads');
  assert.ok(!(await filled('email', true, (page, form) => page.tell('submit', { target: form }))));
});

test('on a touch screen two signs are leaving: throws up, a return, back, standing still', async () => {
  const long = async (page: any) => {
    page.scroll(3000);
    await page.wait(4);
  };
  let page = await open([exit], { touch: true });
  await long(page);
  await page.flick(500);
  await page.wait(3);
  assert.deepEqual(page.asked, [], 'one throw is reading again');
  await page.flick(1200);
  assert.deepEqual(page.asked, ['a exit']);

  page = await open([exit], { touch: true });
  await long(page);
  await page.away(3);
  await page.wait(2);
  assert.deepEqual(page.asked, []);
  page.tell('popstate', {}, page.window);
  await page.wait(0.2);
  assert.deepEqual(page.asked, ['a exit']);

  page = await open([exit], { touch: true });
  await page.wait(32);
  assert.deepEqual(page.asked, []);
  await page.away(3);
  assert.deepEqual(page.asked, ['a exit']);

  page = await open([exit], { touch: true });
  await page.wait(4);
  await page.away(3);
  await page.wait(25);
  page.tell('touchstart');
  await page.wait(25);
  page.tell('touchstart');
  await page.wait(12);
  page.tell('popstate', {}, page.window);
  await page.wait(1);
  assert.deepEqual(page.asked, [], 'the first sign was more than a minute ago');
});

test('on a touch screen no sign is: a slow scroll, a button to the top, a return from a link', async () => {
  const page = await open([exit], { touch: true });
  page.scroll(3500);
  await page.wait(4);
  for (let y = 3500; y > 500; y -= 50) {
    page.tell('touchmove');
    page.scroll(y);
    await page.wait(0.1);
  }
  page.scroll(3000);
  await page.wait(3);
  page.tell('touchstart');
  page.scroll(0);
  await page.wait(1);
  page.tell('click', { composedPath: () => [element('a')] });
  await page.away(2);
  page.tell('popstate', {}, page.window);
  await page.wait(1);
  assert.deepEqual(page.asked, []);
});

test('with a mouse no touch sign counts', async () => {
  const page = await open([exit]);
  page.scroll(3000);
  await page.wait(4);
  await page.flick(2500);
  await page.away(3);
  page.tell('popstate', {}, page.window);
  await page.wait(1);
  assert.deepEqual(page.asked, []);
});

test('time, depth and stillness count as long as the page is looked at', async () => {
  const page = await open([rule({ on: 'time', seconds: 10 }), rule({ on: 'scroll', percent: 50 }, { id: 'b' }), rule({ on: 'idle', seconds: 8 }, { id: 'c' })]);
  await page.wait(5);
  page.tell('mousemove');
  await page.away(60);
  await page.wait(3);
  assert.deepEqual(page.asked, []);
  page.scroll(1200);
  await page.wait(1);
  assert.deepEqual(page.asked, ['b scroll']);
  await page.wait(2);
  assert.deepEqual(page.asked, ['b scroll', 'a time']);
  await page.wait(4);
  assert.deepEqual(page.asked, ['b scroll', 'a time']);
  await page.wait(3);
  assert.deepEqual(page.asked, ['b scroll', 'a time', 'c idle']);
});

test('a return to the tab, but not a glance away', async () => {
  const page = await open([rule({ on: 'back' })]);
  await page.wait(2);
  await page.away(0.5);
  await page.wait(1);
  assert.deepEqual(page.asked, []);
  await page.away(5);
  assert.deepEqual(page.asked, ['a back']);
});

test('a click on an element or within it; an element in view; a selector that is none', async () => {
  const rect = { top: 700, bottom: 1100, left: 0, right: 300, height: 400 };
  const button = {};
  const box = { getBoundingClientRect: () => rect };
  const page = await open([rule({ on: 'click', selector: '!' }), rule({ on: 'view', selector: '#box' }, { id: 'b' }), rule({ on: 'click', selector: '.buy' }, { id: 'c' })]);
  page.found = { '.buy': [button], '#box': [box] };
  await page.wait(2);
  page.tell('click', { composedPath: () => [{}] });
  await page.wait(1);
  assert.deepEqual(page.asked, []);
  page.tell('click', { composedPath: () => [{}, button] });
  await page.wait(1);
  assert.deepEqual(page.asked, ['c click']);
  Object.assign(rect, { top: 500, bottom: 900 });
  await page.wait(1);
  assert.deepEqual(page.asked, ['c click', 'b view']);
});

test('the page calls, before the engine is there and after; a cart; a form', async () => {
  const page = await open([rule({ on: 'call' }), rule({ on: 'call' }, { id: 'b', name: 'B' }), rule({ on: 'cart', least: 80 }, { id: 'c' })], { calls: [['offer', 'a'], ['open']] });
  await page.wait(1);
  assert.deepEqual(page.asked, ['a call']);
  page.calls.push(['offer', 'B']);
  page.calls.push(['offer', 'nothing']);
  page.calls.push(['cart', 79]);
  await page.wait(1);
  assert.deepEqual(page.asked, ['a call', 'b call']);
  page.calls.push(['set', { cart: 80 }]);
  page.calls.push(['form', 'f']);
  await page.wait(1);
  assert.deepEqual(page.asked.slice(2).sort(), ['c cart', 'form f']);
  assert.equal(page.calls.length, 7, 'the panel finds them all');
});

test('what may always show does not come back on the same page by itself, but when it is asked for', async () => {
  const always = { seen: 'always', closed: 'always', converted: 'always' };
  const page = await open([rule([{ on: 'time', seconds: 1 }, { on: 'call' }], { frequency: always })]);
  await page.wait(10);
  assert.deepEqual(page.asked, ['a time']);
  page.calls.push(['offer', 'a']);
  await page.wait(1);
  assert.deepEqual(page.asked, ['a time', 'a call']);
  page.up = ['a'];
  page.calls.push(['offer', 'a']);
  await page.wait(1);
  assert.equal(page.asked.length, 2, 'it is up');
  page.up = [];
  page.location.href = 'https://shop.example/next';
  await page.wait(4);
  assert.equal(page.asked.length, 3);
});

test('the caps hold, and so does what another tab has shown', async () => {
  let page = await open([rule({ on: 'time', seconds: 1 }), rule({ on: 'time', seconds: 2 }, { id: 'b' })], { facts: { cap: { visit: 1, day: 0 } } });
  await page.wait(10);
  assert.deepEqual(page.asked, ['a time']);
  page = await open([rule({ on: 'time', seconds: 5 })]);
  await page.wait(3);
  page.state.facts = { ...page.state.facts, past: { a: { seen: [NOW, 1] } } };
  await page.wait(10);
  assert.deepEqual(page.asked, []);
});

test('another route is another page: its own time, facts and offers', async () => {
  const page = await open([rule({ on: 'time', seconds: 4 }, { audience: { pages: [{ how: 'glob', value: '/b' }] } }), rule({ on: 'time', seconds: 0 }, { id: 'b', audience: { pages: [{ how: 'regex', value: 'y' }] } })]);
  await page.wait(10);
  page.location.href = 'https://shop.example/#part';
  await page.wait(2);
  page.location.href = 'https://shop.example/b';
  await page.wait(0.6);
  page.state.facts = { ...page.state.facts, fits: ['y'] };
  await page.wait(1.5);
  assert.deepEqual(page.asked, ['b time']);
  await page.wait(3);
  assert.deepEqual(page.asked, ['b time', 'a time']);
  page.location.href = 'https://shop.example/c';
  await page.wait(1);
  assert.equal(page.left, 1, 'what lay within the page is taken away');
});

test('nothing without consent, without facts, in a hidden page, or for a lead where it is not for leads', async () => {
  const rules = [rule({ on: 'time', seconds: 1 }, { audience: { lead: false } })];
  let page = await open(rules, { allowed: false });
  await page.wait(5);
  assert.deepEqual(page.asked, []);
  page.allowed = true;
  await page.wait(1);
  assert.deepEqual(page.asked, ['a time']);
  page = await open(rules);
  page.state.facts = undefined;
  await page.wait(5);
  assert.deepEqual(page.asked, []);
  page = await open(rules);
  page.hidden = true;
  await page.wait(5);
  assert.deepEqual(page.asked, []);
  page = await open(rules);
  await page.wait(0.8);
  page.tell('leadbell:lead');
  await page.wait(5);
  assert.deepEqual(page.asked, []);
});

test('what failed is tried again after half a minute', async () => {
  const page = await open([rule({ on: 'time', seconds: 1 })], { fails: true });
  await page.wait(20);
  assert.equal(page.asked.length, 1);
  page.fails = false;
  await page.wait(20);
  assert.equal(page.asked.length, 2);
  await page.wait(40);
  assert.equal(page.asked.length, 2);
});

test('the visitor’s own variant has moments of its own, and a clock that is wrong does not matter', async () => {
  const page = await open([rule({ on: 'exit' }), rule({ on: 'time', seconds: 1 }, { id: 'b', from: NOW - 1000, until: NOW + 60_000 }), rule({ on: 'time', seconds: 1 }, { id: 'c', until: NOW })], { facts: { triggers: { a: [{ on: 'time', seconds: 2 }] } } });
  await page.wait(5);
  assert.deepEqual(page.asked, ['b time', 'a time']);
});
