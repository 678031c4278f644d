import { columnOf } from './cell-reference.ts';

/** A range of merged cells: its rows as the sheet counts them, its columns from 0. */
export interface MergedRange {
  readonly reference: string;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const form = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/i;

/** Reads a reference such as `C2:C4`; nothing where it is none. */
export function mergedRange(reference: string): MergedRange | undefined {
  const [, firstLetters = '', first, lastLetters = '', last] = form.exec(reference) ?? [];
  const columns = [columnOf(firstLetters), columnOf(lastLetters)];
  if (first === undefined || columns[0] === undefined || columns[1] === undefined) return undefined;
  const rows = [Number(first), Number(last)];
  return {
    reference,
    top: Math.min(...rows),
    bottom: Math.max(...rows),
    left: Math.min(columns[0], columns[1]),
    right: Math.max(columns[0], columns[1]),
  };
}
