import { type Cell, cellText, type Row } from '../../files/index.ts';
import type { Problem } from '../mapped-row.ts';
import { shorten, type ValueError } from '../value-error.ts';

/** A value between the row and the payload: one cell, or several values. */
export type CellValue = Cell | readonly Cell[];

/** Whether it is several values. */
export function isList(value: CellValue): value is readonly Cell[] {
  return Array.isArray(value);
}

/** Whether there is nothing to send. */
export function isBlankValue(value: CellValue): boolean {
  if (typeof value === 'string') return value === '';
  return isList(value) ? value.every((item) => cellText(item) === '') : value.text === '';
}

/** Its values without blank ones. */
export function itemsOf(value: CellValue): readonly Cell[] {
  if (!isList(value)) return [value];
  return value.some((item) => cellText(item) === '') ? value.filter((item) => cellText(item) !== '') : value;
}

/** Its text as messages show it. */
export function valueText(value: CellValue): string {
  return isList(value) ? value.map(cellText).join(', ') : cellText(value);
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

/** Turns a value error into a problem of the row, with the cell as it is in the file. `value` is what became of the cell. */
export function rowProblemOf(
  error: ValueError,
  field: string,
  source: ValueSource,
  row: Row,
  value: CellValue | undefined,
): Problem {
  const cells = source.cellsOf?.(row) ?? [];
  const shown = cells.length > 0 ? cells.map(({ cell }) => cellText(cell)).join(', ') : valueText(value ?? '');
  const shownValue = shorten(shown);
  const columns = cells.map(({ column }) => column);
  return {
    code: error.code,
    message: `"${shownValue}" ${error.predicate}`,
    field,
    ...(columns.length > 0 ? { column: columns.join(', ') } : {}),
    value: shownValue,
  };
}
