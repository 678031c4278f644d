import { ERROR_COLUMNS, FileError, openTable, type SourceOptions, type SplittableTable } from '../../files/index.ts';
import { type EarlierRun, type EarlierRuns, findEarlierRun, readErrorFile } from './earlier-run.ts';
import { type RestoreOptions, restoreCells } from './restore-cells.ts';

/**
 * Opens an input as its mapping's `source` says. A file with the columns of `errors.csv` is opened without it: its header is the
 * first row, and its encoding, delimiter and sheet are ours (or those of the program in which it was corrected), whatever those of
 * the first input were. Errors: `FileError`.
 */
export async function openRows(path: string, source: SourceOptions): Promise<SplittableTable> {
  return (Object.keys(source).length > 0 && (await openErrorFile(path, source))) || openTable(path, source);
}

/** Does the input have the columns of `errors.csv`? */
export function isErrorFile(header: readonly string[]): boolean {
  return ERROR_COLUMNS.every((name) => header.includes(name));
}

async function openErrorFile(path: string, { delimiter }: SourceOptions): Promise<SplittableTable | undefined> {
  const found = await openAsErrorFile(path, {});
  // A delimiter that could not be detected in the first input cannot be detected in its errors file.
  return found ?? (delimiter === undefined ? undefined : openAsErrorFile(path, { delimiter }));
}

async function openAsErrorFile(path: string, source: SourceOptions): Promise<SplittableTable | undefined> {
  const table = await openTable(path, source).catch((error: unknown) => {
    // Opening it as the mapping says reports what is wrong with it.
    if (error instanceof FileError) return undefined;
    throw error;
  });
  if (table && isErrorFile(table.header)) return table;
  await table?.close();
  return undefined;
}

/** For a text file that no run of this ledger wrote: changes by a spreadsheet program cannot be distinguished from corrections. */
const UNKNOWN_RUN_NOTICE =
  'No run in this ledger wrote this file, so changes that a spreadsheet program may have made to it (zeros, digits, dates) are not restored. errors.xlsx keeps every cell as it was.';

/** Restores the cells of an errors file; the run that wrote it is looked up once, however often the file is read. */
export function errorFileOrigin(path: string, runs: EarlierRuns) {
  let origin: Promise<EarlierRun | undefined> | undefined;
  const restored = async (
    table: SplittableTable,
    read: () => Promise<SplittableTable>,
    options: RestoreOptions,
  ): Promise<SplittableTable> => {
    origin ??= read()
      .then(readErrorFile)
      .then((file) => findEarlierRun({ ...file, path }, runs));
    const run = await origin;
    if (run !== undefined) return restoreCells(table, run, options);
    return table.format === 'xlsx' ? table : withNotice(table, UNKNOWN_RUN_NOTICE);
  };
  return {
    restored,
    /** The run, once the file has been read as an errors file. */
    run: async (): Promise<string | undefined> => (await origin)?.id,
  };
}

function withNotice(table: SplittableTable, notice: string): SplittableTable {
  const notices = { get: () => [...table.notices, notice] };
  return Object.create(table, { notices }) as SplittableTable;
}
