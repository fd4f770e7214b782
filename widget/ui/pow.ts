/** Solves a proof of work (ALTCHA, version 2): counts until the key derived from
 * nonce and counter begins with the wanted digits. Without a worker, which a strict
 * Content-Security-Policy would refuse: in slices that leave the page its frames. */
import { pbkdf2, sha256 } from './sha256';

export interface Challenge {
  parameters: {
    algorithm: string;
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
const join = (a: Uint8Array, b: Uint8Array) => {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
};
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

/** How one counter becomes a key: through WebCrypto for the expensive derivation,
 * where the page has it. */
function deriver({ parameters: p }: Challenge): (password: Uint8Array) => Uint8Array | Promise<Uint8Array> {
  const salt = bytes(p.salt);
  const name = p.algorithm.toUpperCase();
  const digest = name.replace('PBKDF2/', '');
  const subtle = globalThis.crypto?.subtle;
  if (name.startsWith('PBKDF2/')) {
    if (!subtle && digest == 'SHA-256') return (password) => pbkdf2(password, salt, p.cost, p.keyLength);
    return async (password) => {
      const key = await subtle.importKey('raw', password as BufferSource, 'PBKDF2', false, ['deriveBits']);
      const how = { name: 'PBKDF2', hash: digest, salt, iterations: p.cost };
      return new Uint8Array(await subtle.deriveBits(how, key, p.keyLength * 8));
    };
  }
  return async (password) => {
    let data: Uint8Array = join(salt, password);
    for (let i = 0; i < Math.max(1, p.cost); i++) {
      data = digest == 'SHA-256' ? sha256(data) : new Uint8Array(await subtle.digest(digest, data as BufferSource));
    }
    return data.slice(0, p.keyLength);
  };
}

/** The proof to post: base64 of `{challenge, solution}`. */
export default async function solve(challenge: Challenge): Promise<string> {
  const derive = deriver(challenge);
  const nonce = bytes(challenge.parameters.nonce);
  const wanted = challenge.parameters.keyPrefix.toLowerCase();
  const password = join(nonce, new Uint8Array(4));
  const view = new DataView(password.buffer);
  const began = performance.now();
  let slice = began;
  for (let counter = 0; ; counter++) {
    view.setUint32(nonce.length, counter);
    const key = hex(await derive(password));
    if (key.startsWith(wanted)) {
      const solution = { counter, derivedKey: key, time: Math.round(performance.now() - began) };
      return btoa(JSON.stringify({ challenge, solution }));
    }
    if (performance.now() - slice > 12) {
      await pause();
      slice = performance.now();
    }
  }
}
