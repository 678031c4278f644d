import type { Writable } from 'node:stream';
import { type CsvWriterOptions, openCsvWriter } from '../csv/csv-writer.ts';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { XlsxWriterOptions } from '../xlsx/xlsx-writer.ts';
import type { OutColumn, RowWriter } from './row-writer.ts';

/** What to write, and how. Options of one format are ignored by the others. */
export interface WriterOptions extends CsvWriterOptions, XlsxWriterOptions {
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  readonly columns: readonly OutColumn[];
}

/** Opens an output file, or a stream such as standard output. The file has its final name only after `commit`. */
export async function openWriter(target: string | Writable, options: WriterOptions): Promise<RowWriter> {
  if (options.format === 'csv') return openCsvWriter(target, options.columns, options);
  if (options.format === 'jsonl') {
    const { openJsonlWriter } = await import('../jsonl/jsonl-writer.ts');
    return openJsonlWriter(target, options.columns);
  }
  if (options.format === 'xlsx') {
    const { openXlsxWriter } = await import('../xlsx/xlsx-writer.ts');
    return openXlsxWriter(target, options.columns, options);
  }
  throw new FileError(
    'unknown-format',
    typeof target === 'string' ? target : '-',
    FILE_MESSAGES['unknown-format'].text.given(options.format),
  );
}
