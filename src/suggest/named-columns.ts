import { Columns } from '../mapping/index.ts';
import type { FieldParts } from '../targets/index.ts';
import type { ColumnStatistics } from './columns/column-statistics.ts';
import { isForeign, nameSimilarity, withoutCommonPrefix } from './name-similarity.ts';
import { type Name, parseName } from './parse-name.ts';

/** A column that a mapping can name. */
export interface NamedColumn {
  readonly profile: ColumnStatistics;
  /** Its parsed name, without a prefix that most columns share. */
  readonly name: Name;
  /** How a mapping writes it: `Name`, or `Name#1` for the first of several of that name. */
  readonly written: string;
}

/** The columns that a mapping can name, without unnamed ones and those of the tool itself. */
export function namedColumns(profiles: readonly ColumnStatistics[]): NamedColumn[] {
  const names = profiles.map(({ name }) => name);
  const short = withoutCommonPrefix(names);
  const columns = new Columns(names);
  const seen = new Map<string, number>();
  return profiles.flatMap((profile, index) => {
    const occurrence = (seen.get(profile.name) ?? 0) + 1;
    seen.set(profile.name, occurrence);
    const written = [profile.name, `${profile.name}#${occurrence}`].find((name) => {
      const found = columns.find(name);
      return found.length === 1 && found[0] === index;
    });
    return written === undefined ? [] : [{ profile, name: parseName(short[index] ?? ''), written }];
  });
}

/** Unnamed columns cannot be mapped, and columns of the tool itself (`_row`, `_message` of an errors.csv) never are. */
export function isUnnamed(name: string): boolean {
  return name === '' || name.startsWith('_');
}

/** Columns that form one text together, such as first name and last name. */
interface JoinedColumns {
  readonly columns: readonly NamedColumn[];
  readonly separator: string;
  /** From 0 to 1. */
  readonly confidence: number;
}

const MIN_PART_SIMILARITY = 0.88;
const ONE_PART_CONFIDENCE = 0.7;
const ALL_PARTS_CONFIDENCE = 0.97;

/** Finds the columns that form a field together. A single one of them is better than none. */
export function joinParts(parts: readonly FieldParts[], columns: readonly NamedColumn[]): JoinedColumns | undefined {
  const found = parts.map(({ columns: wanted, separator }) => {
    const taken: NamedColumn[] = [];
    for (const names of wanted) {
      const column = bestFor(
        names,
        columns.filter((other) => !taken.includes(other)),
      );
      if (column !== undefined) taken.push(column);
    }
    return { columns: taken, separator, confidence: taken.length > 1 ? ALL_PARTS_CONFIDENCE : ONE_PART_CONFIDENCE };
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
    .filter(({ score }) => score >= MIN_PART_SIMILARITY)
    .sort((a, b) => b.score - a.score);
  return ranked[0]?.column;
}
