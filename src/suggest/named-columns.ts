import type { ColumnProfile } from './columns/column-profile.ts';
import { withoutCommonPrefix } from './names/common-prefix.ts';
import { type Name, parseName } from './names/words.ts';

/** A column that a mapping can name. */
export interface NamedColumn {
  readonly profile: ColumnProfile;
  /** Its name taken apart, without a prefix that most columns share. */
  readonly name: Name;
  /** How a mapping writes it: `Name`, or `Name#2` for the second of that name. */
  readonly written: string;
}

/** The columns that a mapping can name: neither nameless ones, nor the tool's own, nor the first of several of one name. */
export function namedColumns(profiles: readonly ColumnProfile[]): NamedColumn[] {
  const short = withoutCommonPrefix(profiles.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { name } of profiles) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return profiles.flatMap((profile, index) => {
    const { name } = profile;
    const place = (seen.get(name) ?? 0) + 1;
    seen.set(name, place);
    if (isUnnamed(name) || (place === 1 && counts.get(name) !== 1)) return [];
    return [{ profile, name: parseName(short[index] ?? ''), written: place === 1 ? name : `${name}#${place}` }];
  });
}

/** Nameless columns cannot be mapped, and the tool's own (`_row`, `_message` of an errors.csv) never are. */
export function isUnnamed(name: string): boolean {
  return name === '' || name.startsWith('_');
}
