import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Rule, Trigger } from '../ui/offer-rules';

/** Twenty offers as a shop might have them at once, in the order in which the server writes their members. */
function twenty(): Rule[] {
  let seed = 7;
  const hex = (digits: number) => Array.from({ length: digits }, () => (((seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) >> 16) % 16).toString(16)).join('');
  const names = ['Leaving?', 'Free shipping from 50 €', 'Newsletter', 'Black Friday', 'Size guide', 'First order: 10 %', 'Call me back', 'Price list (PDF)', 'Summer sale', 'Spin the wheel', 'Come back', 'Cart not empty', 'Dealers', 'Webinar in May', 'Ask an expert', 'Gift card', 'New: oak tables', 'Delivery in Bavaria', 'Blog: read on', 'Survey'];
  const triggers: Trigger[][] = [
    [{ on: 'exit' }],
    [{ on: 'time', seconds: 20 }],
    [{ on: 'scroll', percent: 60 }],
    [{ on: 'exit' }, { on: 'idle', seconds: 45 }],
    [{ on: 'click', selector: '.size-guide' }],
    [{ on: 'pages', count: 3 }],
    [{ on: 'call' }],
    [{ on: 'view', selector: '#downloads' }],
    [{ on: 'cart', least: 80 }, { on: 'back' }],
    [{ on: 'visit', count: 2 }],
  ];
  const audiences: Rule['audience'][] = [
    { lead: false },
    { pages: [{ how: 'glob', value: '/products/*' }] },
    { pages: [{ how: 'contains', value: 'blog' }], returning: false },
    { device: 'desktop', country: ['DE', 'AT', 'CH'] },
    { pages: [{ how: 'glob', value: '/checkout*', not: true }], hours: 'open', operator: true },
    { utm: { campaign: 'spring' }, channel: 'paid' },
    { referrer: 'google', language: ['de'], share: 50 },
  ];
  return names.map((name, i) => ({
    id: `01930a4e-${hex(4)}-7${hex(3)}-${'89ab'[i % 4]}${hex(3)}-${hex(12)}`,
    name,
    triggers: triggers[i % 10]!,
    audience: audiences[i % 7],
    frequency: { seen: 'visit', closed: { days: i % 5 ? 7 : 30 }, converted: 'never' },
    ...(i % 6 ? {} : { from: 1_764_000_000_000, until: 1_764_600_000_000 }),
  }));
}

test('the engine with twenty offers is a module of four kilobytes', async () => {
  const { show } = JSON.parse(fs.readFileSync('dist/manifest.json', 'utf8'));
  const engine = fs.readFileSync('dist/' + show.engine, 'utf8');
  const size = (text: string) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 16 } }).length;
  // As the server puts them together.
  const script = `${engine}\nexport const d=${JSON.stringify({ rules: twenty() })};\n`;
  const module: any = await import('data:text/javascript,' + encodeURIComponent(script));
  assert.equal(typeof module.default, 'function');
  assert.equal(module.d.rules.length, 20);
  const composed = size(script);
  console.log(`engine ${size(engine)}, with twenty offers ${composed} of 4096 bytes brotli`);
  assert.ok(composed <= 4096, `${composed} bytes`);
});
