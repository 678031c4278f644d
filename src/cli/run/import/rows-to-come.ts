import type { Table } from '../../../files/index.ts';
import type { Input } from './open-input.ts';

/** How many rows a file has, as far as its lines or its sheet tell; cells with line breaks make it too many. */
export function rowsToCome(input: Pick<Input, 'lines'>, table: Table, limit: number | undefined): number | undefined {
  const { format, headerRow, lastRow } = table;
  const last = format === 'xlsx' ? lastRow : input.lines;
  if (last === undefined) return limit;
  const rows = Math.max(0, last - (format === 'jsonl' ? 0 : headerRow));
  return limit === undefined ? rows : Math.min(limit, rows);
}
