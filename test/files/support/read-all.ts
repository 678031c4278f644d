import type { Row, Table } from '../../../src/files/index.ts';

/** Everything a table gives, once it is read to its end. */
export interface ReadTable {
  readonly header: readonly string[];
  readonly headerRow: number;
  readonly rows: readonly Row[];
  readonly notices: readonly string[];
  readonly detected: Readonly<Record<string, string>>;
}

/** Reads a table to its end and closes it. */
export async function readAll(table: Table): Promise<ReadTable> {
  try {
    const rows: Row[] = [];
    for await (const batch of table.batches()) rows.push(...batch);
    return {
      header: table.header,
      headerRow: table.headerRow,
      rows,
      notices: table.notices,
      detected: table.detected,
    };
  } finally {
    await table.close();
  }
}
