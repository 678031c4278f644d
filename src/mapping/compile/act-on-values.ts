import { Refusal, silentRefusal } from '../refusal.ts';
import { BoundedMap } from '../remember.ts';
import { isBlank, isList, type Piece } from './piece.ts';
import { problemOf } from './problem-of.ts';
import type { Act, Pending, RowState } from './row-state.ts';
import type { SpecValues } from './values-of-spec.ts';

/** What becomes of the value that a spec gave for a row. */
export interface Handling<Value extends {}> {
  /** How problems call the field. */
  readonly field: string;
  /** Columns repeat few texts over many rows, and the value depends on nothing but the text: it is made once for each. */
  readonly repeats: boolean;
  /** Nothing was given; answers what to put all the same. */
  blank(): Value | Refusal | undefined;
  convert(piece: Piece, state: RowState): Value | Refusal | Promise<Value | Refusal>;
  put(state: RowState, value: Value): void;
}

const formulaError = new Refusal('formula-error', 'is an error that a formula gave');

/** Reads a row's value, converts it and puts it where it belongs; refusals become problems of the row. */
export function actOnValues<Value extends {}>(values: SpecValues, handling: Handling<Value>): Act {
  const { source, shape, readsRow = false } = values;
  const known = handling.repeats && !readsRow ? new BoundedMap<Value | Refusal>() : undefined;

  const settle = (state: RowState, value: Value | Refusal, piece?: Piece): void => {
    if (!(value instanceof Refusal)) handling.put(state, value);
    else if (value !== silentRefusal) {
      state.problems.push(problemOf(value, handling.field, source, state.row, piece));
    }
  };
  const take = (state: RowState, read: Piece | Refusal): Pending => {
    const repeated = known !== undefined && typeof read === 'string';
    const before = repeated ? known.get(read) : undefined;
    if (before !== undefined) {
      settle(state, before, read as string);
      return undefined;
    }
    const piece = shape === undefined || read instanceof Refusal ? read : shape(read, state.row);
    const value = piece instanceof Refusal ? piece : convert(piece, state);
    if (value === undefined) return undefined;
    if (value instanceof Promise) return value.then((settled) => settle(state, settled, piece as Piece));
    if (repeated) known.set(read, value);
    settle(state, value, piece instanceof Refusal ? undefined : piece);
    return undefined;
  };
  const convert = (piece: Piece, state: RowState): Value | Refusal | undefined | Promise<Value | Refusal> => {
    if (isBlank(piece)) return handling.blank();
    if (typeof piece !== 'string' && !isList(piece) && piece.kind === 'error') return formulaError;
    return handling.convert(piece, state);
  };
  return (state) => {
    const read = source.read(state.row);
    return read instanceof Promise ? read.then((settled) => take(state, settled)) : take(state, read);
  };
}
