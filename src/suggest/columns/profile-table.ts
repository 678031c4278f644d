import type { Row } from '../../files/row.ts';
import { ColumnStatistics } from './column-profile.ts';

/** What is known of a spreadsheet by its rows. */
export interface TableStatistics {
  readonly rows: number;
  readonly columns: readonly ColumnStatistics[];
}

/** Reads all rows once, and notes what each column holds. */
export async function readTableStatistics(
  header: readonly string[],
  batches: AsyncIterable<readonly Row[]>,
): Promise<TableStatistics> {
  const columns = header.map((name, index) => new ColumnStatistics(index, name));
  let rows = 0;
  for await (const batch of batches) {
    for (const row of batch) {
      rows += 1;
      for (const column of columns) column.add(row.cells[column.index]);
    }
  }
  return { rows, columns };
}
