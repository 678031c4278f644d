import { ESTIMATE_ERROR } from '../sketches/index.ts';
import { counted, t, translated, wholeText } from '../words/index.ts';
import type { ColumnProfile, TableProfile } from './table-profile.ts';
import { VALUE_TYPES, type ValueType } from './value-type.ts';

/** The type of a column in words: `date (DD/MM/YYYY)`, `mixed: number 60 %, text 40 %`. */
export function typeText({ type, types, formats }: ColumnProfile): string {
  if (type === null) return t`no values`;
  if (type !== 'mixed')
    return `${translated(VALUE_TYPES[type])}${formats.length > 0 ? ` (${formats.join(' or ')})` : ''}`;
  const total = Object.values(types).reduce((sum, count) => sum + count, 0);
  const shares = (Object.entries(types) as [ValueType, number][])
    .sort((one, other) => other[1] - one[1])
    .map(([each, count]) => `${translated(VALUE_TYPES[each])} ${shareText(count, total)}`);
  return t`mixed: ${shares.join(', ')}`;
}

/** `1,234`; beyond the exact count `about 998,000`. */
export function distinctText({ distinct: { count, exact } }: ColumnProfile): string {
  return exact ? wholeText(count) : t`about ${wholeText(Number(count.toPrecision(3)))}`;
}

/** The values that occur more often than others for certain; beyond the exact count, counts may be too low. */
export function frequentValues({ top, top_missed: missed }: ColumnProfile): ColumnProfile['top'] {
  return top.filter(({ count }) => count > Math.max(1, missed));
}

/** Are all values different? Beyond the exact count: as far as the estimate can tell. */
export function isUnique({ distinct: { count, exact }, filled }: ColumnProfile): boolean {
  return exact && count === filled && filled > 0;
}

/** What the counts are worth, where they are not exact; undefined where they are. */
export function precisionNote(column: ColumnProfile): string | undefined {
  if (column.distinct.exact) return undefined;
  const error = (ESTIMATE_ERROR * 100).toFixed(1);
  const missed = wholeText(column.top_missed);
  return t`More than 100,000 different values: their number is estimated (standard error ${error} %), and the counts of frequent values may be up to ${missed} too low.`;
}

/** A share: `0 %`, `< 1 %`, `37 %`, `> 99 %`, `100 %`. */
export function shareText(count: number, total: number): string {
  if (count === 0 || total === 0) return '0 %';
  if (count === total) return '100 %';
  const percent = Math.round((count / total) * 100);
  return percent === 0 ? '< 1 %' : percent === 100 ? '> 99 %' : `${percent} %`;
}

/** The range of a column's values: `3 … 97`; empty where there is none. */
export function rangeText({ min, max }: ColumnProfile): string {
  return min === null || max === null ? '' : min === max ? min : `${min} … ${max}`;
}

/** Characters of the shortest and the longest value: `3–40`. */
export function lengthText({ length }: ColumnProfile): string {
  if (length === null) return '';
  return length.min === length.max ? wholeText(length.min) : `${wholeText(length.min)}–${wholeText(length.max)}`;
}

/** How many cells of the profile have an issue, rows counted once. */
export function issueCount({ columns, issues }: TableProfile): number {
  return [...issues, ...columns.flatMap((column) => column.issues)].reduce((sum, { count }) => sum + count, 0);
}

/** `1,200 rows and 20 columns`. */
export function sizeText({ rows: { read }, columns }: TableProfile): string {
  return t`${counted(read, 'row', undefined, wholeText(read))} and ${counted(columns.length, 'column')}`;
}
