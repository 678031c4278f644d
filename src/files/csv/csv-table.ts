import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { findHeader, readHeader } from '../header.ts';
import type { Row } from '../row.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import type { SplittableTable } from '../splittable-table.ts';
import { MAX_COLUMNS } from '../text/lines.ts';
import type { ScannedText } from '../text/scan-text.ts';
import { readRecords } from './csv-records.ts';
import { delimiterName } from './detect-delimiter.ts';
import { columnsWithTextPrefix, stripTextPrefix } from './formula-escaping.ts';
import { inferRowPattern, type RowPattern, RowsWithData } from './rows-with-data.ts';

/** Opens CSV text: its header is read, its rows stream. */
export async function openCsv(
  source: ByteSource,
  options: SourceOptions,
  scanned?: ScannedText,
): Promise<SplittableTable> {
  const { path } = source;
  if (scanned !== undefined) await checkEscapes(source, options, scanned);
  const records = await readRecords(source, options, scanned);
  const { text, delimiter } = records;
  const firstLine = records.hasHint ? 2 : 1;
  // To people the line above which only the hint stands is the first.
  const wanted = options.header === undefined ? undefined : Math.max(options.header, firstLine);
  const found = await findHeader(records.batches, wanted ?? firstLine);
  if (found === undefined || (wanted !== undefined && found.header.number !== wanted)) throw noHeader(path, wanted);
  const { header, rest } = found;
  const { names, notices: headerNotices } = readHeader(path, header);
  if (names.length > MAX_COLUMNS) {
    const message = `has ${names.length} columns; ${MAX_COLUMNS} is the most.`;
    throw new FileError('too-many-columns', path, message, { line: header.number });
  }
  const markedColumns = options.keepGuard === true ? [] : columnsWithTextPrefix(names.length, rest);
  const notices = [...headerNotices, ...markedColumns.map((column) => markNotice(names[column] ?? ''))];
  const fit = inferRowPattern(names.length, rest);
  const blanks = new BlankRowCounter();
  const withData = new RowsWithData(fit, blanks);
  const take = (rows: Row[]): Row[] => {
    stripTextPrefix(rows, markedColumns);
    const last = rows.at(-1);
    if (last !== undefined && last === records.unended && last.cells.length < names.length) {
      if (fit.trimsBlanks) notices.push(endNotice(last, fit));
      else rows[rows.length - 1] = cutShort(last, fit);
    }
    return withData.take(rows, names.length === 1 || records.isRowNext());
  };

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const ready = take(rest);
    if (ready.length > 0) yield ready;
    try {
      for await (const rows of records.batches) {
        const batch = take(rows);
        if (batch.length > 0) yield batch;
      }
    } catch (error) {
      // Rows that were read before the file went wrong are given all the same.
      if (withData.isWaiting) yield withData.end();
      throw error;
    }
    if (withData.isWaiting) yield withData.end();
    const blankRows = blanks.notice();
    if (blankRows !== undefined) notices.push(blankRows);
    if (scanned?.isDetected) {
      notices.push(`The file is not UTF-8; it is read as ${text.encoding}. If names look wrong, set source.encoding.`);
    }
  }

  function share(): ReturnType<NonNullable<SplittableTable['split']>> {
    const shared = withData.isWaiting ? undefined : records.split(names.length);
    if (shared === undefined) return undefined;
    const { chunks: stretches, resume: goOn } = shared;
    let { line } = shared;
    return {
      form: { format: 'csv', delimiter, rowPattern: fit, unescapes: options.keepGuard !== true, markedColumns },
      next: () => stretches.next(),
      acknowledge(facts) {
        stretches.acknowledge();
        const before = line - 1;
        blanks.add(facts.blanks, before);
        line += facts.end;
        return before;
      },
      end: () => goOn(stretches.requeue(), line),
    };
  }

  return {
    path,
    format: 'csv',
    header: names,
    headerRow: header.number,
    get detected() {
      return { encoding: text.encoding, delimiter: delimiterName(delimiter) };
    },
    style: {
      delimiter,
      lineBreak: records.lineBreak,
      marked: text.marked,
      // Spreadsheet programs take UTF-8 for what it is by its mark; a text in another encoding was read without one.
      bom: text.marked || text.encoding !== 'utf-8',
    },
    notices,
    batches,
    split: share,
    close: () => source.close(),
  };
}

function noHeader(path: string, line: number | undefined): FileError {
  if (line === undefined) return new FileError('no-header', path, 'is empty; a line with column names is needed.');
  const message =
    'is blank, inside a cell, or not there, so it cannot be the header. Set source.header to the line with the column names.';
  return new FileError('no-header', path, message, { line });
}

function markNotice(name: string): string {
  return `Column "${name}": the ' before its digits marks them as text in spreadsheets; it is taken off.`;
}

function endNotice({ number, cells }: Row, { width }: RowPattern): string {
  return `Line ${number}, the last one, has ${cells.length} of ${width} cells and no line break, so the others are taken for blank. If the file was cut off there, fetch it again.`;
}

/** The last row, marked as one that the file may end in the middle of. */
function cutShort(row: Row, { width }: RowPattern): Row {
  const message = `the file ends in the middle of this row: it has ${row.cells.length} of ${width} cells and no line break. Is the file cut off? Fetch it again.`;
  return { ...row, problems: [...(row.problems ?? []), { code: 'ragged-row', message }] };
}

const backslash = '\\';

/** What a reading of all records comes to. */
interface RecordCheck {
  /** Rows that are not well-formed, or not as wide as the first one. */
  readonly bad: number;
  /** The line of the first of them, or where reading ended with an error. */
  readonly line: number | undefined;
}

/**
 * Refuses a file that has a backslash before quotes inside quotes, with what makes it readable, instead of rejecting its rows one
 * by one: all is well-formed so, and not otherwise.
 */
async function checkEscapes(source: ByteSource, options: SourceOptions, scanned: ScannedText): Promise<void> {
  const { reopen: again, path } = source;
  if (!scanned.holdsEscapedQuote || options.escape !== undefined || again === undefined) return;
  const doubled = await checkRecords(again, options, scanned);
  if (doubled.bad === 0) return;
  const escaped = await checkRecords(again, { ...options, escape: backslash }, scanned);
  if (escaped.bad > 0) return;
  throw new FileError(
    'escaped-quotes',
    path,
    'quotes inside quotes have a backslash before them here, as MySQL and other programs write them. Set source: { escape: "\\\\" } in the mapping, and the whole file is read so.',
    { ...(doubled.line !== undefined && { line: doubled.line }), remedy: { escape: backslash } },
  );
}

async function checkRecords(
  again: NonNullable<ByteSource['reopen']>,
  options: SourceOptions,
  scanned: ScannedText,
): Promise<RecordCheck> {
  const source = await again();
  let bad = 0;
  let line: number | undefined;
  let width: number | undefined;
  try {
    const { batches } = await readRecords(source, options, scanned);
    for await (const rows of batches) {
      for (const { number, cells, problems } of rows) {
        if (number < (options.header ?? 1) || (cells.length === 1 && cells[0] === '')) continue;
        width ??= cells.length;
        if (problems === undefined && cells.length <= width) continue;
        bad++;
        line ??= number;
      }
    }
    return { bad, line };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { bad: bad + 1, line: line ?? error.line };
  } finally {
    await source.close();
  }
}
