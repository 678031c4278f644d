export { type CsvAppender, type CsvAppenderOptions, openCsvAppender } from './csv/csv-appender.ts';
export { FileError, shownPath } from './file-error.ts';
export { type FirstRows, MAX_TITLE_ROWS, readFirstRows } from './first-rows.ts';
export { columnLetters, ERROR_COLUMNS, inputColumnIndexes, isErrorColumn } from './header.ts';
export { FILE_MESSAGES } from './messages.ts';
export { openTable } from './open-table.ts';
export {
  type ByteSink,
  READABLE,
  removePartialFiles,
  replaceFile,
  replacePrivateFile,
  writeError,
} from './out/atomic-file.ts';
export { type LineAppender, openLineAppender } from './out/line-appender.ts';
export { openSink, waitForFifoReader } from './out/open-sink.ts';
export { openWriter, type WriterOptions } from './out/open-writer.ts';
export { requireAppendable } from './out/require-appendable.ts';
export type { OutColumn, OutDate, OutValue, RowWriter, WrittenFiles } from './out/row-writer.ts';
export { outText } from './out/row-writer.ts';
export { portableName } from './portable-name.ts';
export { looksGarbled } from './quality/garbled-text.ts';
export {
  type InspectedChunkFacts,
  type InspectedChunkFormat,
  type InspectedTable,
  type InspectOptions,
  inspectedChunkSplitter,
  inspectTable,
} from './quality/inspect-table.ts';
export { type DataIssue, ISSUE_KINDS, type IssueKind } from './quality/issue-log.ts';
export { foldPlaceholder, isNullWord, isPlaceholderWord } from './quality/placeholder-words.ts';
export {
  type Cell,
  cellText,
  derivedTable,
  type RichCell,
  type Row,
  type RowProblem,
  type Table,
  type TextStyle,
} from './row.ts';
export { ROW_MESSAGES } from './row-messages.ts';
export type { SourceOptions } from './source-options.ts';
export type { ChunkSplitter, SplittableTable } from './splittable-table.ts';
export { canonicalNumber } from './spreadsheet/number-spelling.ts';
export { SPREADSHEET_CHANGES, type SpreadsheetChange, spreadsheetChange } from './spreadsheet/spreadsheet-change.ts';
export { spreadsheetOriginals } from './spreadsheet/spreadsheet-originals.ts';
export {
  hasInvisible,
  showInvisible,
  withoutAnyInvisible,
  withoutControls,
  withoutInvisible,
} from './text/invisible-characters.ts';
export {
  type ErrorRow,
  type ErrorRowProblem,
  type ErrorsWorkbook,
  MAX_ERROR_ROWS,
  writeErrorsWorkbook,
} from './xlsx/errors-workbook.ts';
export type { ReportColumn } from './xlsx/report-sheet-xml.ts';
export { type ReportCell, type ReportSheet, writeReportWorkbook } from './xlsx/report-workbook.ts';
export {
  type TemplateCells,
  type TemplateWorkbook,
  writeTemplateWorkbook,
} from './xlsx/template-workbook.ts';
