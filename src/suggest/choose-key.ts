import { counted } from '../words/counted.ts';
import type { ColumnStatistics } from './columns/column-profile.ts';
import type { TableStatistics } from './columns/profile-table.ts';
import { nameSimilarity } from './names/name-similarity.ts';
import { parseName } from './names/words.ts';
import type { KeyChoice, Placement } from './suggestion.ts';

/** Fields that identify a record, best first. Whatever else is unique comes after them. */
const USUAL_KEYS = ['partnerid', 'email', 'tel'];

const ID_NAMES = ['ID', 'Record ID', 'Customer ID', 'Customer number', 'Account number', '编号', '客户编号'].map(
  parseName,
);

/** Fewer rows than that do not show that a column which repeats itself tells rows apart. */
const MIN_ROWS_FOR_REPEATS = 50;

/** Chooses what tells one row from another: a field or column that every row has and no two share, or hardly any two. */
export function chooseKey(
  placements: readonly Placement[],
  table: TableStatistics,
  unplaced: ReadonlySet<number>,
): KeyChoice | undefined {
  const fields = placements.flatMap((placement) => {
    const column = identityOf(placement);
    return column === undefined ? [] : [{ key: placement.candidate.key, column }];
  });
  const usual = USUAL_KEYS.flatMap((key) => fields.filter((field) => field.key === key));
  const whole = [...usual, ...fields].find(({ column }) => isWhole(column, table));
  if (whole !== undefined && USUAL_KEYS.includes(whole.key)) return fieldKey(whole.key, table);
  const column = table.columns.find(
    (other) => unplaced.has(other.index) && isWhole(other, table) && isCalledId(other.name),
  );
  if (column !== undefined) {
    return { key: { column: column.name }, reason: 'Not sent: every row has one, and no two have the same.' };
  }
  if (whole !== undefined) return fieldKey(whole.key, table);
  const nearly = usual.find(
    (field) => table.rows >= MIN_ROWS_FOR_REPEATS && (field.column.repeats ?? 0) > 0 && field.column.blank === 0,
  );
  if (nearly === undefined) return undefined;
  const rows = counted(nearly.column.repeats ?? 0, 'row repeats', 'rows repeat');
  return { key: nearly.key, reason: `Every row has one; ${rows} that of an earlier row and would be rejected.` };
}

function fieldKey(key: string, { rows }: TableStatistics): KeyChoice {
  return { key, reason: `Every row has one, and no two of the ${rows} rows have the same.` };
}

function isWhole(column: ColumnStatistics, { rows }: TableStatistics): boolean {
  return column.isUnique && column.filled === rows && rows > 0;
}

function isCalledId(name: string): boolean {
  const parsed = parseName(name);
  return ID_NAMES.some((known) => nameSimilarity(parsed, known) >= 0.8);
}

/** The one column of a placement whose values tell records apart. */
function identityOf({ columns, candidate: slot, spec }: Placement): ColumnStatistics | undefined {
  const column = columns.length === 1 ? columns[0]?.profile : undefined;
  if (slot.section !== 'fields' || spec.split !== undefined || spec.values !== undefined) return undefined;
  const { holds, lookup, type } = slot.field;
  // Two people may have the same name; two companies or tags should not.
  if (holds === 'note' || type === 'code' || slot.parts.length > 0) return undefined;
  const isId = holds === 'id' || holds === 'email' || holds === 'phone' || lookup === 'customer' || slot.required;
  return isId ? column : undefined;
}
