export { type DuplicatePolicy, type FindSentKeys, indexLastRows } from './admit/duplicates.ts';
export type { FindEarlierRows, OtherRecords } from './admit/unique-values.ts';
export type {
  DistributedProgress,
  DistributionListener,
  HandedRow,
  OutcomeFacts,
  ReturnedRow,
  RowDistribution,
} from './distribution.ts';
export { columnPositions, type EarlierRuns, type FindRows } from './errors-file/earlier-run.ts';
export { createErrorsWorkbook } from './errors-file/errors-workbook.ts';
export { errorFileOrigin, isErrorFile, openRows } from './errors-file/open-errors-file.ts';
export { HandedPart, HandedRows, type RunColumns, runColumnsOf } from './handed-rows.ts';
export type { CollisionPolicy, EarlierOwners, ReceivedIds } from './identity/collisions.ts';
export type { IdentityJob } from './identity/identity.ts';
export type { IdentityRules } from './identity/identity-hashes.ts';
export { readSharedValues } from './identity/placeholders.ts';
export type { ImportCommand, ImportJob, OtherRuns, RunLedger } from './import-job.ts';
export { type RunningImport, startImport } from './import-pipeline.ts';
export { IMPORT_MESSAGES } from './messages.ts';
export type { CountedOutcome, FilterResult, PendingRow, PreSendFilter, SavedRow } from './pending-row.ts';
export { canLookUp, type FindRivals, nameOfCustomer } from './reconcile/customer-lookup.ts';
export {
  emptyRowCounts,
  errorCount,
  type FailureCause,
  ROW_COUNTERS,
  type RowCounter,
  type RowCounts,
} from './record/counters.ts';
export { createInMemoryRowLog } from './record/import-row-log.ts';
export { type EditCounts, EditedRows } from './round-trip/edited-rows.ts';
export {
  createRunFolder,
  errorsWorkbookPath,
  type ResultColumns,
  type RunFilePaths,
  RunFiles,
  runFilePaths,
  storedCellText,
} from './run-files.ts';
export { asRunStopped, type ErrorLimit, errorLimitReached, RunFailure, RunStopped } from './run-guards.ts';
export { ensureGroup, ensureTag } from './send/existing-tags.ts';
export { type ParallelReading, RecordingLookups } from './source/chunk-mapper.ts';
export { mappedBatches, mappedRows, type RowSource } from './source/mapped-rows.ts';
export type { ImportSummary, Tagging } from './summary.ts';
export { UpstreamResults } from './upstream-results.ts';
