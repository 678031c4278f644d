import { ERROR_COLUMNS, FileError, openTable, type SourceOptions, type SplittableTable } from '../../files/index.ts';
import { type EarlierRun, type EarlierRuns, findEarlierRun, readErrorFile } from './earlier-run.ts';
import { type RestoreOptions, restoreCells } from './restore-cells.ts';

/**
 * Opens an input as its mapping's `source` says. A file with the columns of `errors.csv` is opened by what it is: its header
 * stands on top, and its encoding, delimiter and sheet are ours (or those of the program in which it was mended), whatever
 * those of the first input were. Errors: `FileError`.
 */
export async function openRows(path: string, source: SourceOptions): Promise<SplittableTable> {
  return (Object.keys(source).length > 0 && (await openErrorFile(path, source))) || openTable(path, source);
}

/** Has the input the columns of `errors.csv`? */
export function isErrorFile(header: readonly string[]): boolean {
  return ERROR_COLUMNS.every((name) => header.includes(name));
}

async function openErrorFile(path: string, { delimiter }: SourceOptions): Promise<SplittableTable | undefined> {
  const found = await openAsErrorFile(path, {});
  // A delimiter that has to be told of the first input has to be told of its errors.
  return found ?? (delimiter === undefined ? undefined : openAsErrorFile(path, { delimiter }));
}

async function openAsErrorFile(path: string, source: SourceOptions): Promise<SplittableTable | undefined> {
  const table = await openTable(path, source).catch((error: unknown) => {
    // Whatever is wrong with it is told by how the mapping has it opened.
    if (error instanceof FileError) return undefined;
    throw error;
  });
  if (table && isErrorFile(table.header)) return table;
  await table?.close();
  return undefined;
}

/** Said of a text that no run of this ledger has left: what a spreadsheet program did to it cannot be told from a correction. */
const UNKNOWN_RUN_NOTICE =
  'No run of this ledger left this file, so what a spreadsheet program may have changed in it (zeros, digits, dates) is not restored. errors.xlsx keeps every cell as it was.';

/** Makes what restores the cells of a file of errors; the run that left it is looked for once, however often the file is read. */
export function errorFileOrigin(path: string, runs: EarlierRuns) {
  let known: Promise<EarlierRun | undefined> | undefined;
  const restored = async (
    table: SplittableTable,
    read: () => Promise<SplittableTable>,
    options: RestoreOptions,
  ): Promise<SplittableTable> => {
    known ??= read()
      .then(readErrorFile)
      .then((file) => findEarlierRun({ ...file, path }, runs));
    const run = await known;
    if (run !== undefined) return restoreCells(table, run, options);
    return table.format === 'xlsx' ? table : withNotice(table, UNKNOWN_RUN_NOTICE);
  };
  return {
    restored,
    /** The run, once the file has been read as one of errors. */
    run: async (): Promise<string | undefined> => (await known)?.id,
  };
}

function withNotice(table: SplittableTable, notice: string): SplittableTable {
  const notices = { get: () => [...table.notices, notice] };
  return Object.create(table, { notices }) as SplittableTable;
}
