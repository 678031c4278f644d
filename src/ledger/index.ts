export type { AuditEvent } from './audit-trail.ts';
export { GroupCommit } from './group-commit.ts';
export type { KnownKey } from './known-keys.ts';
export { inspectDatabase, type Ledger, lockFolder, openLedger, scopeOf } from './ledger.ts';
export { asLedgerError, LedgerError } from './ledger-error.ts';
export type { LeftOutCells } from './left-out-cells.ts';
export { LEDGER_MESSAGES } from './messages.ts';
export type { DatabaseFacts } from './postgres/inspect-database.ts';
export type { PostgresConnection } from './postgres/postgres-connection.ts';
export type { PostgresDatabase } from './postgres/postgres-database.ts';
export { rejectPasswordInFlag } from './postgres/postgres-url.ts';
export { type CellChange, type CellValue, type RowChange, tagCell, tagOfCell } from './row-change.ts';
export { type RowLog, type RowLogListener, RowTakenOver, type StateCounts, type StoredCause } from './row-log.ts';
export type { KnownRow, RowFacts, RowOutcome, StoredCell } from './row-record.ts';
export { ERROR_STATES, type FinalState, isOpen, MERGED_CODE, needsReview, type RowState } from './row-record.ts';
export type { RowFence } from './row-writer.ts';
export type { NewRun, StoredRun } from './run-store.ts';
export { RUN_STATUSES, type RunStatus } from './run-store.ts';
export type { Claim, ClaimConflict, IdentityGroup, IdentityValues, ValueOwner } from './sent-keys.ts';
export type { Lock, SqlConnection, SqlDatabase } from './sql.ts';
export { tryLock } from './sqlite/file-locks.ts';
export { inspectLedger } from './sqlite/inspect-ledger.ts';
export {
  createFolder,
  createPrivateFile,
  migrateDatabase,
  schemaVersion,
  useWriteAheadLog,
} from './sqlite/sqlite-file.ts';
export type { StoredChange, StoredChanges } from './stored-changes.ts';
export type { AuditProblem, AuditReport } from './verify-audit.ts';
