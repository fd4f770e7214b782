import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goal } from '../ui/goals';

function page(allowed: boolean) {
  const calls: unknown[] = [];
  const state: any = {};
  (globalThis as any).window = {
    dataLayer: { push: (x: unknown) => calls.push(x) },
    gtag: (...x: unknown[]) => calls.push(x),
    ym: () => {
      throw new Error('broken counter');
    },
  };
  const ctx: any = {
    cfg: { goals: { lead: 'got_lead', chat: null, ym: 7 } },
    get: () => state,
    put: (patch: object) => Object.assign(state, patch),
    allowed: () => allowed,
  };
  return { ctx, calls };
}

test('a goal fires once for an id, and a broken counter hurts nobody', () => {
  const { ctx, calls } = page(true);
  goal(ctx, 'lead', '1');
  goal(ctx, 'lead', '1');
  goal(ctx, 'lead', '2');
  assert.deepEqual(calls, [{ event: 'got_lead' }, ['event', 'got_lead'], { event: 'got_lead' }, ['event', 'got_lead']]);
});

test('no goal without consent, and none without a name', () => {
  for (const [allowed, kind] of [[false, 'lead'], [true, 'chat']] as const) {
    const { ctx, calls } = page(allowed);
    goal(ctx, kind, '1');
    assert.deepEqual(calls, []);
  }
});
