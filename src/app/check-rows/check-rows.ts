import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cellText, ERROR_COLUMNS, type Row } from '../../files/index.ts';
import { type ImportSummary, openRows } from '../../import/index.ts';
import { checkFile, type ImportOptions } from '../import/import-file.ts';
import { loadMappingForFile } from '../import/load-mapping-for-file.ts';
import { CheckedRows, type KnownFailure, SKIPPED } from './checked-rows.ts';

/** What `checkRows` takes: a check, and where the rows are kept. */
export interface CheckRowsOptions extends ImportOptions {
  readonly file: string;
  /** A private folder for the rows and the files of the check. */
  readonly folder: string;
  /** Path of the corrections of cells, whether or not there are any yet. */
  readonly correctionsPath: string;
}

/**
 * Checks a file, and keeps every row with its problems, so that they can be looked at page by page and corrected. Errors: those of
 * `checkFile`.
 */
export async function checkRows(
  options: CheckRowsOptions,
): Promise<{ readonly summary: ImportSummary; readonly rows: CheckedRows }> {
  const { file, folder, connection, correctionsPath, acceptDamage, signal } = options;
  const summary = await checkFile({ ...options, out: join(folder, 'check') });
  const failures = new Map([
    ...(await readFailures(summary.files.errors)),
    ...(summary.skipped_for?.[LEFT_OUT] ? await readLeftOut(summary.files.results) : []),
  ]);
  const mapping = await loadMappingForFile(file, options.mapping, options);
  const store = join(folder, 'rows.db');
  await rm(store, { force: true });
  const rows = await CheckedRows.build(
    { connection, file, mapping, acceptDamage },
    { store, corrections: correctionsPath },
    ({ number }) => failures.get(number),
    signal,
  );
  return { summary, rows };
}

/** The rows of an errors file by their numbers. */
async function readFailures(path: string): Promise<ReadonlyMap<number, KnownFailure>> {
  const failures = new Map<number, KnownFailure>();
  const table = await openRows(path, { delimiter: ',' });
  const numberAt = table.header.lastIndexOf(ERROR_COLUMNS[0]);
  try {
    for await (const rows of table.batches()) {
      for (const row of rows) {
        const failure = failureIn(row, table.header);
        if (failure) failures.set(Number(cellText(row.cells[numberAt])), failure);
      }
    }
  } finally {
    await table.close();
  }
  return failures;
}

/** The code of rows that the mapping's `where` leaves out. */
const LEFT_OUT = 'left-out-by-where';

/** The rows of a file of results that the mapping leaves out, by their numbers. */
async function readLeftOut(path: string): Promise<ReadonlyMap<number, KnownFailure>> {
  const leftOut = new Map<number, KnownFailure>();
  const table = await openRows(path, { delimiter: ',' });
  const [numberAt, reasonAt] = [table.header.indexOf('_row'), table.header.lastIndexOf('_reason')];
  try {
    for await (const rows of table.batches()) {
      for (const { cells } of rows) {
        if (cellText(cells[reasonAt]) !== LEFT_OUT) continue;
        leftOut.set(Number(cellText(cells[numberAt])), {
          status: SKIPPED,
          field: undefined,
          code: LEFT_OUT,
          message: '',
        });
      }
    }
  } finally {
    await table.close();
  }
  return leftOut;
}

/** Why a row of an errors file is there. */
export function failureIn({ cells }: Row, header: readonly string[]): KnownFailure | undefined {
  const [, status = '', field = '', code = '', message = ''] = ERROR_COLUMNS.map((name) =>
    cellText(cells[header.lastIndexOf(name)]),
  );
  return status === '' ? undefined : { status, field, code, message };
}
