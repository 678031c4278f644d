/**
 * sobot-etl as a library: what the commands do, for programs. Nothing is read from the environment, and nothing is
 * written to the terminal.
 */
export type { ExportSummary } from './export/summary.ts';
export { FileError } from './files/index.ts';
export type { ImportSummary } from './import/summary.ts';
export { LedgerError } from './ledger/index.ts';
export type { Connection } from './library/connection.ts';
export { type CallOptions, createClient, type SobotClient } from './library/create-client.ts';
export { type ExportOptions, exportStream } from './library/export-stream.ts';
export { type ImportOptions, importFile } from './library/import-file.ts';
export { MappingError } from './mapping/index.ts';
export { endpoints } from './sobot/endpoints/index.ts';
export { SobotError } from './sobot/errors/sobot-error.ts';
