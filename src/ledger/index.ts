export { Ledger, scopeOf } from './ledger.ts';
export { LedgerError } from './ledger-error.ts';
export type { Lock } from './lock.ts';
export type { KnownRow, RowIntent, RowLog, RowOutcome, StateCounts } from './row-log.ts';
export { type FinalState, ROW_STATES, type RowState } from './row-states.ts';
export { RUN_STAGES, type RunStage } from './run-stages.ts';
export type { NewRun, StoredRun } from './run-store.ts';
