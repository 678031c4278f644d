import { type Cell, cellText } from '../../files/row.ts';

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
