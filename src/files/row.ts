/** A cell that is more than text: what the workbook knows about it, beside the text that a person sees. */
export interface RichCell {
  readonly kind: 'number' | 'date' | 'time' | 'datetime' | 'boolean' | 'error';
  /** As a person sees it; dates and times as ISO text. This is what `errors.csv` shows. */
  readonly text: string;
  /** The number or boolean that the file holds; absent for dates and errors. */
  readonly value?: number | boolean;
}

/**
 * CSV cells are always text. A blank cell is `''`. A text may share the memory of the piece of the file around it: copy what
 * is to be kept for long.
 */
export type Cell = string | RichCell;

/** Something that is wrong with a row (or a cell of it) before it is mapped. */
export interface RowProblem {
  /** Stable code: `ragged-row`, `formula-error`, `rounded-number`, … */
  readonly code: string;
  readonly message: string;
  /** Index of the cell, where it is one cell's problem. */
  readonly column?: number;
  /** The other cells are in doubt, too, so the row is of no use even to those who need nothing of this one. */
  readonly ofRow?: true;
}

/** One row of a file. `number` is the line (CSV, JSONL) or sheet row (XLSX) where a person finds it. */
export interface Row {
  readonly number: number;
  /** As many cells as the header has columns, unless `problems` says otherwise. */
  readonly cells: readonly Cell[];
  readonly problems?: readonly RowProblem[];
}

/** How a text file is written, to write others like it. */
export interface TextStyle {
  readonly delimiter: string;
  readonly lineBreak: '\r\n' | '\n' | '\r';
  /** The file begins with a byte order mark. */
  readonly marked: boolean;
  /** UTF-8 that is written for the readers of this file begins with a byte order mark. */
  readonly bom: boolean;
}

/** An input file that is open: its header is read, its rows stream. */
export interface Table {
  readonly path: string;
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  /** Column names as they stand in the file, outer space trimmed. */
  readonly header: readonly string[];
  /** Line or sheet row of the header. */
  readonly headerRow: number;
  /** What was detected (`encoding`, `delimiter`, `sheet`, …), for the report. */
  readonly detected: Readonly<Record<string, string>>;
  /** Of a CSV file, how it is written. */
  readonly style?: TextStyle | undefined;
  /** The last row, where the file says it beforehand and once reading has begun; for estimates only. */
  readonly lastRow?: number | undefined;
  /** Rows in file order, in batches that keep the cost of a row low. May be consumed once. */
  batches(): AsyncIterable<readonly Row[]>;
  /** Things worth saying about the file as a whole, complete once `batches()` has ended. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/**
 * A table that hands on the rows of another, changed or looked at on the way, and may say more of the file. It is open for as long as
 * the other is.
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
