import type { Readable } from 'node:stream';
import {
  FileError,
  type FirstRows,
  MAX_TITLE_ROWS,
  openTable,
  readFirstRows,
  type SourceOptions,
  type Table,
} from '../../files/index.ts';
import type { Mapping } from '../../mapping/index.ts';
import { createSuggester, readTableStatistics, type TableStatistics } from '../../suggest/index.ts';
import type { Target } from '../../targets/index.ts';
import { t } from '../../words/index.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import type { RunReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';

/** The statistics of a spreadsheet, and how it is read. */
export interface ReadTable {
  readonly source: Mapping['source'];
  readonly table: TableStatistics;
}

function sourceOf({ sheet, header, encoding, delimiter }: SourceChoice): Mapping['source'] {
  if (header !== undefined && !(Number.isInteger(header) && header > 0)) {
    throw new UsageError(t`--header takes the number of the row that holds the column names`);
  }
  const source = {
    ...(sheet !== undefined && { sheet }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
  };
  return Object.keys(source).length === 0 ? undefined : source;
}

/** Reads a spreadsheet. `source` holds the settings that a mapping needs to read it: those that were given, and those that were detected. */
export async function readTable(
  file: string,
  choice: SourceChoice,
  target: Target,
  { reporter, stdin }: { readonly reporter: Pick<RunReporter, 'message'>; readonly stdin?: Readable | undefined },
): Promise<ReadTable> {
  const given = sourceOf(choice);
  if (file === '-') {
    if (stdin === undefined) throw new UsageError(t`- stands for standard input, but there is none; give a file`);
    return {
      source: given,
      table: await profile(await openTable(file, { ...given, stdin } as SourceOptions)),
    };
  }
  const source = await detectSource(file, choice, target);
  const location = {
    sheet: choice.sheet === undefined ? source.sheet : undefined,
    header: choice.header === undefined ? source.header : undefined,
  };
  if (location.sheet !== undefined || location.header !== undefined) {
    const row = location.header === undefined ? '' : t`in row ${location.header} of `;
    const sheet = location.sheet === undefined ? t`the file` : t`sheet "${location.sheet}"`;
    reporter.message('info', t`The column names are ${row === '' ? 'on ' : row}${sheet}; the mapping says so.`);
  }
  const table = await profile(await openTable(file, source));
  return { source: Object.keys(source).length === 0 ? undefined : (source as Mapping['source']), table };
}

/**
 * How a file must be read: as `choice` says, and what it leaves open as the file shows it; a target decides between tables. Errors:
 * `FileError`, `UsageError`.
 */
export async function detectSource(file: string, choice: SourceChoice, target: Target): Promise<SourceOptions> {
  const given = sourceOf(choice) as SourceOptions | undefined;
  const dialect = await openTable(file, given ?? {}).then(closed, dialectOf);
  return { ...given, ...dialect, ...(await findTable(file, { ...given, ...dialect }, target)) };
}

async function closed(table: Table): Promise<SourceOptions> {
  await table.close();
  return {};
}

/** How a file must be read, according to its error. */
function dialectOf(error: unknown): SourceOptions {
  if (error instanceof FileError && error.remedy !== undefined) return error.remedy;
  // The first sheet may be blank, with the table on another one.
  if (error instanceof FileError && error.code === 'no-header') return {};
  throw error;
}

async function profile(table: Table): Promise<TableStatistics> {
  try {
    return await readTableStatistics(table.header, table.batches());
  } finally {
    await table.close();
  }
}

/** Minimum cells of a header, as a share of the widest of the first rows; a title has one or two cells. */
const MIN_HEADER_SHARE = 0.6;
/** Numbers, dates, telephone numbers and e-mail addresses are values, not names of columns. */
const VALUE_PATTERN = /^[+-]?[\d.,:/ -]*\d[\d.,:/ %-]*$|^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Finds where the table of a file begins: below titles and notes, and in a workbook on the sheet with the most columns that
 * can be mapped to the target. Returns the settings that `source` needs; none if the file is read correctly without them.
 */
async function findTable(path: string, source: SourceOptions, target: Target): Promise<SourceOptions> {
  if (path === '-' || source.header !== undefined) return {};
  const all = await readFirstRows(path, source).catch((error: unknown) => {
    // The error is reported when the file is read.
    if (error instanceof FileError) return [];
    throw error;
  });
  const sheets = source.sheet === undefined ? all : all.filter(({ sheet }) => sheet === source.sheet);
  const found: { start: FirstRows; header: number | undefined; placed: number }[] = [];
  for (const start of sheets) found.push({ start, ...(await headerOf(start, target)) });
  const most = Math.max(...found.map(({ placed }) => placed));
  const best = found.find(({ placed }) => placed === most);
  if (best === undefined) return {};
  const { start, header } = best;
  const isOther = start !== sheets[0] && start.sheet !== undefined;
  return {
    ...(isOther && { sheet: start.sheet as string }),
    ...(header !== undefined && header !== start.rows[0]?.number && { header }),
  };
}

/**
 * The number of the header row: the first row that is as wide as the table and has only names. A title can be as wide as
 * the table, too; so a later row is chosen if at least half of its cells, and more than in the first, are names that the
 * target knows.
 */
async function headerOf(
  start: FirstRows,
  target: Target,
): Promise<{ readonly header: number | undefined; readonly placed: number }> {
  const { rows } = start;
  const widest = Math.max(0, ...rows.map(({ cells }) => filled(cells)));
  const isHeader = (cells: readonly string[]): boolean =>
    filled(cells) >= Math.max(1, widest * MIN_HEADER_SHARE) && !cells.some((cell) => VALUE_PATTERN.test(cell));
  const candidates = rows.filter(({ number: row, cells }) => row <= MAX_TITLE_ROWS && isHeader(cells));
  const [first = rows[0], ...later] = candidates;
  let header = first?.number;
  let placed = await countPlaced(start, header, target);
  const last = rows.at(-1)?.number;
  for (const { number: row, cells } of later) {
    // Names have values below them.
    if (row === last) continue;
    const count = await countPlaced(start, row, target);
    if (count > placed && count * 2 >= filled(cells)) [header, placed] = [row, count];
  }
  return { header, placed };
}

function filled(cells: readonly string[]): number {
  return cells.filter((cell) => cell !== '').length;
}

/** How many columns of a sheet can be mapped to the target, according to its first rows. */
async function countPlaced({ rows }: FirstRows, header: number | undefined, target: Target): Promise<number> {
  const names = rows.find((row) => row.number === header)?.cells ?? [];
  if (names.length === 0) return -1;
  const data = rows
    .filter((row) => row.number > (header ?? 0))
    .map((row) => ({ number: row.number, cells: names.map((_name, at) => row.cells[at] ?? '') }));
  const table = await readTableStatistics(names, once(data));
  const { placements } = await (await createSuggester(target, table, undefined)).suggest();
  return placements.filter(({ columns }) => columns.length > 0).length;
}

async function* once<Batch>(batch: Batch): AsyncGenerator<Batch> {
  yield batch;
}
