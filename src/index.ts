/**
 * sobot-etl as a library: what the commands do, for programs. Nothing is read from the environment, and nothing is
 * written to the terminal.
 */
export type { ExportSummary } from './export/summary.ts';
export type { ImportSummary } from './import/summary.ts';
export type { Connection } from './library/connection.ts';
export { type CallOptions, createClient, type SobotClient } from './library/create-client.ts';
export * from './library/errors.ts';
export { type ExportOptions, exportStream, type StreamName } from './library/export-stream.ts';
export { checkFile, type ImportOptions, importFile } from './library/import-file.ts';
export type { InputRow } from './library/input-rows.ts';
export { type ResumeOptions, resumeRun } from './library/resume-run.ts';
export type { EndEvent, ProgressEvent, Reporter, RunEvent } from './library/run-options.ts';
export { type TagOptions, tagCustomers } from './library/tag-customers.ts';
export { endpoints } from './sobot/endpoints/index.ts';
