import type { RunColumns } from '../import/index.ts';
import type { KnownRow, PostgresDatabase } from '../ledger/index.ts';
import type { Payload, Target } from '../targets/index.ts';
import { decodeRow, encodeRow } from './row-codec.ts';
import { nameHashOf, type RunFactsForWorkers } from './run-facts.ts';

/*
 * What the database knows of rows that are handed out. Errors: `LedgerError`.
 */

const OPEN_CHUNK_ROWS = `chunk_rows JOIN chunks ON chunks.run = chunk_rows.run AND chunks.chunk = chunk_rows.chunk
  AND chunks.state <> 'done'`;

/** The rows in a range of row numbers, both ends included, that are handed out. */
export async function knownHandedOut(
  database: PostgresDatabase,
  run: number,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, KnownRow>> {
  const records = await database.all(
    `SELECT chunk_rows.row, content FROM ${OPEN_CHUNK_ROWS} WHERE chunk_rows.run = ? AND chunk_rows.row BETWEEN ? AND ?`,
    [run, first, last],
  );
  return new Map(
    records.map((record) => {
      const row = Number(record['row']);
      const { key, hash } = decodeRow(String(record['content']), 0).pending;
      return [row, { row, state: 'sending', key, hash, isHandedOut: true }];
    }),
  );
}

/** How many rows of a run have been read: those in the ledger, and those that are handed out and that nobody has begun to send. */
export async function rowsRead(database: PostgresDatabase, run: number): Promise<number> {
  // In one statement, which sees one moment: workers go on meanwhile.
  const record = await database.get(
    `SELECT (SELECT coalesce(sum(rows), 0) FROM row_counts WHERE run = ?) +
       (SELECT count(*) FROM ${OPEN_CHUNK_ROWS} LEFT JOIN rows ON rows.run = chunk_rows.run AND rows.row = chunk_rows.row
        WHERE chunk_rows.run = ? AND rows.row IS NULL) AS rows`,
    [run, run],
  );
  return Number(record?.['rows']);
}

/** The number of the last chunk of a run, and for each open chunk the hashes of the order keys of its rows. */
export async function orderKeysOfOpenChunks(
  database: PostgresDatabase,
  run: number,
): Promise<{ readonly last: number; readonly keys: ReadonlyMap<number, readonly string[]> }> {
  const last = await database.get('SELECT coalesce(max(chunk), 0) AS chunk FROM chunks WHERE run = ?', [run]);
  const records = await database.all(
    `SELECT chunk_rows.chunk, json_agg(DISTINCT order_key)::text AS keys FROM ${OPEN_CHUNK_ROWS}
     WHERE chunk_rows.run = ? AND order_key IS NOT NULL GROUP BY chunk_rows.chunk ORDER BY chunk_rows.chunk`,
    [run],
  );
  const keys = records.map(
    ({ chunk, keys: hashes }) => [Number(chunk), JSON.parse(String(hashes)) as string[]] as const,
  );
  return { last: Number(last?.['chunk']), keys: new Map(keys) };
}

/** Notes rows of unknown outcome that will be handed out: until then, others with the same name may be taken for them. */
export async function expectRows(
  database: PostgresDatabase,
  run: number,
  target: Target,
  rows: readonly { readonly row: number; readonly payload: Payload }[],
): Promise<void> {
  await database.insertAll(
    `INSERT INTO chunk_rows (run, row, chunk, unit, name_hash, content) VALUES (?, ?, 0, 0, ?, ?) ON CONFLICT DO NOTHING`,
    rows.map(({ row, payload }) => {
      const pending = { row: { number: row, cells: [] }, payload, followUps: [], hash: '', hasIntent: true };
      return [run, row, nameHashOf(target, payload) ?? null, encodeRow({ pending, facts: {} })];
    }),
  );
}

/** How messages name the cells of a run whose rows have all been handed out, so that its file is not needed; undefined for other runs. */
export async function distributedColumns(
  database: PostgresDatabase,
  { seq }: { readonly seq: number },
): Promise<RunColumns | undefined> {
  const record = await database.get(
    // Rows that are compared with the CRM are read again if they were not sent in time.
    `SELECT facts FROM distributed_runs WHERE run = ? AND is_read
       AND (max_age IS NULL OR NOT EXISTS (SELECT 1 FROM chunks WHERE chunks.run = distributed_runs.run AND state <> 'done'))`,
    [seq],
  );
  return record && (JSON.parse(String(record['facts'])) as RunFactsForWorkers).columns;
}
