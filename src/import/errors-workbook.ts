import {
  type Cell,
  type ErrorRow,
  type ErrorRowProblem,
  errorColumns,
  openTable,
  type Table,
  writeErrorsWorkbook,
} from '../files/index.ts';

/** What `errors.xlsx` is made from. */
export interface ErrorsWorkbookSource {
  readonly path: string;
  /** The run's `errors.csv`, complete. */
  readonly errorsCsv: string;
  /** Opens the input once more: its rows have numbers and dates where `errors.csv` has text. */
  open(): Promise<Table>;
  /** The places of the columns that a field takes its value from. */
  columnsOf(field: string): readonly number[];
}

/** A line of `errors.csv`. */
interface ErrorLine {
  readonly cells: readonly Cell[];
  readonly status: string;
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** No more rows are in the workbook. One more is read, so that the workbook can say so. */
const MOST_ROWS = 20_001;
/** Between several problems of one row. */
const BETWEEN = '; ';

/** Writes `errors.xlsx`: the sheet's rows that did not succeed, their offending cells coloured and commented. Answers what is worth saying of it. */
export async function leaveErrorsWorkbook(source: ErrorsWorkbookSource): Promise<readonly string[]> {
  const lines = await readErrorLines(source.errorsCsv);
  const table = await source.open();
  try {
    const added: readonly string[] = errorColumns;
    const kept = table.header.flatMap((name, place) => (added.includes(name) ? [] : [place]));
    const problemsOf = ({ field, code, message }: ErrorLine): ErrorRowProblem[] => {
      const whole = { field, code, message };
      const fields = field.split(BETWEEN);
      const messages = message.split(BETWEEN);
      const blamed = fields.flatMap((each, index) =>
        source.columnsOf(each).map((place) => ({
          ...whole,
          column: kept.indexOf(place),
          ...(fields.length > 1 && fields.length === messages.length && { note: messages[index] ?? message }),
        })),
      );
      return blamed.length > 0 ? blamed : [whole];
    };
    const { sheet } = table.detected;
    const { notices } = await writeErrorsWorkbook(source.path, {
      ...(sheet !== undefined && { sheet }),
      header: kept.map((place) => table.header[place] ?? ''),
      rows: errorRows(table, lines, kept, problemsOf),
    });
    return notices;
  } finally {
    await table.close();
  }
}

async function readErrorLines(path: string): Promise<Map<number, ErrorLine>> {
  const lines = new Map<number, ErrorLine>();
  const table = await openTable(path, { format: 'csv', encoding: 'utf-8', delimiter: ',', keepGuard: true });
  try {
    const width = table.header.length - errorColumns.length;
    for await (const batch of table.batches()) {
      for (const { cells } of batch) {
        const [row, status, field, code, message] = cells.slice(width).map(String) as [
          string,
          string,
          string,
          string,
          string,
        ];
        lines.set(Number(row), { cells: cells.slice(0, width), status, field, code, message });
        if (lines.size === MOST_ROWS) return lines;
      }
    }
    return lines;
  } finally {
    await table.close();
  }
}

/** The rows as the sheet has them; those that it has no longer as `errors.csv` has them. */
async function* errorRows(
  table: Table,
  lines: Map<number, ErrorLine>,
  kept: readonly number[],
  problemsOf: (line: ErrorLine) => readonly ErrorRowProblem[],
): AsyncGenerator<ErrorRow> {
  const left = new Map(lines);
  const errorRow = (number: number, line: ErrorLine, cells: readonly Cell[]): ErrorRow => {
    left.delete(number);
    return { number, cells, status: line.status, problems: problemsOf(line) };
  };
  for await (const batch of table.batches()) {
    for (const { number, cells } of batch) {
      const line = lines.get(number);
      if (line !== undefined)
        yield errorRow(
          number,
          line,
          kept.map((place) => cells[place] ?? ''),
        );
    }
    if (left.size === 0) return;
  }
  for (const [number, line] of left) yield errorRow(number, line, line.cells);
}
