import type { Table } from '../../files/index.ts';
import type { InputFile } from './open-input.ts';

/** How many rows a file has, as far as its lines or its sheet tell; cells with line breaks make it too many. */
export function estimateRowCount(
  input: Pick<InputFile, 'lines'>,
  table: Table,
  limit: number | undefined,
): number | undefined {
  const { format, headerRow, lastRow } = table;
  const last = format === 'xlsx' ? lastRow : input.lines;
  if (last === undefined) return limit;
  const rows = Math.max(0, last - (format === 'jsonl' ? 0 : headerRow));
  return limit === undefined ? rows : Math.min(limit, rows);
}

/** A larger file is not read again to be counted. */
const MAX_RECOUNT_BYTES = 20_000_000;

/** How many rows a file has of which only the first were read; nothing where that cannot be told cheaply. */
export async function countRowsIfSmall(input: Pick<InputFile, 'bytes' | 'open'>): Promise<number | undefined> {
  if (input.bytes > MAX_RECOUNT_BYTES) return undefined;
  const table = await input.open();
  let rows = 0;
  try {
    for await (const batch of table.batches()) rows += batch.length;
  } catch {
    // It goes wrong further down, which is told once it is read so far.
    return undefined;
  } finally {
    await table.close();
  }
  return rows;
}
