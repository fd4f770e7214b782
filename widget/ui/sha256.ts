/** SHA-256 and PBKDF2-HMAC-SHA-256 in plain arithmetic: `crypto.subtle` is missing
 * on plain HTTP, and for hashes of a few bytes a call of it costs more than the hash. */

const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
const bits = (x: number) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (p) => bits(Math.cbrt(p)));
const START = Int32Array.from(primes.slice(0, 8), (p) => bits(Math.sqrt(p)));
const W = new Int32Array(64);

function block(state: Int32Array, data: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++, at += 4) W[i] = (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15]!;
    const y = W[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16]! + s0 + W[i - 7]! + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + W[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const sum = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i]! + sum[i]!) | 0;
}

/** Goes on from a state after `before` bytes; `data` is the rest of the message. */
function finish(from: Int32Array, data: Uint8Array, before: number): Uint8Array {
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6);
  padded.set(data);
  padded[data.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, (before + data.length) << 3);
  const state = from.slice();
  for (let at = 0; at < padded.length; at += 64) block(state, padded, at);
  const out = new Uint8Array(32);
  const words = new DataView(out.buffer);
  for (let i = 0; i < 8; i++) words.setInt32(i * 4, state[i]!);
  return out;
}

export const sha256 = (data: Uint8Array): Uint8Array => finish(START, data, 0);

function hmac(key: Uint8Array): (data: Uint8Array) => Uint8Array {
  const pad = (byte: number) => {
    const block64 = new Uint8Array(64).fill(byte);
    const short = key.length > 64 ? sha256(key) : key;
    short.forEach((b, i) => (block64[i]! ^= b));
    const state = START.slice();
    block(state, block64, 0);
    return state;
  };
  const inner = pad(0x36);
  const outer = pad(0x5c);
  return (data) => finish(outer, finish(inner, data, 64), 64);
}

export function pbkdf2(password: Uint8Array, salt: Uint8Array, rounds: number, length: number): Uint8Array {
  const mac = hmac(password);
  const out = new Uint8Array(length);
  for (let i = 0; i * 32 < length; i++) {
    const first = new Uint8Array(salt.length + 4);
    first.set(salt);
    new DataView(first.buffer).setUint32(salt.length, i + 1);
    let u = mac(first);
    const sum = u.slice();
    for (let round = 1; round < rounds; round++) {
      u = mac(u);
      for (let j = 0; j < 32; j++) sum[j]! ^= u[j]!;
    }
    out.set(sum.subarray(0, Math.min(32, length - i * 32)), i * 32);
  }
  return out;
}
