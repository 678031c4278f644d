import { counted, phrase, t } from '../../words/index.ts';
import { BlankRowCounter } from '../blank-rows.ts';
import { FileError } from '../file-error.ts';
import { columnLetters, findHeader, isBlankRow, readHeader } from '../header.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { Row } from '../row.ts';
import type { SourceOptions } from '../source-options.ts';
import type { SplittableTable } from '../splittable-table.ts';
import { type OpenSheet, openSheet } from './open-sheet.ts';
import { fitRows, MAX_OUTSIDE_CELLS, rowNumbersOf } from './sheet-chunk-splitter.ts';
import type { SheetFacts } from './sheet-parser.ts';
import { openZip, type ZipArchive } from './zip-archive.ts';

/** Opens an XLSX file, or one that is in memory: its header is read, its rows stream. */
export async function openXlsx(path: string, options: SourceOptions, bytes?: Buffer): Promise<SplittableTable> {
  const zip = await openZip(path, bytes);
  try {
    const sheet = await openSheet(path, zip, options);
    return await sheetTable(path, zip, sheet, options);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function sheetTable(
  path: string,
  zip: ZipArchive,
  sheet: OpenSheet,
  options: SourceOptions,
): Promise<SplittableTable> {
  const found = await findHeader(sheet.batches, options.header);
  if (found === undefined || (options.header !== undefined && found.header.number !== options.header)) {
    throw noHeader(path, sheet, options.header);
  }
  const { header, rest } = found;
  while (isBlankRow(header.cells.slice(-1))) header.cells.pop();
  const { names, notices: headerNotices } = readHeader(path, header);
  const notices = [...headerNotices];
  if (sheet.others.length > 0 && options.sheet === undefined) {
    const others = sheet.others.map((name) => `"${name}"`).join(', ');
    notices.push(t`Sheet "${sheet.name}" was read; the workbook also has ${others}.`);
  }
  const blanks = new BlankRowCounter();
  const outside: string[] = [];

  async function* batches(): AsyncGenerator<readonly Row[], void, undefined> {
    const ready = fitRows(rest, names.length, blanks, outside);
    if (ready.length > 0) yield ready;
    for await (const rows of sheet.batches) {
      const batch = fitRows(rows, names.length, blanks, outside);
      if (batch.length > 0) yield batch;
    }
    const area = { width: names.length, headerRow: header.number, fillsMerged: options.merged === 'fill' };
    notices.push(...sheetNotices(sheet.facts, area, blanks.notice(), outside));
  }

  function split(): ReturnType<NonNullable<SplittableTable['split']>> {
    const shared = sheet.split();
    if (shared === undefined) return undefined;
    const { chunks, resume } = shared;
    const { formats, date1904 } = sheet;
    let { lastNumber } = shared;
    let lastAhead = lastNumber;
    let inOrder = true;
    let hiddenRows = 0;
    return {
      format: { format: 'xlsx', strings: sheet.strings.share(), formats, date1904, width: names.length },
      async next() {
        const text = inOrder ? await chunks.next() : undefined;
        const numbers = text === undefined ? undefined : rowNumbersOf(text);
        // Rows whose numbers are not ascending get new ones, which are known only when the rows are read in order.
        inOrder = numbers !== undefined && numbers.first > lastAhead;
        if (numbers === undefined || !inOrder) return undefined;
        lastAhead = numbers.last;
        return text;
      },
      acknowledge(facts) {
        chunks.acknowledge();
        blanks.add(facts.blanks, 0);
        outside.push(...facts.outside.slice(0, MAX_OUTSIDE_CELLS - outside.length));
        lastNumber = facts.end;
        hiddenRows += facts.hiddenRows;
        return 0;
      },
      end: () => resume(chunks.requeue(), lastNumber, hiddenRows),
    };
  }

  return {
    path,
    format: 'xlsx',
    header: names,
    headerRow: header.number,
    detected: { [phrase('sheet')]: sheet.name },
    get lastRow() {
      return sheet.facts.lastRow;
    },
    notices,
    batches,
    split,
    async close() {
      await sheet.batches.return();
      zip.close();
    },
  };
}

function noHeader(path: string, { name, others }: OpenSheet, row: number | undefined): FileError {
  const { emptySheet, badRow } = FILE_MESSAGES['no-header'].text;
  return new FileError('no-header', path, row === undefined ? emptySheet(name, others) : badRow(name, row));
}

/** Which part of a sheet is the table, and how it is read. */
interface TableArea {
  readonly width: number;
  readonly headerRow: number;
  readonly fillsMerged: boolean;
}

const MAX_MERGED_SHOWN = 3;

/** The notices about a sheet that was read. */
function sheetNotices(
  facts: SheetFacts,
  { width, headerRow, fillsMerged }: TableArea,
  blankRows: string | undefined,
  outside: readonly string[],
): string[] {
  const notices: string[] = [];
  if (blankRows !== undefined) notices.push(blankRows);
  if (facts.disorder !== undefined) {
    const { number, after } = facts.disorder;
    notices.push(
      t`The sheet's row numbers are not ascending (row ${number} follows row ${after}). From there on, its rows are numbered in order.`,
    );
  }
  if (facts.hiddenRows > 0)
    notices.push(t`${counted(facts.hiddenRows, 'hidden row was', 'hidden rows were')} read like the others.`);
  if (facts.hiddenColumns.length > 0) {
    const shown = facts.hiddenColumns.map(([first, last]) =>
      first === last ? columnLetters(first - 1) : t`${columnLetters(first - 1)} to ${columnLetters(last - 1)}`,
    );
    notices.push(t`Hidden columns were read like the others: ${shown.join(', ')}.`);
  }
  // Ranges above the header, or beside it, do not affect the rows.
  const merged = facts.merged.filter(({ bottom, left }) => bottom > headerRow && left < width);
  if (merged.length > 0) {
    const shown = merged.slice(0, MAX_MERGED_SHOWN).map(({ reference }) => reference);
    const ranges = `${shown.join(', ')}${merged.length > shown.length ? ', …' : ''}`;
    notices.push(
      fillsMerged
        ? t`${counted(merged.length, 'merged range has its', 'merged ranges have their')} value in every cell: ${ranges}.`
        : t`${counted(merged.length, 'merged range has its', 'merged ranges have their')} value in the first cell only: ${ranges}. The other cells are blank. To repeat the value in them, set source: { merged: fill } in the mapping.`,
    );
  }
  if (outside.length > 0) {
    const more = outside.length > 3 ? ', …' : '';
    notices.push(
      t`Cells right of the header's columns belong to no column and were skipped: ${outside.slice(0, 3).join(', ')}${more}.`,
    );
  }
  return notices;
}
