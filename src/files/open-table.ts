import { openCsv } from './csv/csv-table.ts';
import { FileError } from './file-error.ts';
import type { Table } from './row.ts';
import { type ByteSource, openBytes } from './source/byte-source.ts';
import { gunzip } from './source/gunzip.ts';
import { oleError } from './source/ole-error.ts';
import { type Content, sniff } from './source/sniff.ts';
import type { SourceOptions } from './source-options.ts';
import { openXlsx } from './xlsx/xlsx-table.ts';

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
  if (content === 'zip') return openZipped(source, options);
  if (content === 'ole') throw await oleError(source);
  const refusal = refused[content];
  if (refusal !== undefined) throw new FileError(refusal[0], source.path, refusal[1]);
  return openCsv(source, options);
}

/** A workbook is read by the directory at its end: from its file, or from memory if it comes as a stream. */
async function openZipped(source: ByteSource, options: SourceOptions): Promise<Table> {
  if (source.file === undefined) return openXlsx(source.path, options, await readWhole(source));
  await source.close();
  return openXlsx(source.file, options);
}

const maxStreamedBytes = 256 * 1024 * 1024;

async function readWhole(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxStreamedBytes) {
      throw new FileError(
        'too-large',
        source.path,
        'is a workbook of over 256 MB, which cannot be read as a stream. Give it as a file.',
      );
    }
  }
  return Buffer.concat(chunks);
}
