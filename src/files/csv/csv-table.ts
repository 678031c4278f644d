import { phrase, t } from '../../words/index.ts';
import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { findHeader, readHeader } from '../header.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
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
  // If only the hint is above it, people call that line the first.
  const wanted = options.header === undefined ? undefined : Math.max(options.header, firstLine);
  const found = await findHeader(records.batches, wanted ?? firstLine);
  if (found === undefined || (wanted !== undefined && found.header.number !== wanted)) throw noHeader(path, wanted);
  const { header, rest } = found;
  const { names, notices: headerNotices } = readHeader(path, header);
  if (names.length > MAX_COLUMNS) {
    const message = FILE_MESSAGES['too-many-columns'].text.read(names.length, MAX_COLUMNS);
    throw new FileError('too-many-columns', path, message, { line: header.number });
  }
  const markedColumns = options.keepGuard === true ? [] : columnsWithTextPrefix(names.length, rest);
  const notices = [...headerNotices, ...markedColumns.map((column) => textPrefixNotice(names[column] ?? ''))];
  const rowPattern = inferRowPattern(names.length, rest);
  const blanks = new BlankRowCounter();
  const withData = new RowsWithData(rowPattern, blanks);
  const take = (rows: Row[]): Row[] => {
    stripTextPrefix(rows, markedColumns);
    const last = rows.at(-1);
    if (last !== undefined && last === records.unended && last.cells.length < names.length) {
      if (rowPattern.trimsBlanks) notices.push(shortLastLineNotice(last, rowPattern));
      else rows[rows.length - 1] = markCutShort(last, rowPattern);
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
      // The rows before an error are yielded all the same.
      if (withData.isWaiting) yield withData.end();
      throw error;
    }
    if (withData.isWaiting) yield withData.end();
    const blankRows = blanks.notice();
    if (blankRows !== undefined) notices.push(blankRows);
    if (scanned?.isDetected) {
      notices.push(
        t`The file is not UTF-8; it was read as ${text.encoding}. If names look wrong, set source.encoding in the mapping.`,
      );
    }
  }

  function split(): ReturnType<NonNullable<SplittableTable['split']>> {
    const shared = withData.isWaiting ? undefined : records.split(names.length);
    if (shared === undefined) return undefined;
    const { chunks, resume } = shared;
    let { line } = shared;
    return {
      format: { format: 'csv', delimiter, rowPattern, unescapes: options.keepGuard !== true, markedColumns },
      next: () => chunks.next(),
      acknowledge(facts) {
        chunks.acknowledge();
        const before = line - 1;
        blanks.add(facts.blanks, before);
        line += facts.end;
        return before;
      },
      end: () => resume(chunks.requeue(), line),
    };
  }

  return {
    path,
    format: 'csv',
    header: names,
    headerRow: header.number,
    get detected() {
      return { [phrase('encoding')]: text.encoding, [phrase('delimiter')]: delimiterName(delimiter) };
    },
    style: {
      delimiter,
      lineBreak: records.lineBreak,
      marked: text.marked,
      // Spreadsheet programs recognise UTF-8 by its mark; a file in another encoding was read without one.
      bom: text.marked || text.encoding !== 'utf-8',
    },
    notices,
    batches,
    split,
    close: () => source.close(),
  };
}

function noHeader(path: string, line: number | undefined): FileError {
  if (line === undefined) return new FileError('no-header', path, FILE_MESSAGES['no-header'].text.empty());
  return new FileError('no-header', path, FILE_MESSAGES['no-header'].text.badLine(), { line });
}

function textPrefixNotice(name: string): string {
  return t`Column "${name}": the ' before its digits, which marks them as text in spreadsheets, is removed.`;
}

function shortLastLineNotice({ number, cells }: Row, { width }: RowPattern): string {
  return t`Line ${number}, the last one, has ${cells.length} of ${width} cells and no line break; the others are read as blank. If the file was cut off there, fetch it again.`;
}

/** The last row with a problem, since the file may end in the middle of it. */
function markCutShort(row: Row, { width }: RowPattern): Row {
  const message = ROW_MESSAGES['ragged-row'].text.cutShort(row.cells.length, width);
  return { ...row, problems: [...(row.problems ?? []), { code: 'ragged-row', message }] };
}

const BACKSLASH = '\\';

/** The result of reading all records once. */
interface RecordCheck {
  /** How many rows are not well-formed, or wider than the first one. */
  readonly bad: number;
  /** The line of the first of them, or where reading failed. */
  readonly line: number | undefined;
}

/**
 * Fails for a file that has a backslash before quotes inside quoted cells, and says how to read it, instead of rejecting its rows
 * one by one. It is such a file if all rows are well-formed with the backslash as escape, and only then.
 */
async function checkEscapes(source: ByteSource, options: SourceOptions, scanned: ScannedText): Promise<void> {
  const { reopen, path } = source;
  if (!scanned.holdsEscapedQuote || options.escape !== undefined || reopen === undefined) return;
  const doubled = await checkRecords(reopen, options, scanned);
  if (doubled.bad === 0) return;
  const escaped = await checkRecords(reopen, { ...options, escape: BACKSLASH }, scanned);
  if (escaped.bad > 0) return;
  throw new FileError('escaped-quotes', path, FILE_MESSAGES['escaped-quotes'].text.backslash(), {
    ...(doubled.line !== undefined && { line: doubled.line }),
    remedy: { escape: BACKSLASH },
  });
}

async function checkRecords(
  reopen: NonNullable<ByteSource['reopen']>,
  options: SourceOptions,
  scanned: ScannedText,
): Promise<RecordCheck> {
  const source = await reopen();
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
