import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { openSink } from '../out/open-sink.ts';
import { type OutColumn, type OutValue, outText, type RowWriter } from '../out/row-writer.ts';
import { textEncoder } from '../text/text-codec.ts';
import { escapeFormula } from './formula-escaping.ts';

/** How a CSV file is written. */
export interface CsvWriterOptions extends CsvStyle {
  /** Begin with a byte order mark, by which Excel recognises UTF-8. UTF-16 always has one. */
  readonly bom?: boolean;
  readonly encoding?: string;
}

/** Small pieces keep memory low. */
const ROWS_PER_PIECE = 250;

/** Writes CSV. Formula escaping applies to text only, not to numbers, dates and booleans. */
export async function openCsvWriter(
  target: string | Writable,
  columns: readonly OutColumn[],
  options: CsvWriterOptions,
): Promise<RowWriter> {
  const path = typeof target === 'string' ? target : '-';
  const { encoding, encode } = textEncoder(path, options.encoding);
  const sink = await openSink(target);
  const guard = options.guard ?? true;
  const format = bulkFormatter(columns.length, options);
  const mark =
    encoding.startsWith('utf-16') || (options.bom === true && (encoding === 'utf-8' || encoding === 'gb18030'))
      ? '\ufeff'
      : '';
  let rows = 0;

  const cellText = (value: OutValue): string =>
    typeof value === 'string' ? (guard ? escapeFormula(value) : value) : outText(value);

  try {
    await sink.write(
      encode(
        mark +
          csvHeader(
            columns.map(({ name }) => name),
            options,
          ),
      ),
    );
  } catch (error) {
    await sink.discard();
    throw error;
  }
  return {
    async write(batch) {
      for (let at = 0; at < batch.length; at += ROWS_PER_PIECE) {
        await sink.write(encode(format(batch.slice(at, at + ROWS_PER_PIECE).map((row) => row.map(cellText)))));
      }
      rows += batch.length;
    },
    async commit() {
      await sink.commit();
      return { paths: [path], rows, bytes: sink.bytes, notices: [] };
    },
    discard: () => sink.discard(),
  };
}

/** The line break. */
export type LineBreak = '\r\n' | '\n' | '\r';

/** How CSV is written. */
export interface CsvStyle {
  readonly delimiter?: string;
  /** `\r\n` unless given. */
  readonly lineBreak?: LineBreak;
  /** Escape text that looks like a formula by a `'` before it, which reading removes again. On by default. */
  readonly guard?: boolean;
}

/** Turns rows of text into lines, each with its line break. */
type CsvFormatter = (rows: readonly (readonly string[])[]) => string;

/** Turns rows of text into RFC 4180 lines, with csv-stringify. */
export function csvFormatter(
  columns: number,
  { delimiter = ',', lineBreak = '\r\n', guard = true }: CsvStyle,
): CsvFormatter {
  const options = {
    delimiter,
    record_delimiter: lineBreak,
    quoted_match: quotable(delimiter),
    quoted_empty: columns === 1,
  };
  return (rows) => stringify(guard ? rows.map((row) => row.map(escapeFormula)) : rows.map((row) => [...row]), options);
}

/**
 * The same without csv-stringify and formula escaping, for millions of rows, where it is a large part of the work: it takes a sixth
 * of the time. csv-stringify writes the headers, and the tests compare the results of both.
 */
export function bulkFormatter(
  columns: number,
  { delimiter = ',', lineBreak = '\r\n' }: Pick<CsvStyle, 'delimiter' | 'lineBreak'>,
): CsvFormatter {
  const needsQuotes = quotable(delimiter);
  const empty = columns === 1 ? '""' : '';
  const quote = (cell: string): string => {
    if (cell === '') return empty;
    return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
  return (rows) => {
    let text = '';
    for (const row of rows) {
      for (let at = 0; at < row.length; at++) {
        if (at > 0) text += delimiter;
        text += quote(row[at] as string);
      }
      text += lineBreak;
    }
    return text;
  };
}

/** Matches cells that need quotes, also for readers that end lines at any break, trim cells or skip blank lines. */
function quotable(delimiter: string): RegExp {
  const special = delimiter.replace(/[\\\]^-]/g, '\\$&');
  return new RegExp(`["\\r\\n${special}]|^\\s|\\s$`);
}

/** The header line. Excel takes a file that begins with an unquoted `ID` for another format. */
export function csvHeader(names: readonly string[], style: CsvStyle): string {
  const line = csvFormatter(names.length, style)([names]);
  const first = names[0] ?? '';
  return line.startsWith(first) && first.startsWith('ID') ? `"${first}"${line.slice(first.length)}` : line;
}
