export type { AuditEvent } from './audit-trail.ts';
export type { Lock } from './database.ts';
export {
  createFolder,
  createPrivateFile,
  migrateDatabase,
  schemaVersion,
  tryLock,
  useWriteAheadLog,
} from './database.ts';
export { GroupCommit } from './group-commit.ts';
export { Ledger, scopeOf } from './ledger.ts';
export { asLedgerError, LedgerError } from './ledger-error.ts';
export { inspectLedger } from './maintenance.ts';
export { LEDGER_MESSAGES } from './messages.ts';
export { type CellChange, type CellValue, type RowChange, tagCell, tagOfCell } from './row-change.ts';
export type { RowLog, RowLogListener, StateCounts, StoredCause } from './row-log.ts';
export type { KnownRow, RowFacts, RowOutcome, StoredCell } from './row-record.ts';
export { ERROR_STATES, type FinalState, isOpen, MERGED_CODE, type RowState } from './row-record.ts';
export type { NewRun, StoredRun } from './run-store.ts';
export { RUN_STATUSES, type RunStatus } from './run-store.ts';
export type { Claim, ClaimConflict, IdentityGroup, IdentityValues, ValueOwner } from './sent-keys.ts';
export type { AuditProblem, AuditReport } from './verify-audit.ts';
