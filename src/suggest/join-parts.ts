import type { FieldParts } from '../targets/target.ts';
import type { NamedColumn } from './named-columns.ts';
import { isForeign } from './names/foreign-names.ts';
import { nameSimilarity } from './names/name-similarity.ts';
import { parseName } from './names/words.ts';

/** Columns that make one text together, such as first name and last name. */
export interface JoinedColumns {
  readonly columns: readonly NamedColumn[];
  readonly joint: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

const leastSimilarity = 0.88;
const onePart = 0.7;
const allParts = 0.97;

/** Finds the columns that say a field together. A single one of them is better than nothing. */
export function joinParts(parts: readonly FieldParts[], columns: readonly NamedColumn[]): JoinedColumns | undefined {
  const found = parts.map(({ columns: wanted, separator: joint }) => {
    const taken: NamedColumn[] = [];
    for (const names of wanted) {
      const column = bestFor(
        names,
        columns.filter((other) => !taken.includes(other)),
      );
      if (column !== undefined) taken.push(column);
    }
    return { columns: taken, joint, confidence: taken.length > 1 ? allParts : onePart };
  });
  const [best] = found
    .filter((joined) => joined.columns.length > 0)
    .sort((a, b) => b.columns.length - a.columns.length);
  return best;
}

function bestFor(names: readonly string[], columns: readonly NamedColumn[]): NamedColumn | undefined {
  const wanted = names.map(parseName);
  const ranked = columns
    .filter(({ name, profile }) => !isForeign(name) && profile.share('email') < 0.5)
    .map((column) => ({ column, score: Math.max(...wanted.map((name) => nameSimilarity(column.name, name))) }))
    .filter(({ score }) => score >= leastSimilarity)
    .sort((a, b) => b.score - a.score);
  return ranked[0]?.column;
}
