import { openCsv } from './csv/csv-table.ts';
import { FileError } from './file-error.ts';
import { FILE_MESSAGES } from './messages.ts';
import { derivedTable, type Row } from './row.ts';
import { type ByteSource, gunzip, openBytes } from './source/byte-source.ts';
import { type FileContent, looksLikeJson, oleError, sniff } from './source/sniff.ts';
import type { SourceOptions } from './source-options.ts';
import type { SplittableTable } from './splittable-table.ts';
import { scanText } from './text/scan-text.ts';

/** Contents that are not a table: the error's code, and its message. */
const UNSUPPORTED_CONTENT: Partial<Record<FileContent, readonly [code: string, message: () => string]>> = {
  html: ['html', FILE_MESSAGES.html.text.content],
  mhtml: ['mhtml', FILE_MESSAGES.mhtml.text.content],
  biff: ['xls', FILE_MESSAGES.xls.text.content],
  pdf: ['pdf', FILE_MESSAGES.pdf.text.content],
  xml: ['xml', FILE_MESSAGES.xml.text.content],
  empty: ['empty', FILE_MESSAGES.empty.text.table],
};

/**
 * Opens an input file by its content (a `.csv` that is a zip is an XLSX). Its header is read, its rows stream.
 * Every error is a `FileError`.
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

/** Another encoding does not help with a file that is named a workbook and is neither a workbook nor text. */
function asWorkbookError(error: FileError): FileError {
  if (!['undecodable', 'unclear-encoding'].includes(error.code) || !/\.xls[xmb]?$/i.test(error.path)) return error;
  return new FileError('not-a-workbook', error.path, FILE_MESSAGES['not-a-workbook'].text.neitherText(), {
    cause: error,
  });
}

/** The same table, whose rows fail with a `FileError` only. */
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
    : new FileError('unreadable', path, FILE_MESSAGES.unreadable.text.because(String(error)), { cause: error });
}

async function openContent(source: ByteSource, options: SourceOptions): Promise<SplittableTable> {
  const content = sniff(source.head);
  if (content === 'gzip') return openContent(await gunzip(source), options);
  if (content === 'zip') return openZipped(source, options);
  if (content === 'ole') throw await oleError(source);
  const unsupported = options.format === 'csv' && content !== 'empty' ? undefined : UNSUPPORTED_CONTENT[content];
  if (unsupported !== undefined) throw new FileError(unsupported[0], source.path, unsupported[1]());
  if (options.format === 'xlsx') {
    throw new FileError('not-a-workbook', source.path, FILE_MESSAGES['not-a-workbook'].text.wrongFormat());
  }
  const scanned = source.reopen && (await scanText(source.reopen, options.encoding));
  const isJson =
    options.format === 'jsonl' || (options.format === undefined && looksLikeJson(source.path, source.head));
  if (!isJson) return openCsv(source, options, scanned);
  const { openJsonl } = await import('./jsonl/jsonl-table.ts');
  return openJsonl(source, options, scanned);
}

/** The directory of a workbook is at its end, so a workbook that comes as a stream is read into memory first. */
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
      throw new FileError('too-large', source.path, FILE_MESSAGES['too-large'].text.streamed());
    }
  }
  return Buffer.concat(chunks);
}
