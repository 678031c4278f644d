import { readFile } from 'node:fs/promises';
import { cellText, derivedTable, ERROR_COLUMNS, type Row, replacePrivateFile, type Table } from '../../files/index.ts';
import { openRows } from '../../import/index.ts';
import { t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';

/** Cells that people corrected without changing the file: the texts by the row's number in the file and the column's index. */
export type Corrections = ReadonlyMap<number, ReadonlyMap<number, string>>;

/**
 * The corrections of an errors file whose rows keep the numbers that they have in the first file, so that people find them there. No
 * file has a row 0: an entry for it says that.
 */
export const KEEPS_FIRST_NUMBERS: Corrections = new Map([[0, new Map()]]);

type WrittenCorrections = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads a file of corrections. Errors: `UsageError` if it is not there any more. */
export async function readCorrections(path: string): Promise<Corrections> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(t`The corrected cells in ${path} cannot be read (${error.code}); check the file again`);
  });
  const rows = Object.entries(JSON.parse(text) as WrittenCorrections);
  const numbered = (cells: Readonly<Record<string, string>>) =>
    new Map(Object.entries(cells).map(([column, cell]) => [Number(column), cell]));
  return new Map(rows.map(([row, cells]) => [Number(row), numbered(cells)]));
}

/** Writes a file of corrections; it is there completely or not at all. */
export async function writeCorrections(path: string, corrections: Corrections): Promise<void> {
  const rows = Object.fromEntries([...corrections].map(([row, cells]) => [row, Object.fromEntries(cells)]));
  await replacePrivateFile(path, JSON.stringify(rows));
}

/** Has every row of an errors file a number, in order and once? Only then can its rows be known by these numbers. */
export async function isNumberedInOrder(path: string): Promise<boolean> {
  const table = await openRows(path, {}).catch(() => undefined);
  if (table === undefined) return false;
  let last = 0;
  try {
    const column = table.header.lastIndexOf(ERROR_COLUMNS[0]);
    for await (const rows of table.batches()) {
      for (const row of rows) {
        const number = firstNumber(row, column);
        if (!Number.isSafeInteger(number) || number <= last) return false;
        last = number;
      }
    }
    return true;
  } finally {
    await table.close();
  }
}

/** The table with corrected cells in place of its own. */
export function correctedTable(table: Table, corrections: Corrections): Table {
  if (corrections.size === 0) return table;
  const column = corrections.has(0) ? table.header.lastIndexOf(ERROR_COLUMNS[0]) : -1;
  const numbered = (row: Row): Row => (column < 0 ? row : { ...row, number: firstNumber(row, column) });
  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    for await (const rows of table.batches()) {
      yield rows.map(numbered).map((row) => correctedRow(row, corrections.get(row.number)));
    }
  }
  return derivedTable(table, batches);
}

/** The row with corrected cells, without the problems that the reader found in those. */
export function correctedRow(row: Row, corrected: ReadonlyMap<number, string> | undefined): Row {
  if (corrected === undefined) return row;
  const cells = row.cells.map((cell, index) => corrected.get(index) ?? cell);
  const problems = row.problems?.filter(({ column }) => column === undefined || !corrected.has(column)) ?? [];
  return { number: row.number, cells, ...(problems.length > 0 && { problems }) };
}

/** The number that a row of an errors file has in the first file. */
function firstNumber({ cells }: Row, column: number): number {
  return Number(cellText(cells[column]));
}
