export { Ledger, scopeOf } from './ledger.ts';
export { asLedgerError, LedgerError } from './ledger-error.ts';
export type { Lock } from './lock.ts';
export { makeFolder } from './make-folder.ts';
export type { RowLog, RowLogListener, StateCounts, StoredCause } from './row-log.ts';
export type { KeptCell, KnownRow, RowFacts, RowOutcome } from './row-record.ts';
export { ERROR_STATES, type FinalState, isOpen, type RowState } from './row-states.ts';
export { RUN_STAGES, type RunStage } from './run-stages.ts';
export type { NewRun, StoredRun } from './run-store.ts';
