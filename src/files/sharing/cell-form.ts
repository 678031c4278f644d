import type { RowPattern } from '../csv/row-fit.ts';
import type { NumberFormat } from '../xlsx/number-format.ts';
import type { SharedStrings } from '../xlsx/string-store.ts';

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
