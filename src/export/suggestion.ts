import { listed } from '../mapping/refusal.ts';
import { agreeing } from '../words/counted.ts';
import { didYouMean } from '../words/nearest.ts';

const MAX_SUGGESTED_NAMES = 12;

/** ` Did you mean "…"?`, or the names that there are where none is near. */
export function nameSuggestion(name: string, known: readonly string[]): string {
  const nearest = didYouMean(name, known);
  if (nearest !== '') return nearest;
  return ` There ${agreeing(known.length, 'is', 'are')} ${listed(known, MAX_SUGGESTED_NAMES)}.`;
}
