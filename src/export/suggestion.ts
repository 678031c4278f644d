import { didYouMean } from '../mapping/nearest.ts';

/** ` Did you mean "…"?`, or the names that there are where none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || ` There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`;
}
