import { openCsv } from './csv/csv-table.ts';
import { FileError } from './file-error.ts';
import type { Table } from './row.ts';
import { type ByteSource, openBytes } from './source/byte-source.ts';
import { gunzip } from './source/gunzip.ts';
import { type Content, sniff } from './source/sniff.ts';
import type { SourceOptions } from './source-options.ts';

/** Contents that are no table, and what to do about them. */
const refused: Partial<Record<Content, readonly [code: string, message: string]>> = {
  html: [
    'html',
    'is a web page, though its name says otherwise. Open it in a spreadsheet program and save it as XLSX or CSV.',
  ],
  pdf: ['pdf', 'is a PDF. Export the table from where it was made as XLSX or CSV.'],
  xml: ['xml', 'is an XML document. Open it in a spreadsheet program and save it as XLSX or CSV.'],
  empty: ['empty', 'is empty; a line with column names is needed.'],
};

/**
 * Opens an input file by its content (a `.csv` that is a zip is an XLSX). Its header is read, its rows stream.
 * Fails with a FileError, and with nothing else.
 */
export async function openTable(path: string, options: SourceOptions = {}): Promise<Table> {
  const source = await openBytes(path, options.stdin);
  try {
    return await openContent(source, options);
  } catch (error) {
    await source.close();
    if (error instanceof FileError) throw error;
    throw new FileError('unreadable', path, `cannot be read: ${String(error)}`, { cause: error });
  }
}

async function openContent(source: ByteSource, options: SourceOptions): Promise<Table> {
  const content = sniff(source.head);
  if (content === 'gzip') return openContent(await gunzip(source), options);
  const refusal = refused[content];
  if (refusal !== undefined) throw new FileError(refusal[0], source.path, refusal[1]);
  return openCsv(source, options);
}
