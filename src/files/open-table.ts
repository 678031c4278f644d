import { openCsv } from './csv/csv-table.ts';
import { FileError } from './file-error.ts';
import { derivedTable, type Row } from './row.ts';
import { type ByteSource, gunzip, openBytes } from './source/byte-source.ts';
import { type FileContent, looksLikeJson, oldExcel, oleError, sniff } from './source/sniff.ts';
import type { SourceOptions } from './source-options.ts';
import type { SplittableTable } from './splittable-table.ts';
import { scanText } from './text/scan-text.ts';

/** Contents that are no table, and what to do about them. */
const UNSUPPORTED_CONTENT: Partial<Record<FileContent, readonly [code: string, message: string]>> = {
  html: [
    'html',
    'is a web page, though its name says otherwise. Open it in a spreadsheet program and save it as XLSX or CSV.',
  ],
  mhtml: [
    'mhtml',
    'is a web archive (MHTML), though its name says otherwise. Open it in a spreadsheet program and save it as XLSX or CSV.',
  ],
  biff: ['xls', oldExcel],
  pdf: ['pdf', 'is a PDF. Export the table from where it was made as XLSX or CSV.'],
  xml: ['xml', 'is an XML document. Open it in a spreadsheet program and save it as XLSX or CSV.'],
  empty: ['empty', 'is empty; a line with column names is needed.'],
};

/**
 * Opens an input file by its content (a `.csv` that is a zip is an XLSX). Its header is read, its rows stream.
 * Fails with a FileError, and with nothing else.
 */
export async function openTable(path: string, options: SourceOptions = {}): Promise<SplittableTable> {
  const source = await openBytes(path, options.stdin);
  try {
    return withFileErrors(await openContent(source, options));
  } catch (error) {
    await source.close();
    throw asWorkbookError(asFileError(path, error));
  }
}

/** What is called a workbook and is neither one nor text is not helped by another encoding. */
function asWorkbookError(error: FileError): FileError {
  if (!['undecodable', 'unclear-encoding'].includes(error.code) || !/\.xls[xmb]?$/i.test(error.path)) return error;
  return new FileError(
    'not-a-workbook',
    error.path,
    'is no workbook, though its name says so, and no text either: it is damaged, or of another kind. Open it in a spreadsheet program and save it anew as .xlsx.',
    { cause: error },
  );
}

/** The same table, sure to fail with nothing but a FileError. */
function withFileErrors(table: SplittableTable): SplittableTable {
  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    try {
      yield* table.batches();
    } catch (error) {
      throw asFileError(table.path, error);
    }
  }
  return Object.assign(derivedTable(table, batches), { split: () => table.split?.() });
}

function asFileError(path: string, error: unknown): FileError {
  return error instanceof FileError
    ? error
    : new FileError('unreadable', path, `cannot be read: ${String(error)}`, { cause: error });
}

async function openContent(source: ByteSource, options: SourceOptions): Promise<SplittableTable> {
  const content = sniff(source.head);
  if (content === 'gzip') return openContent(await gunzip(source), options);
  if (content === 'zip') return openZipped(source, options);
  if (content === 'ole') throw await oleError(source);
  const refusal = options.format === 'csv' && content !== 'empty' ? undefined : UNSUPPORTED_CONTENT[content];
  if (refusal !== undefined) throw new FileError(refusal[0], source.path, refusal[1]);
  if (options.format === 'xlsx')
    throw new FileError(
      'not-a-workbook',
      source.path,
      'is no XLSX file. Leave source.format out to have the format detected.',
    );
  const scanned = source.reopen && (await scanText(source.reopen, options.encoding));
  const isJson =
    options.format === 'jsonl' || (options.format === undefined && looksLikeJson(source.path, source.head));
  if (!isJson) return openCsv(source, options, scanned);
  const { openJsonl } = await import('./jsonl/jsonl-table.ts');
  return openJsonl(source, options, scanned);
}

/** A workbook is read by the directory at its end: from its file, or from memory if it comes as a stream. */
async function openZipped(source: ByteSource, options: SourceOptions): Promise<SplittableTable> {
  const { openXlsx } = await import('./xlsx/xlsx-table.ts');
  if (source.file === undefined) return openXlsx(source.path, options, await readWhole(source));
  await source.close();
  return openXlsx(source.file, options);
}

const MAX_STREAMED_BYTES = 256 * 1024 * 1024;

async function readWhole(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_STREAMED_BYTES) {
      throw new FileError(
        'too-large',
        source.path,
        'is a workbook of over 256 MB, which cannot be read as a stream. Give it as a file.',
      );
    }
  }
  return Buffer.concat(chunks);
}
