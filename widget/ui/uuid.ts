/** A UUID (version 4), also on plain HTTP where `crypto.randomUUID` is missing. */
export const uuid = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  let out = '';
  for (let i = 0; i < 16; i++) out += (i > 3 && i < 11 && i % 2 == 0 ? '-' : '') + (bytes[i]! + 256).toString(16).slice(1);
  return out;
};
