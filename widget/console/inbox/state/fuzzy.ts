// How well typed letters fit a name: all of them in order, better at the beginnings of words and side by side.

const fold = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** 0 where it does not fit; more is better. */
export function fuzzy(typed: string, name: string): number {
  const wanted = fold(typed).replace(/\s+/g, ' ').trim();
  if (!wanted) return 1;
  const text = fold(name);
  const whole = text.indexOf(wanted);
  if (whole >= 0) return 100 + (whole === 0 ? 50 : startsWord(text, whole) ? 30 : 0) + wanted.length / (text.length + 1);
  const letters = [...wanted.replace(/ /g, '')];
  let at = -1;
  let score = 0;
  for (const letter of letters) {
    const next = best(text, letter, at);
    if (next < 0) return 0;
    score += next === at + 1 ? 3 : startsWord(text, next) ? 4 : 0.5;
    at = next;
  }
  // Letters strewn over a long text are no find.
  return score < letters.length * 1.5 ? 0 : score / (1 + text.length / 200);
}

/** The next place of a letter: the one side by side, else one that begins a word, else any. */
function best(text: string, letter: string, at: number): number {
  if (at >= 0 && text[at + 1] === letter) return at + 1;
  const any = text.indexOf(letter, at + 1);
  for (let place = any; place >= 0; place = text.indexOf(letter, place + 1)) if (startsWord(text, place)) return place;
  return any;
}

const startsWord = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string);

/** Sorts what fits, the best first; what fits equally keeps its order. */
export function ranked<Item>(items: Item[], typed: string, name: (item: Item) => string): Item[] {
  if (!typed.trim()) return items;
  return items
    .map((item, place) => ({ item, place, score: fuzzy(typed, name(item)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .map(({ item }) => item);
}
