import type { Writable } from 'node:stream';
import { counted, t } from '../../words/index.ts';
import { FileError } from '../file-error.ts';
import { columnLetters } from '../header.ts';
import { FILE_MESSAGES } from '../messages.ts';
import type { ByteSink } from '../out/atomic-file.ts';
import { openSink } from '../out/open-sink.ts';
import { type OutColumn, type OutValue, outText, type RowWriter } from '../out/row-writer.ts';
import {
  CELL_STYLE,
  cellXml,
  listingParts,
  MAX_CELL_CHARS,
  MAX_SHEET_BYTES,
  MAX_SHEET_ROWS,
  rowAttributes,
  sheetClosing,
  sheetName,
  sheetOpening,
  type WrittenSheet,
} from './workbook-xml.ts';
import { escapeText } from './xml-escaping.ts';
import { type ZipEntryWriter, ZipWriter } from './zip-writer.ts';

/** How an XLSX file is written. */
export interface XlsxWriterOptions {
  readonly sheetName?: string;
  /** The most rows of a sheet, header included; lower in tests only. */
  readonly maxSheetRows?: number;
}

const MAX_SHEET_COLUMNS = 16_384;
const ROWS_PER_PIECE = 500;
/** The most bytes of a UTF-16 unit in UTF-8. */
const MAX_BYTES_PER_UNIT = 3;

/** Writes XLSX in constant memory: text cells for text, real numbers and dates, a frozen bold header with a filter. */
export async function openXlsxWriter(
  target: string | Writable,
  columns: readonly OutColumn[],
  options: XlsxWriterOptions = {},
): Promise<RowWriter> {
  if (columns.length > MAX_SHEET_COLUMNS) {
    throw new FileError(
      'too-many-columns',
      typeof target === 'string' ? target : '-',
      FILE_MESSAGES['too-many-columns'].text.written(columns.length, MAX_SHEET_COLUMNS),
    );
  }
  return new XlsxWriter(await openSink(target), columns, options);
}

class XlsxWriter implements RowWriter {
  readonly #sink: ByteSink;
  readonly #zip: ZipWriter;
  readonly #columns: readonly OutColumn[];
  readonly #letters: readonly string[];
  readonly #name: string;
  readonly #maxRows: number;
  readonly #sheets: WrittenSheet[] = [];
  readonly #tooLong: string[] = [];
  #tooLongCount = 0;
  #entry: ZipEntryWriter | undefined;
  #widths: readonly number[] | undefined;
  #sheetRows = 0;
  #rows = 0;
  #bytes = Buffer.alloc(0);

  constructor(sink: ByteSink, columns: readonly OutColumn[], options: XlsxWriterOptions) {
    this.#sink = sink;
    this.#zip = new ZipWriter(sink);
    this.#columns = columns;
    this.#letters = columns.map((_column, at) => columnLetters(at));
    this.#name = sheetName(options.sheetName ?? 'Export');
    this.#maxRows = options.maxSheetRows ?? MAX_SHEET_ROWS;
  }

