import { BlankRows } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { findHeader, readHeader } from '../header.ts';
import type { Row } from '../row.ts';
import type { SharableTable } from '../sharing/share.ts';
import type { ByteSource } from '../source/byte-source.ts';
import type { SourceOptions } from '../source-options.ts';
import { readRecords } from './csv-records.ts';
import { delimiterName } from './detect-delimiter.ts';
import { maxColumns } from './record-limits.ts';
import { rowsWithData } from './rows-with-data.ts';

/** Opens CSV text: its header is read, its rows stream. */
export async function openCsv(source: ByteSource, options: SourceOptions): Promise<SharableTable> {
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
    const ready = rowsWithData(rest, names.length, blanks);
    if (ready.length > 0) yield ready;
    for await (const rows of records.batches) {
      const batch = rowsWithData(rows, names.length, blanks);
      if (batch.length > 0) yield batch;
    }
    const blankRows = blanks.notice();
    if (blankRows !== undefined) notices.push(blankRows);
    if (text.guessed) {
      notices.push(`The encoding was taken to be ${text.encoding}; if names look wrong, set source.encoding.`);
    }
  }

  function share(): ReturnType<NonNullable<SharableTable['share']>> {
    const shared = records.share();
    if (shared === undefined) return undefined;
    const { stretches, goOn } = shared;
    let { line } = shared;
    return {
      form: { format: 'csv', delimiter, width: names.length, takesGuardsOff: options.keepGuard !== true },
      next: () => stretches.next(),
      took(facts) {
        stretches.settled();
        const before = line - 1;
        blanks.add(facts.blanks, before);
        line += facts.end;
        return before;
      },
      end: () => goOn(stretches.giveBack(), line),
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
    notices,
    batches,
    share,
    close: () => source.close(),
  };
}

function noHeader(path: string, line: number | undefined): FileError {
  if (line === undefined) return new FileError('no-header', path, 'is empty; a line with column names is needed.');
  const message =
    'is blank, inside a cell, or not there, so it cannot be the header. Set source.header to the line with the column names.';
  return new FileError('no-header', path, message, { line });
}
