import { counted, t } from '../../words/index.ts';
import { columnLetters } from '../header.ts';
import { openSink } from '../out/open-sink.ts';
import type { WrittenFiles } from '../out/row-writer.ts';
import {
  REPORT_STYLES_XML,
  type ReportColumn,
  reportRowXml,
  reportSheetClosing,
  reportSheetOpening,
} from './report-sheet-xml.ts';
import {
  listingParts,
  MAX_CELL_CHARS,
  MAX_SHEET_BYTES,
  MAX_SHEET_ROWS,
  sheetName,
  type WrittenSheet,
} from './workbook-xml.ts';
import { ZipWriter } from './zip-writer.ts';

/** A cell of a report: a text, shown as it is, or a number. */
export type ReportCell = string | number | undefined;

/** A sheet for people: a coloured header that stays in view, filters, and lines that stream. */
export interface ReportSheet {
  readonly name: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: Iterable<readonly ReportCell[]> | AsyncIterable<readonly ReportCell[]>;
  /** The colour of its tab, as ARGB. */
  readonly tabColour: string;
  /** A sheet without filters: a list of names and values. */
  readonly unfiltered?: true;
}

/** A workbook for people. */
export interface ReportWorkbook {
  readonly sheets: readonly ReportSheet[];
  /** Properties of the document. */
  readonly title: string;
  readonly keywords: string;
  /** The most rows of a sheet, header included; lower in tests only. */
  readonly maxSheetRows?: number;
}

const ROWS_PER_PIECE = 200;

/**
 * Writes a workbook of several sheets in constant memory. It replaces an existing file when it is complete. Lines beyond the limit
 * of a sheet go to another, `Changes 2` after `Changes`, and longer texts than a cell holds are cut; notices say so.
 * Errors: `FileError` if it cannot be written; what the rows throw.
 */
export async function writeReportWorkbook(path: string, workbook: ReportWorkbook): Promise<WrittenFiles> {
  const { sheets, title, keywords, maxSheetRows = MAX_SHEET_ROWS } = workbook;
  const sink = await openSink(path);
  const zip = new ZipWriter(sink);
  try {
    const written: WrittenSheet[] = [];
    const notices: string[] = [];
    let rows = 0;
    for (const sheet of sheets) {
      const { names, count, cut } = await writeSheet(zip, sheet, written, maxSheetRows);
      rows += count;
      if (names.length > 1) notices.push(moreSheetsNotice(sheet.name, names));
      if (cut > 0) notices.push(cutNotice(sheet.name, cut));
    }
    const properties = { title, keywords };
    for (const [name, xml] of listingParts(written, { styles: REPORT_STYLES_XML, properties }))
      await zip.add(name, xml);
    await zip.end();
    await sink.commit();
    return { paths: [sink.path], rows, bytes: sink.bytes, notices };
  } finally {
    zip.abort();
    await sink.discard();
  }
}

/** Writes one sheet, and the further ones that its rows need, to `written`. */
async function writeSheet(
  zip: ZipWriter,
  { name, columns, rows, tabColour, unfiltered }: ReportSheet,
  written: WrittenSheet[],
  maxSheetRows: number,
): Promise<{ names: string[]; count: number; cut: number }> {
  const names: string[] = [];
  const open = async () => {
    const entry = await zip.open(`xl/worksheets/sheet${written.length + 1}.xml`);
    await entry.write(Buffer.from(reportSheetOpening(columns, tabColour, written.length === 0)));
    return entry;
  };
  let entry = await open();
  let sheetRows = 1;
  let count = 0;
  let cut = 0;
  let piece: string[] = [];
  const flush = async (): Promise<void> => {
    await entry.write(Buffer.from(piece.join('')));
    piece = [];
  };
  const close = async (): Promise<void> => {
    await flush();
    const filter = unfiltered ? undefined : `$A$1:$${columnLetters(columns.length - 1)}$${sheetRows}`;
    await entry.write(Buffer.from(reportSheetClosing(columns, filter, sheetRows)));
    await entry.end();
    const full = sheetName(names.length === 0 ? name : `${name} ${names.length + 1}`);
    names.push(full);
    written.push({ name: full, ...(filter !== undefined && { filter }) });
  };
  for await (const cells of rows) {
    if (sheetRows >= maxSheetRows || entry.size > MAX_SHEET_BYTES) {
      await close();
      entry = await open();
      sheetRows = 1;
    }
    piece.push(reportRowXml(columns, ++sheetRows, cells));
    for (const cell of cells) if (typeof cell === 'string' && cell.length > MAX_CELL_CHARS) cut++;
    count++;
    if (piece.length === ROWS_PER_PIECE) await flush();
  }
  await close();
  return { names, count, cut };
}

function moreSheetsNotice(name: string, names: readonly string[]): string {
  const all = names.map((each) => `"${each}"`).join(', ');
  return t`The lines of "${name}" fill ${names.length} sheets: ${all}.`;
}

function cutNotice(name: string, cut: number): string {
  return t`${counted(cut, 'cell', 'cells')} of "${name}" ${cut === 1 ? 'was' : 'were'} cut to ${MAX_CELL_CHARS} characters, the maximum of XLSX.`;
}
