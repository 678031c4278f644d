import type { PostgresDatabase } from '../ledger/index.ts';
import type { Payload } from '../targets/index.ts';
import { decodeRow } from './row-codec.ts';

/** A row whose record was found by its values. */
interface FoundRow {
  readonly run: number;
  readonly row: number;
  /** The chunk that it is in: its process knows what it does with the other rows of it. */
  readonly chunk: number | undefined;
  readonly nameHash: string | undefined;
}

/**
 * The payloads of the rows with the same name that other chunks may have sent, and that are not settled: the record that was found may be
 * theirs. Errors: `LedgerError`.
 */
export async function findRivals(
  database: PostgresDatabase,
  { run, row, chunk, nameHash }: FoundRow,
): Promise<readonly Payload[]> {
  if (nameHash === undefined) return [];
  const records = await database.all(
    // The state by a subquery: for a join the server might read all rows of the run.
    `SELECT content FROM chunk_rows
       LEFT JOIN chunks ON chunks.run = chunk_rows.run AND chunks.chunk = chunk_rows.chunk
     WHERE chunk_rows.run = ? AND name_hash = ? AND chunk_rows.chunk <> ? AND chunk_rows.row <> ?
       AND (chunks.chunk IS NULL OR epoch > 0)
       AND coalesce((SELECT state FROM rows WHERE rows.run = chunk_rows.run AND rows.row = chunk_rows.row), 'sending')
         IN ('sending', 'saved', 'in_doubt')`,
    [run, nameHash, chunk ?? -1, row],
  );
  return records.map(({ content }) => decodeRow(String(content), 0).pending.payload);
}
