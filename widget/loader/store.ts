import type { State } from './types';

/** What is kept of a visitor: one key of localStorage, or memory for the page's
 * life where storage throws, is full, or may not be used before consent. */
export function makeStore(key: string, allowed: () => boolean) {
  let memory: State = {};
  let works = true;
  const attempt = (fn: () => void) => {
    try {
      if (works && allowed()) fn();
    } catch {
      works = false;
    }
  };
  const get = (): State => {
    attempt(() => (memory = JSON.parse(localStorage.getItem(key)!) || {}));
    return memory;
  };
  /** Without a patch, everything is forgotten. */
  const put = (patch?: State) => {
    if (patch) Object.assign(get(), patch);
    else memory = {};
    attempt(() => (patch ? localStorage.setItem(key, JSON.stringify(memory)) : localStorage.removeItem(key)));
  };
  return { get, put };
}
