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
import { shortened } from '../../words/index.ts';
import { storedCellText } from '../run-files.ts';
import { columnPositions, type EarlierRun } from './earlier-run.ts';

/** How the cells of a corrected file of errors are taken. */
export interface RestoreOptions {
  /** The places of the columns that a field takes its value from. */
  columnsOf(field: string): readonly number[];
  /** What a spreadsheet program or a person may have written is sent as it stands (`--accept-damage`). */
  readonly accept: boolean;
}

/** How many cells of each kind were restored, and the first of them. */
interface Restored {
  readonly counts: Map<SpreadsheetChange, number>;
  first: string | undefined;
}

/**
 * A file of errors whose cells are again what they were where only a spreadsheet program has changed them: lost zeros, rounded
 * digits, dates and numbers in other forms. What somebody has corrected stays. Numbers and dates of a workbook, which are text in
 * `errors.csv`, are numbers and dates again. A changed cell for which its row was refused, and which may be either, is a problem
 * of its row.
 */
export function restoreCells(table: SplittableTable, run: EarlierRun, options: RestoreOptions): SplittableTable {
  const { header } = table;
  const places = columnPositions(header, run.header);
  const number = header.lastIndexOf(ERROR_COLUMNS[0]);
  const own = inputColumnIndexes(header);
  const restored: Restored = { counts: new Map(), first: undefined };
  const seen = new Set<number>();
  let ended = false;

  const restore = (row: Row): Row => {
    const text = cellText(row.cells[number]);
    const kept = /^\d+$/.test(text) ? run.row(Number(text)) : undefined;
    if (kept?.cells === undefined) return row;
    const isRepeated = seen.has(kept.row);
    seen.add(kept.row);
    const blamed = rejectedColumns(kept, options);
    const cells = [...row.cells];
    const problems: RowProblem[] = [...(row.problems ?? [])];
    for (const place of own) {
      const from = places[place];
      const before = from === undefined ? undefined : kept.cells[from];
      const now = cells[place];
      if (before === undefined || now === undefined) continue;
      const judged = classifyCell(before, now, table.format, blamed.has(place));
      if (judged === 'same') cells[place] = before as Cell;
      if (judged === 'edited' || judged === 'same') continue;
      const { change, isSure } = judged;
      if (isSure && !isRepeated) {
        cells[place] = before as Cell;
        restored.counts.set(change, (restored.counts.get(change) ?? 0) + 1);
        restored.first ??= `row ${row.number}, column "${header[place]}": ${quoted(now)} is ${quoted(before)} again`;
      } else if (!options.accept) {
        problems.push(problemOf({ place, name: header[place] ?? '', before, now, change, isRepeated, of: kept.row }));
      }
    }
    return { number: row.number, cells, ...(problems.length > 0 && { problems }) };
  };

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    for await (const batch of table.batches()) yield batch.map(restore);
    ended = true;
  }

  return derivedTable(table, batches, () => (ended ? noticeOf(restored, run) : []));
}

/** What a cell is, beside what it was when the run read it. */
type CellClass = 'same' | 'edited' | { readonly change: SpreadsheetChange; readonly isSure: boolean };

function classifyCell(before: StoredCell, now: Cell, format: SplittableTable['format'], isBlamed: boolean): CellClass {
  const [was, is] = [storedCellText(before), cellText(now)];
  // A number or date that a workbook holds says more than its text.
  if (was === is) return typeof now === 'string' ? 'same' : 'edited';
  const change = spreadsheetChange(was, is);
  if (change === undefined) return 'edited';
  // Text in a workbook is what somebody typed; only its length has a limit.
  if (format === 'xlsx' && typeof now === 'string' && change !== 'cut-text') return 'edited';
  if (!isBlamed) return { change, isSure: true };
  // The row was refused for this very cell, so a person may have corrected it.
  if (change === 'date') return isOneDay(was) ? 'edited' : { change, isSure: false };
  if (change === 'respelled') return isOneNumber(was) ? 'edited' : { change, isSure: false };
  return SPREADSHEET_CHANGES[change].keepsValue ? 'edited' : { change, isSure: true };
}

/** Can the text be but one day, whoever reads it? */
function isOneDay(text: string): boolean {
  const [, first, second] = /^\s*(\d{1,2})\D+(\d{1,2})\D+\d{4}(?!\d)/.exec(text) ?? [];
  if (first === undefined) return /^\s*\d{4}\D+\d{1,2}\D+\d{1,2}(?!\d)/.test(text);
  return Number(first) > 12 || Number(second) > 12 || Number(first) === Number(second);
}

/** Can the text be but one number, whatever its decimal mark is? */
function isOneNumber(text: string): boolean {
  return !/^[^\d]*\d{1,3}[.,]\d{3}\D*$/.test(text);
}

function rejectedColumns({ field = '' }: RowOutcome, { columnsOf }: RestoreOptions): ReadonlySet<number> {
  return new Set(field.split('; ').flatMap((each) => columnsOf(each)));
}

function problemOf(cell: {
  readonly place: number;
  readonly name: string;
  readonly before: StoredCell;
  readonly now: Cell;
  readonly change: SpreadsheetChange;
  readonly isRepeated: boolean;
  readonly of: number;
}): RowProblem {
  const { place, name, before, now, isRepeated, of } = cell;
  const why = isRepeated
    ? `row ${of} stands here more than once, so it is not clear which is meant`
    : 'a spreadsheet program may have made that of it, or a person';
  return {
    code: 'changed-by-spreadsheet',
    column: place,
    message: `${quoted(before)} has become ${quoted(now)} in column "${name}": ${why}. Correct it in errors.xlsx, whose cells no program changes, or send it as it stands with --accept-damage`,
  };
}

const MOST_SHOWN = 40;

function quoted(cell: StoredCell | Cell): string {
  return `"${shortened(storedCellText(cell), MOST_SHOWN)}"`;
}

function noticeOf({ counts, first }: Restored, { id }: EarlierRun): string[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const kinds = [...counts].map(([change, count]) => `${SPREADSHEET_CHANGES[change].title}: ${count}`).join(', ');
  const cells =
    total === 1
      ? '1 cell that a spreadsheet program had changed was'
      : `${total} cells that a spreadsheet program had changed were`;
  return [
    `${cells} restored to what run ${id} read (${kinds}); first, ${first}. A change of that kind can be made in errors.xlsx.`,
  ];
}
