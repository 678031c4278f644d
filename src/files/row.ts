/** A cell with the facts of the workbook in addition to the text that a person sees. */
export interface RichCell {
  readonly kind: 'number' | 'date' | 'time' | 'datetime' | 'boolean' | 'error';
  /** As a person sees it; dates and times as ISO text. This is what `errors.csv` shows. */
  readonly text: string;
  /** The number or boolean that the file holds; absent for dates and errors. */
  readonly value?: number | boolean;
}

/**
 * CSV cells are always text. A blank cell is `''`. A text may share the memory of the piece of the file around it: copy a text that
 * is kept for long.
 */
export type Cell = string | RichCell;

/** A problem of a row, or of one of its cells, before the row is mapped. */
export interface RowProblem {
  /** Stable code, one of `ROW_MESSAGES`: `ragged-row`, `formula-error`, `rounded-number`, … */
  readonly code: string;
  readonly message: string;
  /** Index of the cell, if one cell has the problem. */
  readonly column?: number;
  /** The other cells may be wrong, too, so the row cannot be used even where this cell is not mapped. */
  readonly ofRow?: true;
}

/** One row of a file. `number` is the line (CSV, JSONL) or sheet row (XLSX) where a person finds it. */
export interface Row {
  readonly number: number;
  /** As many cells as the header has columns, unless `problems` says otherwise. */
  readonly cells: readonly Cell[];
  readonly problems?: readonly RowProblem[];
}

/** How a text file is written, so that others can be written like it. */
export interface TextStyle {
  readonly delimiter: string;
  readonly lineBreak: '\r\n' | '\n' | '\r';
  /** The file begins with a byte order mark. */
  readonly marked: boolean;
  /** Begin UTF-8 files for the same readers with a byte order mark. */
  readonly bom: boolean;
}

/** An open input file: its header was read, its rows stream. */
export interface Table {
  readonly path: string;
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  /** The column names of the file, trimmed. */
  readonly header: readonly string[];
  /** Line or sheet row of the header. */
  readonly headerRow: number;
  /** What was detected (`encoding`, `delimiter`, `sheet`, …), for the report. */
  readonly detected: Readonly<Record<string, string>>;
  /** How the file is written; CSV only. */
  readonly style?: TextStyle | undefined;
  /** The number of the last row, where the file says it and reading has begun; for estimates only. */
  readonly lastRow?: number | undefined;
  /** The rows in file order, in batches that keep the cost per row low. Can be consumed once. */
  batches(): AsyncIterable<readonly Row[]>;
  /** Messages about the file as a whole, complete once `batches()` has ended. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/**
 * A table whose rows come from another table, changed or inspected on the way, and that may add notices about the file. Closing it
 * closes the other.
 */
export function derivedTable(
  table: Table,
  batches: Table['batches'],
  addedNotices: () => readonly string[] = () => [],
): Table {
  return {
    path: table.path,
    format: table.format,
    header: table.header,
    headerRow: table.headerRow,
    style: table.style,
    get detected() {
      return table.detected;
    },
    get lastRow() {
      return table.lastRow;
    },
    get notices() {
      return [...table.notices, ...addedNotices()];
    },
    batches,
    close: () => table.close(),
  };
}

/** The text of a cell as a person sees it. */
export function cellText(cell: Cell | undefined): string {
  return cell === undefined ? '' : typeof cell === 'string' ? cell : cell.text;
}
