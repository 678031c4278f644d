/**
 * Writes 1,000,000 rows × 20 columns as CSV, JSONL and XLSX, and 200,000 with exceljs's streaming writer, which is made to wait for its
 * zip. Run it with: node bench/files/write.ts
 */
import { once } from 'node:events';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { openWriter, type WriterOptions } from '../../src/files/index.ts';
import { compare } from './measured-process.ts';
import { exceljsValue, sampleColumns, sampleRows } from './sample-rows.ts';

const rows = 1_000_000;
const exceljsRows = 200_000;

async function write(folder: string, format: WriterOptions['format']): Promise<number> {
  const writer = await openWriter(join(folder, `customers.${format}`), { format, columns: sampleColumns });
  for (const batch of sampleRows(rows)) await writer.write(batch);
  return (await writer.commit()).rows;
}

/** The stream behind a sheet of exceljs's writer, which its types do not show. */
interface Waitable {
  readonly stream: {
    readonly pipes: readonly (NodeJS.WritableStream & { readonly _writableState: { readonly needDrain: boolean } })[];
  };
}

async function writeWithExceljs(folder: string): Promise<number> {
  const writer = new exceljs.stream.xlsx.WorkbookWriter({ filename: join(folder, 'exceljs.xlsx'), useStyles: true });
  const sheet = writer.addWorksheet('Customers');
  const { stream } = sheet as unknown as Waitable;
  for (const batch of sampleRows(exceljsRows)) {
    for (const row of batch) sheet.addRow(row.map(exceljsValue)).commit();
    const [zip] = stream.pipes;
    if (zip?._writableState.needDrain) await once(zip, 'drain');
    else await new Promise((done) => setImmediate(done));
  }
  await writer.commit();
  return exceljsRows;
}

await compare(import.meta.url, async () => undefined, {
  'openWriter, CSV': (folder) => write(folder, 'csv'),
  'openWriter, JSONL': (folder) => write(folder, 'jsonl'),
  'openWriter, XLSX': (folder) => write(folder, 'xlsx'),
  'exceljs streaming writer that waits': writeWithExceljs,
});
