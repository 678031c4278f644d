import type { Readable } from 'node:stream';

/** How to read an input file, as in the mapping file's `source:`. Missing options are detected. */
export interface SourceOptions {
  /** Name of the sheet; the first visible one otherwise. */
  readonly sheet?: string;
  /** Line or sheet row that holds the column names; the first that is not blank otherwise. */
  readonly header?: number;
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Repeat the value of merged cells of a workbook in each of them; otherwise only the first has it. */
  readonly merged?: 'first' | 'fill';
  /** The character before a quote inside quotes, such as `\\`; otherwise the quote is doubled. */
  readonly escape?: string;
  readonly format?: 'csv' | 'xlsx' | 'jsonl';
  /** Where the bytes come from when the path is `-`. */
  readonly stdin?: Readable;
  /** Keep the `'` that an export put before text that looks like a formula. Otherwise it is removed. */
  readonly keepGuard?: boolean;
}
