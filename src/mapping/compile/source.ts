import type { Cell, Row } from '../../files/row.ts';
import type { ValueError } from '../refusal.ts';
import type { CellValue } from './piece.ts';

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
