/**
 * Reads an XLSX file of 200,000 rows × 20 columns, with text in its cells and with shared strings: exceljs's stream reader,
 * our reader, and our reader with the data-quality checks. Run it with: node bench/files/read-xlsx.ts
 */
import { join } from 'node:path';
import exceljs from 'exceljs';
import { inspectTable, openTable, openWriter, type Table } from '../../src/files/index.ts';
import { compare } from './measured-process.ts';
import { exceljsValue, sampleColumns, sampleRows } from './sample-rows.ts';

const rows = 200_000;
const inline = (folder: string): string => join(folder, 'inline.xlsx');
const shared = (folder: string): string => join(folder, 'shared.xlsx');

async function count(table: Table): Promise<number> {
  let seen = 0;
  for await (const batch of table.batches()) seen += batch.length;
  await table.close();
  return seen;
}

async function countWithExceljs(path: string): Promise<number> {
  let seen = 0;
  const reader = new exceljs.stream.xlsx.WorkbookReader(path, {
    sharedStrings: 'cache',
    worksheets: 'emit',
    styles: 'cache',
  });
  for await (const sheet of reader) for await (const _row of sheet) seen++;
  return seen - 1;
}

async function writeShared(path: string): Promise<void> {
  const writer = new exceljs.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: true });
  const sheet = writer.addWorksheet('Customers');
  sheet.addRow(sampleColumns.map(({ name }) => name)).commit();
  for (const batch of sampleRows(rows)) {
    for (const row of batch) sheet.addRow(row.map(exceljsValue)).commit();
    await new Promise((done) => setImmediate(done));
  }
  await writer.commit();
}

await compare(
  import.meta.url,
  async (folder) => {
    const writer = await openWriter(inline(folder), { format: 'xlsx', columns: sampleColumns });
    for (const batch of sampleRows(rows)) await writer.write(batch);
    await writer.commit();
    await writeShared(shared(folder));
  },
  {
    'exceljs stream reader, shared strings': async (folder) => countWithExceljs(shared(folder)),
    'openTable, text in cells': async (folder) => count(await openTable(inline(folder))),
    'openTable, shared strings': async (folder) => count(await openTable(shared(folder))),
    'openTable + inspectDamage, shared strings': async (folder) => count(inspectTable(await openTable(shared(folder)))),
  },
);
