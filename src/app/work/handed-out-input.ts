import { distributedColumns } from '../../distributed/index.ts';
import { inspectTable } from '../../files/index.ts';
import type { PostgresDatabase, StoredRun } from '../../ledger/index.ts';
import { t } from '../../words/index.ts';
import type { InputFile } from '../import/open-input.ts';

/**
 * The input of a run whose rows have all been handed out, for a machine that does not have the file: it has no more rows. Undefined if
 * rows have to be read from the file. Errors: `LedgerError`.
 */
export async function handedOutInput(database: PostgresDatabase, run: StoredRun): Promise<InputFile | undefined> {
  const columns = await distributedColumns(database, run);
  if (columns === undefined) return undefined;
  const { format, header } = columns;
  const openWhole = async () => ({
    path: run.input,
    format,
    header,
    headerRow: 1,
    detected: {},
    notices: [t`${run.input} is not on this machine. All of its rows had been handed out, so it was not needed.`],
    async *batches() {},
    split: () => undefined,
    close: async () => {},
  });
  return {
    path: run.input,
    bytes: run.inputBytes,
    sha256: run.inputSha256,
    exists: false,
    lines: undefined,
    open: async () => inspectTable(await openWhole()),
    openWhole,
    errorsOf: async () => undefined,
    hasChanged: async () => false,
    discard: async () => {},
  };
}
