import { Columns } from '../mapping/index.ts';
import type { FieldParts } from '../targets/index.ts';
import type { ColumnStatistics } from './columns/column-statistics.ts';
import { isForeign, nameSimilarity, withoutCommonPrefix } from './name-similarity.ts';
import { type Name, parseName } from './parse-name.ts';

/** A column that a mapping can name. */
export interface NamedColumn {
  readonly profile: ColumnStatistics;
  /** Its name taken apart, without a prefix that most columns share. */
  readonly name: Name;
  /** How a mapping writes it: `Name`, or `Name#1` for the first of several of that name. */
  readonly written: string;
}

/** The columns that a mapping can name: neither nameless ones nor the tool's own. */
export function namedColumns(profiles: readonly ColumnStatistics[]): NamedColumn[] {
  const names = profiles.map(({ name }) => name);
  const short = withoutCommonPrefix(names);
  const columns = new Columns(names);
  const seen = new Map<string, number>();
  return profiles.flatMap((profile, index) => {
    const place = (seen.get(profile.name) ?? 0) + 1;
    seen.set(profile.name, place);
    const written = [profile.name, `${profile.name}#${place}`].find((name) => {
      const found = columns.find(name);
      return found.length === 1 && found[0] === index;
    });
    return written === undefined ? [] : [{ profile, name: parseName(short[index] ?? ''), written }];
  });
}

/** Nameless columns cannot be mapped, and the tool's own (`_row`, `_message` of an errors.csv) never are. */
export function isUnnamed(name: string): boolean {
  return name === '' || name.startsWith('_');
}

/** Columns that make one text together, such as first name and last name. */
interface JoinedColumns {
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
