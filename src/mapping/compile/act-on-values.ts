import { cellText } from '../../files/row.ts';
import { Refusal, silentRefusal } from '../refusal.ts';
import { BoundedMap } from '../remember.ts';
import { isBlank, isList, itemsOf, type Piece } from './piece.ts';
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
  const { source, shape, readsRow = false, unsentOf } = values;
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
    const isLessened = unsentOf !== undefined && !(piece instanceof Refusal) && hasBlank(piece);
    if (isLessened) noteUnsent(state, unsentOf(read as Piece, state.row));
    const value = piece instanceof Refusal ? piece : convert(piece, state);
    if (value === undefined) return undefined;
    if (value instanceof Promise) return value.then((settled) => settleLate(state, read, piece as Piece, settled));
    if (repeated && !isLessened) known.set(read, value);
    settle(state, value, piece instanceof Refusal ? undefined : piece);
    return undefined;
  };
  const noteUnsent = (state: RowState, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    const column = (source.cellsOf?.(state.row) ?? []).map((cell) => cell.column).join(', ');
    state.unsent ??= [];
    for (const text of texts) state.unsent.push({ field: handling.field, column, text });
  };
  /** A list that was read anew meanwhile may know names that a cell would have been cut into. */
  const settleLate = (state: RowState, read: Piece | Refusal, piece: Piece, value: Value | Refusal): Pending => {
    const isUnknown = value instanceof Refusal && value.code === 'not-found' && isList(piece) && !isList(read as Piece);
    const again = isUnknown && shape !== undefined ? shape(read as Piece, state.row) : undefined;
    if (again === undefined || again instanceof Refusal || itemsOf(again).length === itemsOf(piece).length) {
      settle(state, value, piece);
      return undefined;
    }
    const converted = convert(again, state);
    if (converted instanceof Promise) return converted.then((settled) => settle(state, settled, again));
    if (converted !== undefined) settle(state, converted, again);
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

function hasBlank(piece: Piece): boolean {
  return isList(piece) ? piece.some((item) => cellText(item) === '') : isBlank(piece);
}
