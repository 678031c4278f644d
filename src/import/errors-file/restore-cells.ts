import {
  type Cell,
  cellText,
  derivedTable,
  ERROR_COLUMNS,
  inputColumnIndexes,
  type Row,
  type RowProblem,
  SPREADSHEET_CHANGES,
  type SplittableTable,
  type SpreadsheetChange,
  spreadsheetChange,
} from '../../files/index.ts';
import type { RowOutcome, StoredCell } from '../../ledger/index.ts';
import { counted, shortened, t, translated } from '../../words/index.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import { storedCellText } from '../run-files.ts';
import { columnPositions, type EarlierRun } from './earlier-run.ts';

/** How the cells of a corrected errors file are restored. */
export interface RestoreOptions {
  /** The indexes of the columns that a field takes its value from. */
  columnsOf(field: string): readonly number[];
  /** Send cells that either a spreadsheet program or a person may have changed as they are (`--accept-damage`). */
  readonly accept: boolean;
}

/** How many cells were restored, by kind of change, and the first of them. */
interface Restored {
  readonly counts: Map<SpreadsheetChange, number>;
  first: string | undefined;
}

/**
 * Undoes the changes that a spreadsheet program made to the cells of an errors file: lost zeros, rounded digits, dates and numbers in
 * other formats. Corrections by people stay. Numbers and dates of a workbook, which are text in `errors.csv`, become numbers and
 * dates again. If the row was rejected for the changed cell, and either may have changed it, the cell is a problem of its row.
 */
export function restoreCells(table: SplittableTable, run: EarlierRun, options: RestoreOptions): SplittableTable {
  const { header } = table;
  const positions = columnPositions(header, run.header);
  const number = header.lastIndexOf(ERROR_COLUMNS[0]);
  const ownIndexes = inputColumnIndexes(header);
  const restored: Restored = { counts: new Map(), first: undefined };
  const seen = new Set<number>();
  let isReadToEnd = false;

  const numberIn = ({ cells }: Row): number | undefined => {
    const text = cellText(cells[number]);
    return /^\d+$/.test(text) ? Number(text) : undefined;
  };

  const restore = (row: Row, stored: RowOutcome | undefined): Row => {
    if (stored?.cells === undefined) return row;
    const isRepeated = seen.has(stored.row);
    seen.add(stored.row);
    const rejected = rejectedColumns(stored, options);
    const cells = [...row.cells];
    const problems: RowProblem[] = [...(row.problems ?? [])];
    for (const index of ownIndexes) {
      const position = positions[index];
      const before = position === undefined ? undefined : stored.cells[position];
      const now = cells[index];
      if (before === undefined || now === undefined) continue;
      const classified = classifyCell(before, now, table.format, rejected.has(index));
      if (classified === 'same') cells[index] = before as Cell;
      if (classified === 'edited' || classified === 'same') continue;
      const { change, isCertain } = classified;
      if (isCertain && !isRepeated) {
        cells[index] = before as Cell;
        restored.counts.set(change, (restored.counts.get(change) ?? 0) + 1);
        restored.first ??= t`row ${row.number}, column "${header[index]}": ${quoted(now)} restored to ${quoted(before)}`;
      } else if (!options.accept) {
        problems.push(problemOf({ index, name: header[index] ?? '', before, now, change, isRepeated, of: stored.row }));
      }
    }
    return { number: row.number, cells, ...(problems.length > 0 && { problems }) };
  };

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    for await (const batch of table.batches()) {
      const rows = await run.rows(batch.flatMap((row) => numberIn(row) ?? []));
      yield batch.map((row) => restore(row, rows.get(numberIn(row) ?? 0)));
    }
    isReadToEnd = true;
  }

  return derivedTable(table, batches, () => (isReadToEnd ? noticeOf(restored, run) : []));
}

/** How a cell compares with what it was when the run read it. */
type CellClass = 'same' | 'edited' | { readonly change: SpreadsheetChange; readonly isCertain: boolean };

function classifyCell(
  before: StoredCell,
  now: Cell,
  format: SplittableTable['format'],
  isRejected: boolean,
): CellClass {
  const [was, is] = [storedCellText(before), cellText(now)];
  // A number or date in a workbook says more than its text.
  if (was === is) return typeof now === 'string' ? 'same' : 'edited';
  const change = spreadsheetChange(was, is);
  if (change === undefined) return 'edited';
  // Text in a workbook is what somebody typed; only its length is limited.
  if (format === 'xlsx' && typeof now === 'string' && change !== 'cut-text') return 'edited';
  if (!isRejected) return { change, isCertain: true };
  // The row was rejected for this very cell, so a person may have corrected it.
  if (change === 'date') return isOneDay(was) ? 'edited' : { change, isCertain: false };
  if (change === 'respelled') return isOneNumber(was) ? 'edited' : { change, isCertain: false };
  return SPREADSHEET_CHANGES[change].keepsValue ? 'edited' : { change, isCertain: true };
}

/** Is the text the same day in every date format? */
function isOneDay(text: string): boolean {
  const [, first, second] = /^\s*(\d{1,2})\D+(\d{1,2})\D+\d{4}(?!\d)/.exec(text) ?? [];
  if (first === undefined) return /^\s*\d{4}\D+\d{1,2}\D+\d{1,2}(?!\d)/.test(text);
  return Number(first) > 12 || Number(second) > 12 || Number(first) === Number(second);
}

/** Is the text the same number whichever decimal mark it uses? */
function isOneNumber(text: string): boolean {
  return !/^[^\d]*\d{1,3}[.,]\d{3}\D*$/.test(text);
}

function rejectedColumns({ field = '' }: RowOutcome, { columnsOf }: RestoreOptions): ReadonlySet<number> {
  return new Set(field.split('; ').flatMap((each) => columnsOf(each)));
}

function problemOf(cell: {
  readonly index: number;
  readonly name: string;
  readonly before: StoredCell;
  readonly now: Cell;
  readonly change: SpreadsheetChange;
  readonly isRepeated: boolean;
  readonly of: number;
}): RowProblem {
  const { index, name, before, now, isRepeated, of } = cell;
  const wordings = IMPORT_MESSAGES['changed-by-spreadsheet'].text;
  const reason = isRepeated ? wordings.repeatedRow(of) : wordings.eitherWay();
  return {
    code: 'changed-by-spreadsheet',
    column: index,
    message: wordings.cell(quoted(before), quoted(now), name, reason),
  };
}

const MAX_SHOWN = 40;

function quoted(cell: StoredCell | Cell): string {
  return `"${shortened(storedCellText(cell), MAX_SHOWN)}"`;
}

function noticeOf({ counts, first }: Restored, { id }: EarlierRun): string[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const kinds = [...counts]
    .map(([change, count]) => `${translated(SPREADSHEET_CHANGES[change].title)}: ${count}`)
    .join(', ');
  const cells = counted(
    total,
    'cell that a spreadsheet program changed was',
    'cells that a spreadsheet program changed were',
  );
  return [
    t`${cells} restored to what run ${id} read (${kinds}); the first is ${first}. To make such a change on purpose, edit errors.xlsx.`,
  ];
}
