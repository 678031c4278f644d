import { readRecords } from './csv/csv-records.ts';
import { isBlankRow } from './header.ts';
import { cellText, type Row } from './row.ts';
import { type ByteSource, gunzip, openBytes } from './source/byte-source.ts';
import { looksLikeJson, sniff } from './source/sniff.ts';
import type { SourceOptions } from './source-options.ts';
import { type ScannedText, scanText } from './text/scan-text.ts';

/** The beginning of a text file or a sheet: the rows that may be its header, and those that follow. */
export interface FirstRows {
  /** The sheet's name; absent for a text file. */
  readonly sheet?: string;
  /** The rows that are not blank, their cells trimmed, without blank cells at the end. */
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
}

/** Titles and notes above a table have fewer rows. */
export const MAX_TITLE_ROWS = 30;
const MAX_SHEETS = 20;

/**
 * Reads the first rows of a file; of a workbook those of each visible sheet, the default one first. Returns an empty list for a
 * file without such rows, such as JSONL, or one that cannot be read.
 */
export async function readFirstRows(path: string, options: SourceOptions): Promise<readonly FirstRows[]> {
  const opened = await openText(path, options);
  if (opened === 'workbook') return readSheets(path);
  if (opened === undefined) return [];
  const { source, scanned } = opened;
  try {
    const { batches } = await readRecords(source, options, scanned);
    return [{ rows: await take(batches) }];
  } finally {
    await source.close();
  }
}

async function readSheets(path: string): Promise<FirstRows[]> {
  const { openZip } = await import('./xlsx/zip-archive.ts');
  const { openSheet } = await import('./xlsx/open-sheet.ts');
  const zip = await openZip(path);
  try {
    const first = await openSheet(path, zip, {});
    const sheets: FirstRows[] = [{ sheet: first.name, rows: await take(first.batches) }];
    for (const name of first.others.slice(0, MAX_SHEETS)) {
      const { batches } = await openSheet(path, zip, { sheet: name });
      sheets.push({ sheet: name, rows: await take(batches) });
    }
    return sheets;
  } finally {
    zip.close();
  }
}

async function take(batches: AsyncGenerator<readonly Row[], void, undefined>): Promise<FirstRows['rows']> {
  const rows: { number: number; cells: readonly string[] }[] = [];
  try {
    for await (const batch of batches) {
      for (const { number, cells } of batch) {
        if (number > MAX_TITLE_ROWS * 2 || rows.length >= MAX_TITLE_ROWS * 2) return rows;
        if (!isBlankRow(cells)) rows.push({ number, cells: trimmed(cells.map((cell) => cellText(cell).trim())) });
      }
    }
  } catch {
    // Errors further down are reported when the file is read.
  }
  return rows;
}

function trimmed(cells: string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

/** A text whose rows are lines of cells, scanned. */
interface OpenedText {
  readonly source: ByteSource;
  readonly scanned: ScannedText | undefined;
}

/** Opens a text file; returns 'workbook' for a workbook, and undefined for any other file. */
async function openText(path: string, options: SourceOptions): Promise<OpenedText | 'workbook' | undefined> {
  let source = await openBytes(path);
  try {
    if (sniff(source.head) === 'gzip') source = await gunzip(source);
    const content = sniff(source.head);
    if (content === 'text' && !looksLikeJson(path, source.head)) {
      return { source, scanned: source.reopen && (await scanText(source.reopen, options.encoding)) };
    }
    await source.close();
    return content === 'zip' && source.file !== undefined ? 'workbook' : undefined;
  } catch (error) {
    await source.close();
    throw error;
  }
}
