// Whom a note names.
import type { Person } from './types';

/** The people whose names stand after an `@` that begins a word; of two names that fit, the longer one. */
export function mentioned<P extends Pick<Person, 'name'>>(text: string, people: P[]): P[] {
  const longest = [...people].filter((one) => one.name).sort((a, b) => b.name.length - a.name.length);
  const found = new Set<P>();
  for (const { index } of text.matchAll(/(?<![\p{L}\p{N}_.+-])@/gu)) {
    const rest = text.slice(index + 1);
    const name = longest.find((one) => rest.startsWith(one.name) && !/^[\p{L}\p{N}_]/u.test(rest.slice(one.name.length)))?.name;
    // Two of one name cannot be told apart: both hear of it.
    for (const one of people) if (one.name === name) found.add(one);
  }
  return people.filter((one) => found.has(one));
}
