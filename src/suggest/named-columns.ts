import { Columns } from '../mapping/columns.ts';
import type { ColumnStatistics } from './columns/column-profile.ts';
import { withoutCommonPrefix } from './names/common-prefix.ts';
import { type Name, parseName } from './names/words.ts';

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
