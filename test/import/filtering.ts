import { join } from 'node:path';
import type { ImportChoice } from '../../src/app/import/import-choice.ts';
import type { ImportRequest } from '../../src/app/import/import-request.ts';
import { runImport } from '../../src/app/import/run-import.ts';
import { withContext } from '../../src/app/run-context.ts';
import type { FilterResult, PendingRow } from '../../src/import/index.ts';
import { type Ledger, openLedger, type RowChange, type StoredRun } from '../../src/ledger/index.ts';
import { loadMapping } from '../../src/mapping/index.ts';
import type { Address } from '../support/run-cli.ts';
import type { Imported } from './in-process.ts';
import { readCsv } from './workspace.ts';

/** Decides about one row. */
export type RowFilter = (row: PendingRow) => FilterResult | Promise<FilterResult>;

interface Filtering {
  readonly command?: ImportRequest['command'];
  readonly resumed?: StoredRun;
  readonly options?: Partial<ImportChoice>;
  readonly concurrency?: number;
  readonly maxAttempts?: number;
  readonly resendInDoubt?: boolean;
  readonly findsRecords?: true | undefined;
  readonly signal?: AbortSignal;
}

/** Imports a folder's `in.csv` in this process through a filter. The ledger is in the folder. */
export async function importFiltered(
  folder: string,
  { appId, appKey, url }: Address,
  filter: RowFilter,
  { command = 'import', resumed, options, resendInDoubt = false, findsRecords, signal, ...connection }: Filtering = {},
): Promise<Imported> {
  const [file, path] = [join(folder, 'in.csv'), join(folder, 'map.yaml')];
  const request: ImportRequest = {
    command,
    options: { file, mapping: path, agreed: true, ...options, ...(resumed ? {} : { out: join(folder, 'out') }) },
    connection: {},
    mapping: await loadMapping(path),
    ...(resumed && { resumed }),
    resendInDoubt,
    extension: async () => ({
      mapper: (mapper) => mapper,
      keepsMapping: true,
      filter: {
        size: 10,
        ...(findsRecords && { findsRecords }),
        filter: (rows) => Promise.all(rows.map(async (row) => filter(row))),
      },
    }),
  };
  const env = {
    SOBOT_BASE_URL: url,
    SOBOT_APP_ID: appId,
    SOBOT_APP_KEY: appKey,
    SOBOT_ETL_HOME: join(folder, 'home'),
    SOBOT_ETL_LATE_CALLS: '1s',
  };
  const given = { connection: { ...connection, env }, ...(signal && { signal }) };
  const summary = await withContext(given, (context) => runImport(request, context));
  return { summary, results: readCsv(summary.files.results), errors: readCsv(summary.files.errors) };
}

/** Uses the ledger of a folder. */
export async function withLedger<Answer>(
  folder: string,
  work: (ledger: Ledger, newest: StoredRun) => Answer | Promise<Answer>,
): Promise<Answer> {
  const ledger = await openLedger({ home: join(folder, 'home') });
  try {
    return await work(ledger, (await ledger.runs.list(1))[0] as StoredRun);
  } finally {
    await ledger.close();
  }
}

/** The changes that the newest run of a folder has stored, by row. */
export function storedChanges(
  folder: string,
): Promise<Record<number, { readonly state: string; readonly change: RowChange }>> {
  return withLedger(folder, async (ledger, run) => {
    const changes = await Array.fromAsync(ledger.changes(run).all());
    return Object.fromEntries(changes.map(({ row, state, change }) => [row, { state, change }]));
  });
}
