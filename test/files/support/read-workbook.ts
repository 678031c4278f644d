import { expect } from 'vitest';
import { type Cell, FileError, openTable, type SourceOptions } from '../../../src/files/index.ts';
import { type ReadTable, readAll } from './read-all.ts';
import type { TemporaryFolder } from './temporary-folder.ts';
import { type TestSheet, type TestWorkbook, workbook } from './workbook.ts';

/** Makes a workbook in the folder and reads it. */
export type WorkbookReader = (
  sheets: readonly TestSheet[],
  parts?: TestWorkbook,
  options?: SourceOptions,
) => Promise<ReadTable>;

export function workbookReader(folder: TemporaryFolder): WorkbookReader {
  return async (sheets, parts = {}, options = {}) =>
    readAll(await openTable(await folder.put(workbook(sheets, parts), '.xlsx'), options));
}

/** The error that reading ends with. */
export async function fileError(reading: Promise<unknown>): Promise<FileError> {
  const error = await reading.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FileError);
  return error as FileError;
}

/** The cells of a sheet with one row below its header, by the XML of that row. */
export async function rowCells(read: WorkbookReader, xml: string, parts: TestWorkbook = {}): Promise<readonly Cell[]> {
  const names = ['a', 'b', 'c'].map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`);
  const { rows } = await read([{ rows: `<row r="1">${names.join('')}</row><row r="2">${xml}</row>` }], parts);
  return rows[0]?.cells ?? [];
}
