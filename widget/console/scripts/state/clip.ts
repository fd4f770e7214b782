// Texts that are cut to the room of a card: between words, never in one.

/** At most so many characters; what is left out is an ellipsis after a whole word. */
export function clipped(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const start = letters.slice(0, most).join('');
  // The cut may fall just after a word.
  const whole = /\s/.test(letters[most]!) ? start : start.replace(/\s+\S*$/, '');
  // One long word: there is nothing to cut between.
  return `${(whole || start).replace(/[\s,;:.–-]+$/, '')}…`;
}
