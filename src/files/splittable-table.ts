import type { BlankCounts } from './blank-rows.ts';
import type { RowPattern } from './csv/rows-with-data.ts';
import type { Row, Table } from './row.ts';
import type { NumberFormat } from './xlsx/number-format.ts';
import type { SharedStrings } from './xlsx/string-store.ts';

/**
 * The remaining rows of a table as chunks of text that any thread can split by itself. Each holds whole rows, as far as that is
 * known before it is split. While a chunk source is in use the next batch of the table's `batches()` must not be requested.
 */
export interface ChunkSource<Format, Facts> {
  /** What a thread needs to split a chunk: plain data that can be sent to it. */
  readonly format: Format;
  /** The next chunk; undefined once the rest must be read in order. Never fails: `batches()` will. */
  next(): Promise<string | undefined>;
  /** The oldest unacknowledged chunk was split. Returns what its row numbers count from. */
  acknowledge(facts: Facts): number;
  /** Ends the use of chunks: `batches()` continues after the last acknowledged one. */
  end(): void;
}

/** A table whose rows several threads can split. */
export interface SplittableTable extends Table {
  /** Called between two batches. Undefined where the rows must be read in order. */
  split?(): ChunkSource<ChunkFormat, ChunkFacts> | undefined;
}

/** What a chunk holds besides its rows. */
export interface ChunkFacts {
  /** The number of its lines (CSV), or the number of its last row in the sheet (XLSX). */
  readonly end: number;
  readonly blanks: BlankCounts;
  readonly hiddenRows: number;
  /** Non-blank cells right of the header's columns. */
  readonly outside: readonly string[];
}

/**
 * Splits a chunk and passes its rows on, a few at a time, so that few of them are in memory at once. Returns undefined where the
 * rows must be read in order, since they depend on those before and after them: then the rows passed on must be dropped.
 */
export type ChunkSplitter<Facts> = (text: string, take: (rows: readonly Row[]) => void) => Facts | undefined;

/** How the cells of a chunk are split. Rows are as wide as the header. */
export type ChunkFormat = CsvChunkFormat | SheetChunkFormat;

export interface CsvChunkFormat {
  readonly format: 'csv';
  readonly delimiter: string;
  readonly rowPattern: RowPattern;
  readonly unescapes: boolean;
  /** Indexes of columns of digits that a `'` marks as text. */
  readonly markedColumns: readonly number[];
}

export interface SheetChunkFormat {
  readonly format: 'xlsx';
  readonly strings: SharedStrings;
  readonly formats: readonly NumberFormat[];
  readonly date1904: boolean;
  readonly width: number;
}
