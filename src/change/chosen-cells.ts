import { type CellChange, tagCell, tagOfCell } from '../ledger/index.ts';
import { fieldGroup } from './record-fields.ts';

/**
 * The cells of a planned row that are applied. Cells that only make sense together are left out together: province and city, or a tag
 * and the one that the customer loses with it. `displacedBy`: the tags that a customer loses with a tag.
 */
export function chosenCells(
  cells: readonly CellChange[],
  isLeftOut: (field: string) => boolean,
  displacedBy: (tag: string) => readonly string[],
): readonly CellChange[] {
  const gainedFor = new Map(
    cells.flatMap(({ field, after }) => {
      const gained = after === null ? undefined : tagOfCell(field);
      return gained === undefined ? [] : displacedBy(gained).map((lost) => [tagCell(lost), field] as const);
    }),
  );
  const groupOf = (field: string): string => gainedFor.get(field) ?? fieldGroup(field)[0] ?? field;
  const leftOut = new Set(cells.flatMap(({ field }) => (isLeftOut(field) ? [groupOf(field)] : [])));
  return cells.filter(({ field }) => !leftOut.has(groupOf(field)));
}
