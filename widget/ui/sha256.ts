/** PBKDF2-HMAC-SHA-256 in plain arithmetic: `crypto.subtle` is missing on plain HTTP. */

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

/** Goes on from the state after one block; `data` is the rest of the message. */
function finish(from: Int32Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((((data.length + 8) >> 6) + 1) << 6);
  padded.set(data);
  padded[data.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, (64 + data.length) << 3);
  const state = from.slice();
  for (let at = 0; at < padded.length; at += 64) block(state, padded, at);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(i * 4, word));
  return new Uint8Array(out.buffer);
}

/** A key of 32 bytes, from a password of at most 64. */
export function pbkdf2(password: Uint8Array, salt: Uint8Array, rounds: number): Uint8Array {
  const [inner, outer] = [0x36, 0x5c].map((byte) => {
    const pad = new Uint8Array(64).fill(byte);
    password.forEach((b, i) => (pad[i]! ^= b));
    const state = START.slice();
    block(state, pad, 0);
    return state;
  });
  let u: Uint8Array = Uint8Array.of(...salt, 0, 0, 0, 1);
  const sum = new Uint8Array(32);
  while (rounds--) {
    u = finish(outer!, finish(inner!, u));
    u.forEach((b, i) => (sum[i]! ^= b));
  }
  return sum;
}
