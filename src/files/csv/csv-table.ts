import { BlankRows } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { findHeader, isBlankRow, readHeader } from '../header.ts';
import type { Row, RowProblem, Table } from '../row.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import { readRecords } from './csv-records.ts';
import { delimiterName } from './detect-delimiter.ts';
import { maxColumns } from './record-limits.ts';

/** Opens CSV text: its header is read, its rows stream. */
export async function openCsv(source: ByteSource, options: SourceOptions): Promise<Table> {
  const { path } = source;
  const records = await readRecords(source, options);
  const { text, delimiter } = records;
  const firstLine = records.hasHint ? 2 : 1;
  // To people the line above which only the hint stands is the first.
  const wanted = options.header === undefined ? undefined : Math.max(options.header, firstLine);
  const found = await findHeader(records.batches, wanted ?? firstLine);
  if (found === undefined || (wanted !== undefined && found.header.number !== wanted)) throw noHeader(path, wanted);
  const { header, rest } = found;
  const { names, notices: headerNotices } = readHeader(path, header);
  if (names.length > maxColumns) {
    const message = `has ${names.length} columns; ${maxColumns} is the most.`;
    throw new FileError('too-many-columns', path, message, { line: header.number });
  }
  const notices = [...headerNotices];
  const blanks = new BlankRows();

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const ready = withData(rest, names.length, blanks);
    if (ready.length > 0) yield ready;
    for await (const rows of records.batches) {
      const batch = withData(rows, names.length, blanks);
      if (batch.length > 0) yield batch;
    }
    const blankRows = blanks.notice();
    if (blankRows !== undefined) notices.push(blankRows);
    if (text.guessed) {
      notices.push(`The encoding was taken to be ${text.encoding}; if names look wrong, set source.encoding.`);
    }
  }

  return {
    path,
    format: 'csv',
    header: names,
    headerRow: header.number,
    get detected() {
      return { encoding: text.encoding, delimiter: delimiterName(delimiter) };
    },
    notices,
    batches,
    close: () => source.close(),
  };
}

function noHeader(path: string, line: number | undefined): FileError {
  if (line === undefined) return new FileError('no-header', path, 'is empty; a line with column names is needed.');
  const message =
    'is blank, inside a cell, or not there, so it cannot be the header. Set source.header to the line with the column names.';
  return new FileError('no-header', path, message, { line });
}

/** Rows with data, those that do not fit the header marked. */
function withData(rows: Row[], width: number, blanks: BlankRows): Row[] {
  let kept = 0;
  for (const row of rows) {
    const { cells } = row;
    if ((cells[0] === '' || (cells[0] as string).trim() === '') && isBlankRow(cells)) {
      blanks.saw(row.number);
      continue;
    }
    blanks.sawData();
    rows[kept++] = cells.length === width ? row : ragged(row, width);
  }
  rows.length = kept;
  return rows;
}

function ragged(row: Row, width: number): Row {
  const { length } = row.cells;
  const message = `the row has ${length} ${length === 1 ? 'cell' : 'cells'}, the header ${width}. Is a delimiter or a quote missing?`;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}
