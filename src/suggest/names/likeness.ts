import { nameSimilarity } from './name-similarity.ts';
import { parseName } from './words.ts';

/** How alike a name is to the most alike of others, from 0 to 1. */
export function bestNameSimilarity(name: string, others: readonly string[]): number {
  const parsed = parseName(name);
  return Math.max(0, ...others.map((other) => nameSimilarity(parsed, parseName(other))));
}
