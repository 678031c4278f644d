import { Writable } from 'node:stream';
import type ExcelJS from 'exceljs';
import { t } from '../../words/index.ts';
import { ERROR_COLUMNS } from '../header.ts';
import { type ByteSink, writeError } from '../out/atomic-file.ts';
import { openSink } from '../out/open-sink.ts';
import type { WrittenFiles } from '../out/row-writer.ts';
import type { Cell, RichCell } from '../row.ts';
import { serialFromText, sheetName } from './workbook-xml.ts';
import { escapeControls } from './xml-escaping.ts';

/** A row that did not succeed: as it was read, with its problems. */
export interface ErrorRow {
  readonly number: number;
  readonly cells: readonly Cell[];
  readonly status: string;
  readonly problems: readonly ErrorRowProblem[];
}

/** A problem of a row. */
export interface ErrorRowProblem {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  /** Index of the offending cell, if one cell has the problem. */
  readonly column?: number;
  /** The cell's comment, if it differs from the message. */
  readonly note?: string;
}

/** The content of `errors.xlsx`. */
export interface ErrorsWorkbook {
  readonly sheet?: string;
  readonly header: readonly string[];
  readonly rows: Iterable<ErrorRow> | AsyncIterable<ErrorRow>;
}

/** The most rows of `errors.xlsx`: nobody corrects more by hand, and comments are kept in memory. */
export const MAX_ERROR_ROWS = 20_000;
const ROWS_PER_YIELD = 100;

const HEADER_FONT: Partial<ExcelJS.Font> = { bold: true };
const ERROR_FILL: ExcelJS.Fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } };

/**
 * Writes `errors.xlsx`: the input's rows that did not succeed with their offending cells coloured and commented, then the
 * columns of `errors.csv`. It can be corrected and imported as it is.
 */
export async function writeErrorsWorkbook(path: string, workbook: ErrorsWorkbook): Promise<WrittenFiles> {
  const { default: exceljs } = await import('exceljs');
  const sink = await openSink(path);
  try {
    const stream = sinkStream(sink);
    const failed = new Promise<never>((_done, fail) => stream.once('error', fail));
    failed.catch(() => undefined);
    const writer = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true });
    const rows = await Promise.race([addSheet(writer, workbook), failed]);
    await Promise.race([writer.commit(), failed]);
    await sink.commit();
    const notices = rows.more
      ? [t`errors.xlsx has only the first ${MAX_ERROR_ROWS} rows; errors.csv has all of them.`]
      : [];
    return { paths: [path], rows: rows.count, bytes: sink.bytes, notices };
  } catch (error) {
    await sink.discard();
    throw writeError(path, error);
  }
}

async function addSheet(
  writer: ExcelJS.stream.xlsx.WorkbookWriter,
  { sheet, header, rows }: ErrorsWorkbook,
): Promise<{ count: number; more: boolean }> {
  const names = [...header, ...ERROR_COLUMNS];
  const worksheet = writer.addWorksheet(sheetName(sheet ?? 'Errors'), { views: [{ state: 'frozen', ySplit: 1 }] });
  worksheet.columns = names.map((name) => ({ width: Math.min(40, Math.max(10, name.length + 3)) }));
  const headerRow = worksheet.addRow(names.map((name) => cellContent(name).value));
  headerRow.font = HEADER_FONT;
  headerRow.commit();
  let count = 0;
  let more = false;
  for await (const row of rows) {
    more = count === MAX_ERROR_ROWS;
    if (more) break;
    addRow(worksheet, header.length, row);
    // The zip is written between turns of the event loop; without these turns everything would stay in memory.
    if (++count % ROWS_PER_YIELD === 0) await new Promise((done) => setImmediate(done));
  }
  worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: count + 1, column: names.length } };
  worksheet.commit();
  return { count, more };
}

function addRow(worksheet: ExcelJS.Worksheet, width: number, { number, cells, status, problems }: ErrorRow): void {
  const join = (pick: (problem: ErrorRowProblem) => string): string =>
    [...new Set(problems.map(pick))].filter((text) => text !== '').join('; ');
  const own = Array.from({ length: width }, (_none, at) => cellContent(cells[at]));
  const added: CellContent[] = [
    number,
    status,
    join(({ field }) => field ?? ''),
    join(({ code }) => code),
    join(({ message }) => message),
  ].map((text) => (typeof text === 'number' ? { value: text } : cellContent(text)));
  const contents = [...own, ...added];
  const row = worksheet.addRow(contents.map(({ value }) => value));
  for (const [at, { format }] of contents.entries()) if (format !== undefined) row.getCell(at + 1).numFmt = format;
  for (const [at, messages] of byColumn(problems, width)) {
    const cell = row.getCell(at + 1);
    cell.fill = ERROR_FILL;
    cell.note = messages.join('\n');
  }
  row.commit();
}

/** Messages by the column of the cell that shows them: the offending one, or that of the row number. */
function byColumn(problems: readonly ErrorRowProblem[], width: number): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { column, message, note = message } of problems) {
    const at = column !== undefined && column < width ? column : width;
    found.set(at, [...new Set([...(found.get(at) ?? []), note])]);
  }
  return found;
}

function sinkStream(sink: ByteSink): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      sink.write(Buffer.from(chunk)).then(() => done(), done);
    },
  });
}

/** A value as exceljs wants it, and the number format that shows it as it was. */
interface CellContent {
  readonly value: ExcelJS.CellValue;
  readonly format?: string;
}

const TEXT_FORMAT = '@';
const MAX_TEXT_CHARS = 32_767;
const CLOCK_TIME = /^(\d+):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/;

/** A cell of the input as it is written to a workbook again. */
function cellContent(cell: Cell | undefined): CellContent {
  if (cell === undefined || cell === '') return { value: null };
  return typeof cell === 'string' ? text(cell) : rich(cell);
}

function rich({ kind, text: shown, value }: RichCell): CellContent {
  if (kind === 'boolean' && typeof value === 'boolean') return { value };
  if (kind === 'error') return { value: { error: shown as ExcelJS.CellErrorValue['error'] } };
  if (kind === 'number' && typeof value === 'number') {
    if (String(value) === shown) return { value };
    return shown.endsWith('%') ? { value, format: '0.##########%' } : text(shown);
  }
  if (kind === 'date' || kind === 'datetime') {
    const serial = serialFromText(shown);
    if (serial !== undefined) return { value: serial, format: kind === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss' };
  }
  const time = kind === 'time' ? CLOCK_TIME.exec(shown) : null;
  if (time === null) return text(shown);
  const [hours, minutes, seconds] = time.slice(1, 4).map(Number) as [number, number, number];
  return {
    value: (hours * 3600 + minutes * 60 + seconds + Number(`0.${time[4] ?? 0}`)) / 86_400,
    format: hours < 24 ? 'hh:mm:ss' : '[h]:mm:ss',
  };
}

function text(shown: string): CellContent {
  return { value: escapeControls(shown).slice(0, MAX_TEXT_CHARS), format: TEXT_FORMAT };
}
