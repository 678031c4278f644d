import { type Cell, cellText, type Row } from '../../files/index.ts';
import type { Problem } from '../mapped-row.ts';
import { shorten, type ValueError } from '../value-error.ts';

/** A value on its way from the row to the payload: one cell, or several values. */
export type CellValue = Cell | readonly Cell[];

/** Is it several values? */
export function isList(piece: CellValue): piece is readonly Cell[] {
  return Array.isArray(piece);
}

/** Nothing to send. */
export function isBlankValue(piece: CellValue): boolean {
  if (typeof piece === 'string') return piece === '';
  return isList(piece) ? piece.every((item) => cellText(item) === '') : piece.text === '';
}

/** The values of a piece, blank ones left out. */
export function itemsOf(piece: CellValue): readonly Cell[] {
  if (!isList(piece)) return [piece];
  return piece.some((item) => cellText(item) === '') ? piece.filter((item) => cellText(item) !== '') : piece;
}

/** The text of a piece as messages show it. */
export function valueText(piece: CellValue): string {
  return isList(piece) ? piece.map(cellText).join(', ') : cellText(piece);
}

/** A cell of a row with its column's name. */
export interface SourceCell {
  readonly column: string;
  readonly cell: Cell | undefined;
}

/** Where a field's value comes from. */
export interface ValueSource {
  read(row: Row): CellValue | ValueError | Promise<CellValue | ValueError>;
  /** The cells that a row's value came from, for messages. */
  cellsOf?(row: Row): readonly SourceCell[];
}

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
