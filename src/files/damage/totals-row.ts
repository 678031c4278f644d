import { type Cell, cellText } from '../row.ts';
import type { ColumnQualityProfile } from './column-profile.ts';
import type { CellIssue } from './inspect-cell.ts';
import { afterTotalWord } from './total-words.ts';

/** Longer texts are no words for a total. */
const MAX_LABEL_CHARS = 80;
/** `Total number of customers: 500`. */
const MAX_WORDS_AFTER = 4;
const ZERO_CODE = 48;
const NINE_CODE = 57;

/** `500`, `12,500.00 €`, `n = 500`, `500 contacts`. */
const amount =
  /^[^\p{L}\d@]*(?:\p{L}{1,3}\s?[=:.]?\s?)?[\d.,'\s]*\d[\d.,'\s]*[^\p{L}\d@]*(?:\p{L}+\.?){0,2}(?:\s+\p{L}+)?[^\p{L}\d@]*$/u;

const totals: CellIssue = {
  code: 'totals-row',
  message: 'the row seems to hold totals, not a record. Remove it; if it is a record, --accept-damage imports it.',
};
const remark: CellIssue = {
  code: 'totals-row',
  message:
    'the row holds nothing else, and the value is unlike the others of its column: it seems to be a remark. Remove it; if it is a record, --accept-damage imports it.',
};

/** Tells rows of totals and remarks below a table. `first` is the first cell that is filled, of so many. */
export function inspectTotals(
  cells: readonly Cell[],
  first: number,
  filled: number,
  columns: readonly ColumnQualityProfile[],
  usuallyFilled: number,
): CellIssue | undefined {
  const cell = cells[first] as Cell;
  if (typeof cell !== 'string' || cell.length > MAX_LABEL_CHARS) return undefined;
  const isNearlyBlank = filled <= usuallyFilled / 2;
  const code = cell.charCodeAt(0);
  if (!isNearlyBlank && code >= ZERO_CODE && code <= NINE_CODE) return undefined;
  const after = afterTotalWord(cell);
  if (after !== undefined) {
    const words = after.match(/\p{L}+/gu)?.length ?? 0;
    if (words > MAX_WORDS_AFTER || after.includes('@')) return undefined;
    const areAmounts = cells.every((each, at) => at <= first || isAmount(each, columns[at], isNearlyBlank));
    if (areAmounts && (words === 0 || isNearlyBlank || filled < usuallyFilled)) return totals;
  }
  const few = filled === 1 ? 3 : filled === 2 ? 6 : Number.POSITIVE_INFINITY;
  return usuallyFilled >= few && isUnlike(cell, (columns[first] as ColumnQualityProfile).form) ? remark : undefined;
}

function isUnlike(text: string, { hasDigit, isOneWord, isEmail }: ColumnQualityProfile['form']): boolean {
  return (hasDigit && !/\d/.test(text)) || (isOneWord && /\s/.test(text.trim())) || (isEmail && !text.includes('@'));
}

/** Is a cell of a totals row blank or a number, and none such as the column holds: a telephone number among others? */
function isAmount(cell: Cell | undefined, column: ColumnQualityProfile | undefined, isNearlyBlank: boolean): boolean {
  const text = cellText(cell);
  if (text === '' || column === undefined) return true;
  if (isNearlyBlank) return !text.includes('@');
  if (!amount.test(text)) return false;
  return !column.isCode || column.usualDigits === 0 || text.replace(/\D/g, '').length < column.usualDigits - 1;
}
