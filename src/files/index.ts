export { type CsvAppender, type CsvAppenderOptions, openCsvAppender } from './csv/csv-appender.ts';
export { FileError } from './file-error.ts';
export { openTable } from './open-table.ts';
export { openWriter, type WriterOptions } from './out/open-writer.ts';
export type { OutColumn, OutDate, OutValue } from './out/out-value.ts';
export type { RowWriter, WrittenFiles } from './out/row-writer.ts';
export { type Cell, cellText, type RichCell, type Row, type RowProblem, type Table } from './row.ts';
export type { SourceOptions } from './source-options.ts';
