// A piece of a found text: the found words stand between two signs that no text has.
const FROM = '\u0002';
const TO = '\u0003';

/** The text in pieces, and whether each is what was found. */
export function snippetParts(snippet: string): [string, boolean][] {
  return snippet
    .split(FROM)
    .flatMap((part, i): [string, boolean][] => {
      const end = part.indexOf(TO);
      if (i === 0 || end < 0) return [[part.replaceAll(TO, ''), false]];
      return [
        [part.slice(0, end), true],
        [part.slice(end + 1), false],
      ];
    })
    .filter(([text]) => text !== '');
}
