/** Solves a proof of work (ALTCHA, version 2, PBKDF2/SHA-256): counts until the key derived from
 * nonce and counter begins with the wanted digits. Without a worker, which a strict
 * Content-Security-Policy would refuse: in slices that leave the page its frames. */
import { pbkdf2 } from './sha256';

export interface Challenge {
  parameters: {
    cost: number;
    keyLength: number;
    keyPrefix: string;
    nonce: string;
    salt: string;
  };
  signature?: string;
}

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (data: Uint8Array) => [...data].map((b) => (b + 256).toString(16).slice(1)).join('');
/** Unlike a timer, a message is not held back in a hidden tab. */
const pause = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done(0);
    };
    port2.postMessage(0);
  });

/** How a password of nonce and counter becomes a key: by WebCrypto, where the page has it. */
async function derive(password: Uint8Array, salt: Uint8Array, rounds: number, length: number): Promise<Uint8Array> {
  const subtle = crypto.subtle;
  if (!subtle) return pbkdf2(password, salt, rounds).slice(0, length);
  const key = await subtle.importKey('raw', password as BufferSource, 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: rounds }, key, length * 8));
}

/** The proof to post: base64 of `{challenge, solution}`. */
export default async function solve(challenge: Challenge): Promise<string> {
  const { cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const seed = bytes(salt);
  const password = bytes(nonce + '00000000');
  const view = new DataView(password.buffer);
  const began = performance.now();
  let slice = began;
  for (let counter = 0; ; counter++) {
    view.setUint32(password.length - 4, counter);
    const key = hex(await derive(password, seed, cost, keyLength));
    if (key.startsWith(keyPrefix)) {
      const solution = { counter, derivedKey: key, time: Math.round(performance.now() - began) };
      return btoa(JSON.stringify({ challenge, solution }));
    }
    if (performance.now() - slice > 12) {
      await pause();
      slice = performance.now();
    }
  }
}
