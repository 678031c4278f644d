import { closest, distance } from 'fastest-levenshtein';

/** The known name that somebody probably meant, or undefined where none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(given, known as string[]);
  if (distance(given, best) <= Math.max(2, Math.floor(given.length / 3))) return best;
  // Many programs take the beginning of a name for the name.
  const begun = given.length < 3 ? [] : known.filter((name) => name.startsWith(given));
  return begun.sort((a, b) => a.length - b.length)[0];
}
