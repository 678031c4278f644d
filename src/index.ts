/**
 * sobot-etl as a library: the commands as functions. They read nothing from the environment and write nothing to the
 * terminal.
 */

export { endpoints } from './api/endpoints/index.ts';
export { type MirrorDiffOptions, type MirrorDiffSummary, mirrorDiff } from './app/change/mirror-diff.ts';
export {
  type MirrorRefreshOptions,
  type MirrorRefreshSummary,
  type MirrorView,
  mirrorStatus,
  refreshMirrorOf,
} from './app/change/refresh-tenant-mirror.ts';
export type { Connection } from './app/connection.ts';
export { type CallOptions, createClient, type SobotClient } from './app/create-client.ts';
export * from './app/errors.ts';
export { type ExportOptions, exportStream } from './app/export/export-stream.ts';
export type { InputRow } from './app/import/import-file.ts';
export { checkFile, type ImportOptions, importFile } from './app/import/import-file.ts';
export type { EndEvent, ProgressEvent, Reporter, RunEvent } from './app/reporter.ts';
export { type ResumeOptions, resumeRun } from './app/resume-run.ts';
export { type TagOptions, tagCustomers } from './app/tag-customers.ts';
export type { ExportSummary } from './export/index.ts';
export type { ImportSummary } from './import/index.ts';
export type { StreamName } from './streams/index.ts';
