import { BlankRows } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { isBlankRow, readHeader } from '../header.ts';
import type { Row, RowProblem, Table } from '../row.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import { decodeText } from '../text/decode-text.ts';
import { delimiterName, detectDelimiter, givenDelimiter } from './detect-delimiter.ts';
import { holdsGuards, unguardFormula } from './formula-guard.ts';
import { countLineBreaks } from './line-breaks.ts';
import { RecordCutter } from './record-cutter.ts';
import { maxColumns } from './record-limits.ts';

/** Excel's own hint, alone on the first line of a file. */
const separatorHint = /^sep=(.)(?:\r\n|\r|\n|$)/;

const openingChars = 16 * 1024;

/** Opens CSV text: its header is read, its rows stream. */
export async function openCsv(source: ByteSource, options: SourceOptions): Promise<Table> {
  const { path } = source;
  const text = decodeText(source, options.encoding);
  const pieces = text.pieces();
  const { opening, failure } = await readOpening(pieces);
  const hint = separatorHint.exec(opening);
  const delimiter =
    options.delimiter !== undefined
      ? givenDelimiter(path, options.delimiter)
      : (hint?.[1] ?? detectDelimiter(opening, options.header));
  const cutter = new RecordCutter(path, delimiter);
  const notices: string[] = [];

  async function* records(): AsyncGenerator<Row[], void, undefined> {
    let piece = opening;
    for (let done = false; !done; ) {
      const guards = options.keepGuard !== true && holdsGuards(cutter.rest.text + piece);
      const rows = cutter.cut(piece, false);
      if (guards) unguard(rows);
      yield rows;
      if (failure !== undefined) throw located(failure, cutter);
      const next = await pieces.next().catch((error: unknown) => {
        throw located(error, cutter);
      });
      done = next.done ?? false;
      piece = next.done ? '' : next.value;
    }
    const rows = cutter.cut('', true);
    if (options.keepGuard !== true) unguard(rows);
    yield rows;
  }

  const stream = records();
  const { header, rest } = await findHeader(
    path,
    stream,
    options.header ?? (hint === null ? undefined : 2),
    options.header === undefined,
  );
  const { names, notices: headerNotices } = readHeader(path, header);
  if (names.length > maxColumns) {
    throw new FileError('too-many-columns', path, `has ${names.length} columns; ${maxColumns} is the most.`, {
      line: header.number,
    });
  }
  notices.push(...headerNotices);
  const blanks = new BlankRows();

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const ready = checked(rest, names.length, blanks);
    if (ready.length > 0) yield ready;
    for await (const rows of stream) {
      const batch = checked(rows, names.length, blanks);
      if (batch.length > 0) yield batch;
    }
    const notice = blanks.notice();
    if (notice !== undefined) notices.push(notice);
    if (text.guessed)
      notices.push(
        `The encoding was taken to be ${text.encoding}; if names look wrong, set source.encoding in the mapping.`,
      );
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

/** Enough text to tell the delimiter by. A failure waits until the rows before it are given. */
async function readOpening(pieces: AsyncGenerator<string>): Promise<{ opening: string; failure?: unknown }> {
  let opening = '';
  try {
    while (opening.length < openingChars) {
      const next = await pieces.next();
      if (next.done) break;
      opening += next.value;
    }
    return { opening };
  } catch (failure) {
    return { opening, failure };
  }
}

async function findHeader(
  path: string,
  stream: AsyncGenerator<Row[]>,
  wanted: number | undefined,
  mayBeLater: boolean,
): Promise<{ header: Row; rest: Row[] }> {
  for (let next = await stream.next(); !next.done; next = await stream.next()) {
    const rows = next.value;
    const at = rows.findIndex(({ number, cells }) => (wanted === undefined || number >= wanted) && !isBlankRow(cells));
    const header = rows[at];
    if (header === undefined) continue;
    if (wanted !== undefined && header.number !== wanted && !mayBeLater) {
      throw new FileError(
        'no-header',
        path,
        `is blank or inside a cell, so it cannot be the header. Set source.header to the line with the column names.`,
        { line: wanted },
      );
    }
    return { header, rest: rows.slice(at + 1) };
  }
  throw new FileError(
    'no-header',
    path,
    wanted === undefined ? 'is empty; a line with column names is needed.' : `has no line ${wanted} for the header.`,
  );
}

/** Rows with data, those that do not fit the header marked. */
function checked(rows: Row[], width: number, blanks: BlankRows): Row[] {
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
  const { cells } = row;
  const message = `the row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the header ${width}. Is a delimiter or a quote missing?`;
  const problem: RowProblem = { code: 'ragged-row', message };
  return { ...row, problems: [...(row.problems ?? []), problem] };
}

function unguard(rows: Row[]): void {
  for (const row of rows) {
    const cells = row.cells as string[];
    for (let at = 0; at < cells.length; at++) {
      if ((cells[at] as string).charCodeAt(0) === 39) cells[at] = unguardFormula(cells[at] as string);
    }
  }
}

function located(error: unknown, cutter: RecordCutter): unknown {
  if (!(error instanceof FileError) || error.code !== 'undecodable') return error;
  const { text, line } = cutter.rest;
  return error.at(line + countLineBreaks(text));
}
