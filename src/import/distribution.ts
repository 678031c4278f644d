import type { StateCounts } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/index.ts';
import type { PendingRow } from './pending-row.ts';
import type { RunStopped } from './run-guards.ts';

/** What the ledger stores with a row's outcome, besides the outcome. */
export interface OutcomeFacts {
  /** 64-bit hashes of the values that identify the row's customer, each in two halves. */
  readonly identities?: readonly number[] | undefined;
  /** The same of its values that no other row may have. */
  readonly uniqueValues?: readonly number[] | undefined;
  /** The text that the file has for the key, if a lookup turned it into something else. */
  readonly keyText?: string | undefined;
}

/** A row that another process is to send. */
export interface HandedRow {
  readonly pending: PendingRow;
  readonly facts: OutcomeFacts;
  /** Rows with the same one are sent one after the other: those of one record, or of one key. */
  readonly orderKey?: string | undefined;
}

/** How far the rows of a run are, whichever process sent them. */
export interface DistributedProgress {
  readonly counts: StateCounts;
  readonly requests: RequestCounts;
}

/** Hands the rows of a run out to other processes, which send them. */
export interface RowDistribution {
  /** What earlier processes of the run handed out and nobody has begun to send: the number of these rows. */
  readonly handedOutBefore: number;
  /** Takes the rows of one request; resolves once the next can be taken. Errors: `RunStopped`, `LedgerError`. */
  handOut(rows: readonly HandedRow[]): Promise<void>;
  /**
   * Waits until all rows that were handed out are settled, or, if the run stops, until nobody sends any more. Returns why the run
   * stops, if another process has stopped it. Errors: `LedgerError`.
   */
  finish(end: { readonly isReadToEnd: boolean; readonly reason: RunStopped | undefined }): Promise<RunStopped | undefined>;
  /** What the database says now. */
  progress(): DistributedProgress;
}
