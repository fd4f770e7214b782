import assert from 'node:assert/strict';
import { createHash, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import solve from '../ui/pow';
import { pbkdf2, sha256 } from '../ui/sha256';

const bytes = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i * 7 + n) & 255);
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');

test('our SHA-256 is SHA-256', () => {
  for (const n of [0, 1, 55, 56, 63, 64, 65, 119, 200]) {
    assert.equal(hex(sha256(bytes(n))), createHash('sha256').update(bytes(n)).digest('hex'), `${n} bytes`);
  }
});

test('our PBKDF2 is PBKDF2', () => {
  for (const [key, length] of [[20, 32], [70, 48]] as const) {
    assert.equal(hex(pbkdf2(bytes(key), bytes(16), 10, length)), pbkdf2Sync(bytes(key), bytes(16), 10, length, 'sha256').toString('hex'));
  }
});

const challenge = (algorithm: string, cost: number, keyPrefix: string) => ({
  parameters: { algorithm, cost, keyLength: 32, keyPrefix, nonce: hex(bytes(16)), salt: hex(bytes(16)) },
  signature: 'abc',
});
/** What the server does with a proof. */
const derive = (algorithm: string, cost: number, counter: number) => {
  const password = Buffer.concat([bytes(16), Buffer.from(Uint32Array.of(counter).buffer).reverse()]);
  if (algorithm.startsWith('PBKDF2')) return pbkdf2Sync(password, bytes(16), cost, 32, 'sha256').toString('hex');
  let data = Buffer.concat([bytes(16), password]);
  for (let i = 0; i < cost; i++) data = createHash('sha256').update(data).digest();
  return data.toString('hex');
};

test('a proof of work holds what the server derives, for both algorithms and an odd prefix', async () => {
  for (const [algorithm, cost, prefix] of [['PBKDF2/SHA-256', 50, '00'], ['SHA-256', 3, '00a']] as const) {
    const given = challenge(algorithm, cost, prefix);
    const proof = JSON.parse(Buffer.from(await solve(given), 'base64').toString());
    assert.deepEqual(proof.challenge, given);
    assert.equal(proof.solution.derivedKey, derive(algorithm, cost, proof.solution.counter));
    assert.ok(proof.solution.derivedKey.startsWith(prefix));
  }
});
