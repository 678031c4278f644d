import type { SplittableTable } from '../../files/index.ts';
import { type EarlierRun, type EarlierRuns, findEarlierRun, readErrorFile } from './earlier-run.ts';
import { type RestoreOptions, restoreCells } from './restore-cells.ts';

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
