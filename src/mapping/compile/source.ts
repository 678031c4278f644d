import type { Cell, Row } from '../../files/row.ts';
import type { Refusal } from '../refusal.ts';
import type { Piece } from './piece.ts';

/** A cell of a row with its column's name. */
export interface SourceCell {
  readonly column: string;
  readonly cell: Cell | undefined;
}

/** Where a field's value comes from. */
export interface Source {
  read(row: Row): Piece | Refusal | Promise<Piece | Refusal>;
  /** The cells that a row's value came from, for messages. */
  cellsOf?(row: Row): readonly SourceCell[];
}
