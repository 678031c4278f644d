import { cellText } from '../../files/row.ts';
import { DEPENDENT_VALUE_ERROR, ValueError } from '../refusal.ts';
import { BoundedMap } from '../remember.ts';
import { type CellValue, isBlankValue, isList, itemsOf } from './piece.ts';
import { rowProblemOf } from './problem-of.ts';
import type { MappingState, Pending, RowStep } from './row-state.ts';
import type { SpecValues } from './values-of-spec.ts';

/** What becomes of the value that a spec gave for a row. */
export interface ValueHandler<Value extends {}> {
  /** How problems call the field. */
  readonly field: string;
  /** Columns repeat few texts over many rows, and the value depends on nothing but the text: it is made once for each. */
  readonly repeats: boolean;
  /** Nothing was given; answers what to put all the same. */
  blank(): Value | ValueError | undefined;
  convert(piece: CellValue, state: MappingState): Value | ValueError | Promise<Value | ValueError>;
  put(state: MappingState, value: Value): void;
}

const formulaError = new ValueError('formula-error', 'is an error that a formula gave');

/** Reads a row's value, converts it and puts it where it belongs; refusals become problems of the row. */
export function handleValues<Value extends {}>(values: SpecValues, handling: ValueHandler<Value>): RowStep {
  const { source, shape, readsRow = false, unsentOf } = values;
  const known = handling.repeats && !readsRow ? new BoundedMap<Value | ValueError>() : undefined;

  const settle = (state: MappingState, value: Value | ValueError, piece?: CellValue): void => {
    if (!(value instanceof ValueError)) handling.put(state, value);
    else if (value !== DEPENDENT_VALUE_ERROR) {
      state.problems.push(rowProblemOf(value, handling.field, source, state.row, piece));
    }
  };
  const take = (state: MappingState, read: CellValue | ValueError): Pending => {
    const repeated = known !== undefined && typeof read === 'string';
    const before = repeated ? known.get(read) : undefined;
    if (before !== undefined) {
      settle(state, before, read as string);
      return undefined;
    }
    const piece = shape === undefined || read instanceof ValueError ? read : shape(read, state.row);
    const isLessened = unsentOf !== undefined && !(piece instanceof ValueError) && hasBlank(piece);
    if (isLessened) noteUnsent(state, unsentOf(read as CellValue, state.row));
    const value = piece instanceof ValueError ? piece : convert(piece, state);
    if (value === undefined) return undefined;
    if (value instanceof Promise) return value.then((settled) => settleLate(state, read, piece as CellValue, settled));
    if (repeated && !isLessened) known.set(read, value);
    settle(state, value, piece instanceof ValueError ? undefined : piece);
    return undefined;
  };
  const noteUnsent = (state: MappingState, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    const column = (source.cellsOf?.(state.row) ?? []).map((cell) => cell.column).join(', ');
    state.unsent ??= [];
    for (const text of texts) state.unsent.push({ field: handling.field, column, text });
  };
  /** A list that was read anew meanwhile may know names that a cell would have been cut into. */
  const settleLate = (
    state: MappingState,
    read: CellValue | ValueError,
    piece: CellValue,
    value: Value | ValueError,
  ): Pending => {
    const isUnknown =
      value instanceof ValueError && value.code === 'not-found' && isList(piece) && !isList(read as CellValue);
    const again = isUnknown && shape !== undefined ? shape(read as CellValue, state.row) : undefined;
    if (again === undefined || again instanceof ValueError || itemsOf(again).length === itemsOf(piece).length) {
      settle(state, value, piece);
      return undefined;
    }
    const converted = convert(again, state);
    if (converted instanceof Promise) return converted.then((settled) => settle(state, settled, again));
    if (converted !== undefined) settle(state, converted, again);
    return undefined;
  };
  const convert = (
    piece: CellValue,
    state: MappingState,
  ): Value | ValueError | undefined | Promise<Value | ValueError> => {
    if (isBlankValue(piece)) return handling.blank();
    if (typeof piece !== 'string' && !isList(piece) && piece.kind === 'error') return formulaError;
    return handling.convert(piece, state);
  };
  return (state) => {
    const read = source.read(state.row);
    return read instanceof Promise ? read.then((settled) => take(state, settled)) : take(state, read);
  };
}

function hasBlank(piece: CellValue): boolean {
  return isList(piece) ? piece.some((item) => cellText(item) === '') : isBlankValue(piece);
}
