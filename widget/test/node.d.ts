// The little of node's types that the tests use; the whole package would leak
// node's globals into code that runs in a browser.
declare module 'node:test' {
  export function test(name: string, fn: (context: { after(fn: () => void): void }) => void | Promise<void>): void;
  export const mock: {
    method(object: object, name: string, fn: (...given: any[]) => unknown): void;
    timers: { enable(options: { apis: string[] }): void; tick(ms: number): void; reset(): void };
    reset(): void;
  };
}
declare module 'node:assert/strict' {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
  };
  export default assert;
}
declare module 'node:crypto' {
  interface Bytes extends Uint8Array {
    toString(encoding?: string): string;
  }
  export function createHash(name: string): { update(data: Uint8Array): { digest(): Bytes; digest(encoding: string): string } };
  export function pbkdf2Sync(password: Uint8Array, salt: Uint8Array, rounds: number, length: number, digest: string): Bytes;
}
declare const Buffer: {
  from(data: Uint8Array | ArrayBufferLike | string, encoding?: string): any;
  concat(parts: Uint8Array[]): any;
};
declare module 'node:fs' {
  export function readdirSync(path: string, options: { recursive: true }): string[];
  export function readFileSync(path: string, encoding: 'utf8'): string;
}
declare module 'node:path' {
  export function join(...parts: string[]): string;
}
declare module 'node:module' {
  export function createRequire(path: string): (name: string) => any;
}
declare const process: { cwd(): string };
declare module 'node:zlib' {
  export function brotliCompressSync(data: string, options: { params: Record<number, number> }): { length: number };
  export const constants: Record<'BROTLI_PARAM_QUALITY' | 'BROTLI_PARAM_LGWIN', number>;
}
declare const setImmediate: (then: (value: unknown) => void) => void;
