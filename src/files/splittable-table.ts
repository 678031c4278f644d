import type { BlankCounts } from './blank-rows.ts';
import type { RowPattern } from './csv/rows-with-data.ts';
import type { Row, Table } from './row.ts';
import type { NumberFormat } from './xlsx/number-format.ts';
import type { SharedStrings } from './xlsx/string-store.ts';

/**
 * The rows of a table that are still to come, as stretches of text that any thread can cut by itself. Each holds whole rows, as
 * far as that can be told before they are cut. While a share is in use the table's `batches()` must not be asked for more.
 */
export interface ChunkSource<Form, Facts> {
  /** What a thread needs to know to cut a stretch: plain data, which can be sent to it. */
  readonly form: Form;
  /** The next stretch; nothing once what follows has to be read in order. Never fails: `batches()` will. */
  next(): Promise<string | undefined>;
  /** The oldest stretch that is not settled was cut. Answers what its row numbers count from. */
  acknowledge(facts: Facts): number;
  /** Ends the share: `batches()` goes on behind the last stretch that was settled. */
  end(): void;
}

/** A table whose rows several threads may cut. */
export interface SplittableTable extends Table {
  /** Asked between two batches. Nothing where the rows must be read in order. */
  split?(): ChunkSource<ChunkFormat, ChunkFacts> | undefined;
}

/** What a stretch says beside its rows. */
export interface ChunkFacts {
  /** How far it brings the count of rows: by so many lines (CSV), or to a row of the sheet (XLSX). */
  readonly end: number;
  readonly blanks: BlankCounts;
  readonly hiddenRows: number;
  /** Cells beside the header's columns. */
  readonly outside: readonly string[];
}

/**
 * Cuts a stretch and hands its rows out, a few at a time, so that hardly any of them is in memory for long. Answers nothing where
 * the rows can only be told in order, from what comes before and after them: then those that were handed out mean nothing.
 */
export type ChunkSplitter<Facts> = (text: string, take: (rows: readonly Row[]) => void) => Facts | undefined;

/** How the cells of a stretch are cut. Rows are as wide as the header. */
export type ChunkFormat = CsvChunkFormat | SheetChunkFormat;

export interface CsvChunkFormat {
  readonly format: 'csv';
  readonly delimiter: string;
  readonly rowPattern: RowPattern;
  readonly unescapes: boolean;
  /** Columns of digits that a `'` marks as text. */
  readonly markedColumns: readonly number[];
}

export interface SheetChunkFormat {
  readonly format: 'xlsx';
  readonly strings: SharedStrings;
  readonly formats: readonly NumberFormat[];
  readonly date1904: boolean;
  readonly width: number;
}
