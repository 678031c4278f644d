import type { TableProfile } from './columns/profile-table.ts';
import { nameSimilarity } from './names/name-similarity.ts';
import { parseName } from './names/words.ts';
import type { KeyChoice, Placement } from './suggestion.ts';

/** Fields that identify a record, best first. Whatever else is unique comes after them. */
const usualKeys = ['partnerid', 'email', 'tel', 'wx', 'qq'];

const idNames = ['ID', 'Record ID', 'Customer ID', 'Customer number', 'Account number', '编号', '客户编号'].map(
  parseName,
);

/** Chooses what tells one row from another: a field or column that every row has and no two share. */
export function chooseKey(
  placements: readonly Placement[],
  table: TableProfile,
  unplaced: ReadonlySet<number>,
): KeyChoice | undefined {
  const fields = placements.filter((placement) => placement.slot.section === 'fields' && isIdentity(placement, table));
  const rank = ({ slot }: Placement): number => {
    const place = usualKeys.indexOf(slot.key);
    return place < 0 ? usualKeys.length : place;
  };
  const [field] = fields.sort((a, b) => rank(a) - rank(b));
  const column = table.columns.find(
    ({ index, name, isUnique, filled }) =>
      unplaced.has(index) &&
      isUnique &&
      filled === table.rows &&
      Math.max(...idNames.map((known) => nameSimilarity(parseName(name), known))) >= 0.8,
  );
  if (field !== undefined && (rank(field) < usualKeys.length || column === undefined)) {
    return { key: field.slot.key, reason: `Every row has one, and no two of the ${table.rows} rows have the same.` };
  }
  if (column === undefined) return undefined;
  return { key: { column: column.name }, reason: `Not sent: every row has one, and no two have the same.` };
}

function isIdentity({ columns, slot, spec }: Placement, table: TableProfile): boolean {
  const column = columns[0]?.profile;
  if (column === undefined || columns.length > 1 || spec.split !== undefined || spec.values !== undefined) return false;
  if (slot.section !== 'fields' || slot.field.holds === 'note' || slot.field.type === 'code') return false;
  // Two people may have the same name; two companies or tags should not.
  if (slot.parts.length > 0) return false;
  const isId =
    ['id', 'email', 'phone'].includes(slot.field.holds ?? '') || slot.field.lookup === 'customer' || slot.required;
  return isId && column.isUnique && column.filled === table.rows && table.rows > 0;
}
