import { execFileSync } from 'node:child_process';
import { type Cell, cellText, openTable } from '../../../src/files/index.ts';
import { readAll } from './read-all.ts';

/** A cell as openpyxl reads it: row, column (from 1), kind and value. */
export type OpenpyxlCell = readonly [row: number, column: number, kind: string, value: string | number | boolean];

/** A sheet as openpyxl reads it. */
export interface OpenpyxlSheet {
  readonly name: string;
  readonly cells: readonly OpenpyxlCell[];
}

const SCRIPT = `
import sys, json, datetime, warnings
warnings.simplefilter('ignore')
import openpyxl
def show(c):
    v = c.value
    if isinstance(v, bool): return ['boolean', v]
    if isinstance(v, (int, float)): return ['number', v]
    if isinstance(v, datetime.datetime): return ['datetime', v.isoformat()]
    if isinstance(v, datetime.date): return ['datetime', v.isoformat() + 'T00:00:00']
    if isinstance(v, datetime.time): return ['time', v.isoformat()]
    if isinstance(v, datetime.timedelta): return ['seconds', round(v.total_seconds(), 3)]
    if c.data_type == 'e': return ['error', v]
    return ['text', str(v)]
files = {}
for path in sys.argv[1:]:
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        files[path] = [{'name': s.title, 'cells': [[c.row, c.column] + show(c) for r in s.iter_rows() for c in r if c.value is not None]} for s in book.worksheets]
    except Exception as e:
        files[path] = str(e) or type(e).__name__
json.dump(files, sys.stdout)
`;

/** What openpyxl makes of workbooks, or its complaint. */
export function readWithOpenpyxl(
  python: string,
  paths: readonly string[],
): Record<string, readonly OpenpyxlSheet[] | string> {
  const output = execFileSync(python, ['-c', SCRIPT, ...paths], {
    maxBuffer: 1024 ** 3,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  return JSON.parse(output) as Record<string, readonly OpenpyxlSheet[] | string>;
}

/** How a cell of ours compares with one of openpyxl's. */
function comparable(cell: Cell): readonly [kind: string, value: string | number | boolean] {
  if (typeof cell === 'string') return ['text', cell];
  if (cell.kind === 'date') return ['datetime', `${cell.text}T00:00:00`];
  if (cell.kind === 'number' || cell.kind === 'boolean') return [cell.kind, cell.value as number | boolean];
  return [cell.kind, cell.text];
}

/** Fractions of a second, and durations, in one form. */
function normal([kind, value]: readonly [kind: string, value: string | number | boolean]): string {
  // A spreadsheet program keeps 15 digits, openpyxl all that the file has.
  if (kind === 'number' && !Number.isInteger(value)) return `number ${Number(Number(value).toPrecision(15))}`;
  if (kind === 'seconds') return `time ${value}`;
  if (kind === 'time') {
    const [hours = 0, minutes = 0, seconds = 0] = String(value).split(':').map(Number);
    return `time ${Math.round((hours * 3600 + minutes * 60 + seconds) * 1000) / 1000}`;
  }
  if (kind === 'datetime')
    return `datetime ${String(value)
      .replace(/(\.\d{3})\d*$/, '$1')
      .replace(/\.000$/, '')}`;
  const text = String(value);
  return text.length > 200 ? `${kind} of ${text.length}: ${text.slice(0, 40)}` : `${kind} ${text}`;
}

/** Every cell of a sheet that both readers must agree on: ours by reference, and openpyxl's. */
export async function compareSheet(
  path: string,
  sheet: OpenpyxlSheet,
): Promise<{ ours: Record<string, string>; theirs: Record<string, string> }> {
  const table = await readAll(await openTable(path, { sheet: sheet.name }));
  const width = table.header.length;
  const ours: Record<string, string> = {};
  for (const { number, cells } of table.rows) {
    for (const [at, cell] of cells.entries())
      if (cellText(cell) !== '') ours[`${number}:${at + 1}`] = normal(comparable(cell));
  }
  const theirs: Record<string, string> = {};
  for (const [row, column, kind, value] of sheet.cells) {
    if (row > table.headerRow && column <= width && value !== '') theirs[`${row}:${column}`] = normal([kind, value]);
  }
  return { ours, theirs };
}
