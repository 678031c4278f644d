import { counted } from '../../words/counted.ts';
import { columnLetters } from '../column-letters.ts';
import type { SheetFacts } from './sheet-parser.ts';

/** Which part of a sheet is the table, and how it is read. */
interface TableArea {
  readonly width: number;
  readonly headerRow: number;
  readonly fillsMerged: boolean;
}

const MAX_MERGED_SHOWN = 3;

/** What is worth saying about a sheet once it is read. */
export function sheetNotices(
  facts: SheetFacts,
  { width, headerRow, fillsMerged }: TableArea,
  blankRows: string | undefined,
  outside: readonly string[],
): string[] {
  const notices: string[] = [];
  if (blankRows !== undefined) notices.push(blankRows);
  if (facts.disorder !== undefined) {
    const { number, after } = facts.disorder;
    notices.push(
      `The sheet's row numbers do not ascend (row ${number} stands below row ${after}): from there on its rows are counted in their order.`,
    );
  }
  if (facts.hiddenRows > 0)
    notices.push(`${counted(facts.hiddenRows, 'hidden row was', 'hidden rows were')} read like the others.`);
  if (facts.hiddenColumns.length > 0) {
    const shown = facts.hiddenColumns.map(([first, last]) =>
      first === last ? columnLetters(first - 1) : `${columnLetters(first - 1)} to ${columnLetters(last - 1)}`,
    );
    notices.push(`Hidden columns were read like the others: ${shown.join(', ')}.`);
  }
  // What is merged above the header, or beside it, is no concern of the rows.
  const merged = facts.merged.filter(({ bottom, left }) => bottom > headerRow && left < width);
  if (merged.length > 0) {
    const shown = merged.slice(0, MAX_MERGED_SHOWN).map(({ reference }) => reference);
    const ranges = `${shown.join(', ')}${merged.length > shown.length ? ', …' : ''}`;
    notices.push(
      fillsMerged
        ? `${counted(merged.length, 'merged range has its', 'merged ranges have their')} value in each of the cells: ${ranges}.`
        : `${counted(merged.length, 'merged range has its', 'merged ranges have their')} value in the first cell only: ${ranges}. The other cells are blank; to repeat the value in them, set source: { merged: fill }.`,
    );
  }
  if (outside.length > 0) {
    const more = outside.length > 3 ? ', …' : '';
    notices.push(
      `Cells beside the header's columns belong to no column and were left out: ${outside.slice(0, 3).join(', ')}${more}.`,
    );
  }
  return notices;
}
