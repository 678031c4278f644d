/**
 * Reads a CSV file of 1,000,000 rows × 20 columns: bare csv-parse, our reader, and our reader with the data-quality checks.
 * Run it with: node bench/files/read-csv.ts
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { inspectTable, openTable, openWriter, type Table } from '../../src/files/index.ts';
import { compare } from './measured-process.ts';
import { sampleColumns, sampleRows } from './sample-rows.ts';

const rows = 1_000_000;
const file = (folder: string): string => join(folder, 'customers.csv');

async function count(table: Table): Promise<number> {
  let seen = 0;
  for await (const batch of table.batches()) seen += batch.length;
  await table.close();
  return seen;
}

await compare(
  import.meta.url,
  async (folder) => {
    const writer = await openWriter(file(folder), { format: 'csv', columns: sampleColumns });
    for (const batch of sampleRows(rows)) await writer.write(batch);
    await writer.commit();
  },
  {
    'bare csv-parse stream, arrays': async (folder) => {
      let seen = 0;
      for await (const _record of createReadStream(file(folder)).pipe(parse())) seen++;
      return seen - 1;
    },
    openTable: async (folder) => count(await openTable(file(folder))),
    'openTable + inspectDamage': async (folder) => count(inspectTable(await openTable(file(folder)))),
  },
);