  async write(rows: readonly (readonly OutValue[])[]): Promise<void> {
    this.#widths ??= columnWidths(this.#columns, rows.slice(0, 200));
    for (let at = 0; at < rows.length; ) {
      const entry = await this.#openSheet();
      const count = Math.min(ROWS_PER_PIECE, rows.length - at, this.#maxRows - this.#sheetRows);
      await entry.write(this.#rowBytes(rows.slice(at, at + count)));
      at += count;
      this.#rows += count;
      if (this.#sheetRows >= this.#maxRows || entry.size > MAX_SHEET_BYTES) await this.#closeSheet();
    }
  }

  async commit() {
    this.#widths ??= columnWidths(this.#columns, []);
    if (this.#sheets.length === 0) await this.#openSheet();
    await this.#closeSheet();
    for (const [name, xml] of listingParts(this.#sheets)) await this.#zip.add(name, xml);
    await this.#zip.end();
    await this.#sink.commit();
    return { paths: [this.#sink.path], rows: this.#rows, bytes: this.#sink.bytes, notices: this.#notices() };
  }

  async discard(): Promise<void> {
    this.#zip.abort();
    await this.#sink.discard();
  }

  /** Row by row, since joining short texts to long ones costs more than writing them. */
  #rowBytes(rows: readonly (readonly OutValue[])[]): Buffer {
    let length = 0;
    for (const row of rows) {
      const xml = this.#rowXml(row, ++this.#sheetRows);
      const most = length + xml.length * MAX_BYTES_PER_UNIT;
      if (most > this.#bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(most, this.#bytes.length * 2));
        this.#bytes.copy(larger, 0, 0, length);
        this.#bytes = larger;
      }
      length += this.#bytes.write(xml, length);
    }
    return Buffer.from(this.#bytes.subarray(0, length));
  }

  #rowXml(row: readonly OutValue[], number: number): string {
    const common = rowAttributes(number);
    let xml = `<row r="${common.number}">`;
    for (let at = 0; at < this.#columns.length; at++) {
      xml += cellXml(this.#letters[at] as string, common, row[at], this.#columns[at]?.kind, this.#noteTooLong);
    }
    return `${xml}</row>`;
  }

  readonly #noteTooLong = (reference: string, length: number): void => {
    this.#tooLongCount++;
    if (this.#tooLong.length < 10) this.#tooLong.push(`${reference} (${length})`);
  };

  async #openSheet(): Promise<ZipEntryWriter> {
    if (this.#entry !== undefined) return this.#entry;
    const number = this.#sheets.length + 1;
    this.#entry = await this.#zip.open(`xl/worksheets/sheet${number}.xml`);
    this.#sheetRows = 1;
    const header = this.#columns.map(
      ({ name }, at) =>
        `<c r="${this.#letters[at]}1" s="${CELL_STYLE.header}" t="inlineStr"><is><t xml:space="preserve">${escapeText(name.slice(0, MAX_CELL_CHARS))}</t></is></c>`,
    );
    const isText = this.#columns.map(({ kind }) => kind === 'text');
    const opening = sheetOpening(this.#widths ?? [], isText, number === 1);
    await this.#entry.write(Buffer.from(`${opening}<row r="1">${header.join('')}</row>`));
    return this.#entry;
  }

  async #closeSheet(): Promise<void> {
    if (this.#entry === undefined) return;
    const number = this.#sheets.length + 1;
    const filter = `$A$1:$${columnLetters(Math.max(0, this.#columns.length - 1))}$${this.#sheetRows}`;
    await this.#entry.write(Buffer.from(sheetClosing(filter)));
    await this.#entry.end();
    this.#entry = undefined;
    this.#sheets.push({ name: sheetName(this.#name, number), filter });
  }

  #notices(): string[] {
    const notices: string[] = [];
    if (this.#sheets.length > 1)
      notices.push(
        t`The rows fill ${this.#sheets.length} sheets: ${this.#sheets.map(({ name }) => `"${name}"`).join(', ')}.`,
      );
    if (this.#tooLongCount > 0) {
      const more = this.#tooLongCount > this.#tooLong.length ? ', …' : '';
      notices.push(
        t`${counted(this.#tooLongCount, 'cell was', 'cells were')} cut to ${MAX_CELL_CHARS} characters, the maximum of XLSX: ${this.#tooLong.join(', ')}${more}. CSV and JSONL have no such limit.`,
      );
    }
    return notices;
  }
}

const MIN_WIDTH_CHARS = 8;
const MAX_WIDTH_CHARS = 60;
const WIDE_CHARACTERS =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

/** Column widths, in characters, that show the names and the values of the given rows completely. */
function columnWidths(columns: readonly OutColumn[], rows: readonly (readonly OutValue[])[]): number[] {
  return columns.map(({ name }, at) => {
    let width = shownWidth(name) + 3;
    for (const row of rows) width = Math.max(width, shownWidth(outText(row[at])) + 1);
    return Math.min(MAX_WIDTH_CHARS, Math.max(MIN_WIDTH_CHARS, width));
  });
}

/** East Asian characters are twice as wide. */
function shownWidth(text: string): number {
  const line = text.slice(0, MAX_WIDTH_CHARS);
  return line.length + (line.match(WIDE_CHARACTERS)?.length ?? 0);
}
