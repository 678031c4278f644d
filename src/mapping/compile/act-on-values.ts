import { Refusal } from '../refusal.ts';
import { isBlank, isList, type Piece } from './piece.ts';
import { problemOf } from './problem-of.ts';
import type { Act, Pending, RowState } from './row-state.ts';
import type { SpecValues } from './values-of-spec.ts';

/** What becomes of the value that a spec gave for a row. */
export interface Handling {
  /** How problems call the field. */
  readonly field: string;
  /** Nothing was given. */
  blank(state: RowState): Refusal | undefined;
  /** Something was: it is put where it belongs, or refused. */
  value(state: RowState, piece: Piece): Refusal | undefined | Promise<Refusal | undefined>;
}

const formulaError = new Refusal('formula-error', 'is an error that a formula gave');

/** Reads a row's value and hands it on; refusals become problems of the row, wherever they come from. */
export function actOnValues(values: SpecValues, handling: Handling): Act {
  const note = (state: RowState, refusal: Refusal | undefined, piece?: Piece): void => {
    if (refusal === undefined) return;
    state.problems.push(problemOf(refusal, handling.field, values.source, state.row, piece));
  };
  const take = (state: RowState, piece: Piece | Refusal): Pending => {
    if (piece instanceof Refusal) note(state, piece);
    else {
      const refusal = handle(state, piece);
      if (refusal instanceof Promise) return refusal.then((settled) => note(state, settled, piece));
      note(state, refusal, piece);
    }
    return undefined;
  };
  const handle = (state: RowState, piece: Piece): Refusal | undefined | Promise<Refusal | undefined> => {
    if (isBlank(piece)) return handling.blank(state);
    if (typeof piece !== 'string' && !isList(piece) && piece.kind === 'error') return formulaError;
    return handling.value(state, piece);
  };
  return (state) => {
    const piece = values.read(state.row);
    return piece instanceof Promise ? piece.then((settled) => take(state, settled)) : take(state, piece);
  };
}
