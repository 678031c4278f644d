import { type Cell, cellText } from '../../files/row.ts';

/** A value on its way from the row to the payload: one cell, or several values. */
export type Piece = Cell | readonly Cell[];

/** Is it several values? */
export function isList(piece: Piece): piece is readonly Cell[] {
  return Array.isArray(piece);
}

/** Nothing to send. */
export function isBlank(piece: Piece): boolean {
  if (typeof piece === 'string') return piece === '';
  return isList(piece) ? piece.every((item) => cellText(item) === '') : piece.text === '';
}

/** The values of a piece, blank ones left out. */
export function itemsOf(piece: Piece): readonly Cell[] {
  if (!isList(piece)) return [piece];
  return piece.some((item) => cellText(item) === '') ? piece.filter((item) => cellText(item) !== '') : piece;
}

/** The text of a piece as messages show it. */
export function pieceText(piece: Piece): string {
  return isList(piece) ? piece.map(cellText).join(', ') : cellText(piece);
}
