import type { CellChange, CellValue, RowChange } from '../ledger/index.ts';
import { fieldGroup } from './record-fields.ts';
import type { RecordState } from './record-reader.ts';

/** What a row changes in a record that exists: the cells, and what the record has in fields that are sent together with them. */
export function changeOf(state: RecordState, cells: readonly CellChange[]): RowChange & { readonly id: string } {
  const record = groupValues(state, cells);
  return { id: state.id, name: state.nick, cells, ...(record !== undefined && { record }) };
}

/** The values of the groups that cells belong to, names included, as far as they are known; undefined if there are none. */
function groupValues(
  state: RecordState,
  cells: readonly CellChange[],
): Readonly<Record<string, CellValue>> | undefined {
  const grouped = new Set(cells.flatMap(({ field }) => (isGrouped(field) ? fieldGroup(field) : [])));
  const known = [...grouped].filter((field) => state.knows(field));
  return known.length === 0 ? undefined : Object.fromEntries(known.map((field) => [field, state.get(field)]));
}

function isGrouped(field: string): boolean {
  return fieldGroup(field).length > 1;
}
