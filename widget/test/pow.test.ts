import assert from 'node:assert/strict';
import { pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import solve from '../ui/pow';
import { pbkdf2 } from '../ui/sha256';

const bytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) & 255);
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

test('our PBKDF2 is PBKDF2', () => {
  for (const [key, salt] of [[20, 16], [1, 0], [64, 51], [36, 52], [20, 119]] as const) {
    assert.equal(hex(pbkdf2(bytes(key), bytes(salt), 10)), pbkdf2Sync(bytes(key), bytes(salt), 10, 32, 'sha256').toString('hex'), `${key}, ${salt}`);
  }
});

/** What the server does with a proof. */
const derive = (cost: number, counter: number) => {
  const password = Buffer.concat([bytes(16), Buffer.from(Uint32Array.of(counter).buffer).reverse()]);
  return pbkdf2Sync(password, bytes(16), cost, 32, 'sha256').toString('hex');
};

test('a proof of work holds what the server derives, with WebCrypto and without, and for an odd prefix', async () => {
  for (const [cost, keyPrefix, subtle] of [[50, '00', true], [3, '00a', false]] as const) {
    const parameters = { cost, keyLength: 32, keyPrefix, nonce: hex(bytes(16)), salt: hex(bytes(16)) };
    const given = { parameters, signature: 'abc' };
    const had = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(crypto), 'subtle')!;
    if (!subtle) Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true });
    const proof = JSON.parse(Buffer.from(await solve(given), 'base64').toString());
    if (!subtle) Object.defineProperty(crypto, 'subtle', had);
    assert.deepEqual(proof.challenge, given);
    assert.equal(proof.solution.derivedKey, derive(cost, proof.solution.counter));
    assert.ok(proof.solution.derivedKey.startsWith(keyPrefix));
  }
});
