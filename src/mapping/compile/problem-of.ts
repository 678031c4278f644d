import { cellText, type Row } from '../../files/row.ts';
import type { Problem } from '../mapped-row.ts';
import { shorten, type ValueError } from '../refusal.ts';
import { type CellValue, valueText } from './piece.ts';
import type { ValueSource } from './source.ts';

/** The problem of a row that a refusal makes, with the cell as it stands in the file. `piece` is what was made of it. */
export function rowProblemOf(
  refusal: ValueError,
  field: string,
  source: ValueSource,
  row: Row,
  piece: CellValue | undefined,
): Problem {
  const cells = source.cellsOf?.(row) ?? [];
  const shown = cells.length > 0 ? cells.map(({ cell }) => cellText(cell)).join(', ') : valueText(piece ?? '');
  const value = shorten(shown);
  const columns = cells.map(({ column }) => column);
  return {
    code: refusal.code,
    message: `"${value}" ${refusal.predicate}`,
    field,
    ...(columns.length > 0 ? { column: columns.join(', ') } : {}),
    value,
  };
}
