import type { Writable } from 'node:stream';
import { openSink } from '../out/open-sink.ts';
import { type OutColumn, type OutValue, outText } from '../out/out-value.ts';
import type { RowWriter } from '../out/row-writer.ts';
import { textEncoder } from '../text/encode-text.ts';
import { bulkFormatter, type CsvStyle, csvHeader } from './csv-text.ts';
import { escapeFormula } from './formula-guard.ts';

/** How a CSV file is written. */
export interface CsvWriterOptions extends CsvStyle {
  /** Begin with a byte order mark, so that Excel takes UTF-8 for what it is. UTF-16 always has one. */
  readonly bom?: boolean;
  readonly encoding?: string;
}

/** Small pieces keep memory low. */
const ROWS_PER_PIECE = 250;

/** Writes CSV. Only text is guarded: numbers, dates and booleans are what they are. */
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
