import {
  type Cell,
  ERROR_COLUMNS,
  type ErrorRow,
  type ErrorRowProblem,
  inputColumnIndexes,
  MAX_ERROR_ROWS,
  openTable,
  type Table,
  writeErrorsWorkbook,
} from '../../files/index.ts';
import { createCellLocator } from '../row-outcomes.ts';

/** The sources of `errors.xlsx`. */
interface ErrorsWorkbookSource {
  readonly path: string;
  /** The run's `errors.csv`, complete. */
  readonly errorsCsv: string;
  readonly input: Pick<Table, 'header' | 'format' | 'detected' | 'style'>;
  /** Opens the input again: the rows of a workbook have numbers and dates where `errors.csv` has text. */
  open(): Promise<Table>;
  /** The indexes of the columns that a field takes its value from. */
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

/** One line more than the workbook holds, so that the workbook can say that it is cut off. */
const MAX_LINES = MAX_ERROR_ROWS + 1;
/** Separates the problems of one row. */
const PROBLEM_SEPARATOR = '; ';

/** Writes `errors.xlsx`: the rows that did not succeed, with coloured and commented cells. Returns notices about it. */
export async function createErrorsWorkbook(source: ErrorsWorkbookSource): Promise<readonly string[]> {
  const { input, path, errorsCsv } = source;
  const lines = await readErrorLines(errorsCsv, input.style?.delimiter);
  const ownIndexes = inputColumnIndexes(input.header);
  const locateCell = createCellLocator(input);
  const problemsOf = (number: number, { field, code, message }: ErrorLine): ErrorRowProblem[] => {
    const whole = { field, code, message };
    const fields = field.split(PROBLEM_SEPARATOR);
    const parts = message.split(PROBLEM_SEPARATOR);
    const locators = () => ownIndexes.map((index) => `${locateCell(input.header[index] ?? '', number)}: `);
    const messages = parts.length === fields.length ? parts : messagesOf(parts, locators());
    const blamed = fields.flatMap((each, position) =>
      source.columnsOf(each).map((index) => ({
        ...whole,
        column: ownIndexes.indexOf(index),
        ...(fields.length > 1 && fields.length === messages.length && { note: messages[position] ?? message }),
      })),
    );
    return blamed.length > 0 ? blamed : [whole];
  };
  const errorRow = (number: number, line: ErrorLine, cells: readonly Cell[]): ErrorRow => {
    return { number, cells, status: line.status, problems: problemsOf(number, line) };
  };
  const { sheet } = input.detected;
  const table = input.format === 'csv' ? undefined : await source.open();
  try {
    const { notices } = await writeErrorsWorkbook(path, {
      ...(sheet !== undefined && { sheet }),
      header: ownIndexes.map((index) => input.header[index] ?? ''),
      rows: errorRows(table, lines, ownIndexes, errorRow),
    });
    return notices;
  } finally {
    await table?.close();
  }
}

/** The messages of a row's problems from their parts: each begins with its cell, and may have the separator in it. */
function messagesOf(parts: readonly string[], cells: readonly string[]): readonly string[] {
  const messages: string[] = [];
  for (const part of parts) {
    const last = messages.length - 1;
    if (last < 0 || cells.some((cell) => part.startsWith(cell))) messages.push(part);
    else messages[last] = `${messages[last]}${PROBLEM_SEPARATOR}${part}`;
  }
  return messages;
}

async function readErrorLines(path: string, delimiter = ','): Promise<Map<number, ErrorLine>> {
  const lines = new Map<number, ErrorLine>();
  const table = await openTable(path, { format: 'csv', encoding: 'utf-8', delimiter });
  try {
    const width = table.header.length - ERROR_COLUMNS.length;
    for await (const batch of table.batches()) {
      for (const { cells } of batch) {
        const textOf = (name: (typeof ERROR_COLUMNS)[number]) => String(cells[width + ERROR_COLUMNS.indexOf(name)]);
        lines.set(Number(textOf('_row')), {
          cells: cells.slice(0, width),
          status: textOf('_status'),
          field: textOf('_field'),
          code: textOf('_code'),
          message: textOf('_message'),
        });
        if (lines.size === MAX_LINES) return lines;
      }
    }
    return lines;
  } finally {
    await table.close();
  }
}

/** The rows as the input has them; those that it no longer has, and all rows of a CSV input, as `errors.csv` has them. */
async function* errorRows(
  table: Table | undefined,
  lines: Map<number, ErrorLine>,
  ownIndexes: readonly number[],
  errorRow: (number: number, line: ErrorLine, cells: readonly Cell[]) => ErrorRow,
): AsyncGenerator<ErrorRow> {
  const remaining = new Map(lines);
  for await (const batch of table?.batches() ?? []) {
    for (const { number, cells } of batch) {
      const line = remaining.get(number);
      if (line === undefined || !remaining.delete(number)) continue;
      const own = ownIndexes.map((index) => cells[index] ?? '');
      yield errorRow(number, line, own);
    }
    if (remaining.size === 0) return;
  }
  for (const [number, line] of remaining) yield errorRow(number, line, line.cells);
}
