export { type CsvAppender, type CsvAppenderOptions, openCsvAppender } from './csv/csv-appender.ts';
export { type DataIssue, ISSUE_KINDS, type IssueKind } from './damage/damage-kinds.ts';
export { type InspectedTable, type InspectOptions, inspectTable } from './damage/inspect-damage.ts';
export { looksGarbled } from './damage/mojibake.ts';
export { ERROR_COLUMNS, inputColumnIndexes, isErrorColumn } from './error-columns.ts';
export {
  type ErrorRow,
  type ErrorRowProblem,
  type ErrorsWorkbook,
  MAX_ERROR_ROWS,
  writeErrorsWorkbook,
} from './errors-workbook/write-errors-workbook.ts';
export { FileError, shownPath } from './file-error.ts';
export { type FirstRows, MAX_TITLE_ROWS, readFirstRows } from './first-rows.ts';
export { openTable } from './open-table.ts';
export { waitForFifoReader } from './out/fifo-reader.ts';
export { removePartialFiles } from './out/leftover-parts.ts';
export { openWriter, type WriterOptions } from './out/open-writer.ts';
export type { OutColumn, OutDate, OutValue } from './out/out-value.ts';
export { READABLE, replaceFile, replacePrivateFile } from './out/replace-file.ts';
export type { RowWriter, WrittenFiles } from './out/row-writer.ts';
export { type Cell, cellText, type RichCell, type Row, type RowProblem, type Table, type TextStyle } from './row.ts';
export {
  type InspectedChunkFacts,
  type InspectedChunkFormat,
  inspectedChunkSplitter,
} from './sharing/inspected-stretch.ts';
export type { ChunkSplitter, SplittableTable } from './sharing/share.ts';
export type { SourceOptions } from './source-options.ts';
export { canonicalNumber } from './spreadsheet/number-spelling.ts';
export { SPREADSHEET_CHANGES, type SpreadsheetChange, spreadsheetChange } from './spreadsheet/spreadsheet-change.ts';
export { spreadsheetOriginals } from './spreadsheet/spreadsheet-originals.ts';
