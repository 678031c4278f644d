import type { OutValue } from '../../files/index.ts';
import { outText } from '../../files/out/out-value.ts';
import { FINGERPRINT_COLUMN, makeFingerprint } from '../../mapping/row-fingerprint.ts';
import type { StreamRow } from '../../streams/stream.ts';
import type { ExportColumn } from '../column.ts';
import { NEEDED_MEMBERS, updateFields } from './update-fields.ts';

/** Of all columns those that an edit of a customer takes, in the order of `updateFields`, custom fields after them. */
export function updateColumns(known: readonly ExportColumn[]): ExportColumn[] {
  const fields = updateFields.flatMap(({ member }) => known.filter((column) => column.member === member));
  return [...fields, ...known.filter(({ also }) => also !== undefined)];
}

/** The chosen columns, and before them those that every edit needs. */
export function withNeeded(chosen: readonly ExportColumn[], known: readonly ExportColumn[]): ExportColumn[] {
  const missing = known.filter(
    ({ member }) =>
      member !== undefined && NEEDED_MEMBERS.includes(member) && !chosen.some((column) => column.member === member),
  );
  return [...missing, ...chosen];
}

/** The column that remembers what a row looked like; it is filled by `fingerprintOf`. */
export const fingerprintColumn: ExportColumn = { name: FINGERPRINT_COLUMN, kind: 'text', read: () => null };

/** Names what a row shows, and when its record was last changed. */
export function fingerprintOf(row: StreamRow, columns: readonly ExportColumn[], values: readonly OutValue[]): string {
  const changedAt = Number(row['update_time'] ?? 0);
  const names = columns.map(({ name }) => name);
  return makeFingerprint(Number.isSafeInteger(changedAt) ? changedAt : 0, names, values.map(outText));
}
