import type { KnownRow, StateCounts } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';
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
}

/** A row that was handed out, but not sent in time: it has to be compared with its record again. */
export interface ReturnedRow extends HandedRow {
  /** As it was before it was compared. */
  readonly pending: PendingRow;
}

/** How far a run is, whichever processes send its rows. */
export interface DistributedProgress {
  /** How many rows are in each state. */
  readonly counts: StateCounts;
  /** The requests of the other processes. */
  readonly requests: RequestCounts;
  /** How many rows have been answered since this process began, and the seconds between the first hand-out and the last answer. */
  readonly answered: { readonly rows: number; readonly seconds: number };
}

/** Is told what other processes do with the run. */
export interface DistributionListener {
  onProgress(progress: DistributedProgress): void;
  /** The run stops: a process has decided so, or too many rows have failed. */
  onStop(reason: RunStopped): void;
}

/** Hands the rows of a run out to other processes, which send them. Errors: `RunStopped`, `LedgerError`. */
export interface RowDistribution {
  /** How many rows earlier processes of the run have read: those in the ledger, and those that are handed out and untouched. */
  readonly readBefore: number;
  /** As the ledger last said. */
  readonly progress: DistributedProgress;
  start(listener: DistributionListener): void;
  /** The rows in a range, both ends included, that are handed out: others take care of them. */
  known(first: number, last: number): Promise<ReadonlyMap<number, KnownRow>>;
  /** Rows whose outcome is unknown will be handed out: until then, others with similar values cannot be distinguished from them. */
  expect(rows: readonly { readonly row: number; readonly payload: Payload }[]): Promise<void>;
  /** Takes the rows of one request; resolves once the next can be taken. Those with the same order key are sent one after the other. */
  handOut(rows: readonly HandedRow[], orderKey: string | undefined): Promise<void>;
  /** Takes back rows that were not sent in time. */
  takeReturned(): readonly ReturnedRow[];
  /**
   * Waits until all rows that were handed out are settled, or, if the run stops, until nobody sends any more. `admitAgain` is called
   * with rows that were not sent in time. Throws why the run stops, if another process has stopped it.
   */
  finish(
    isReadToEnd: boolean,
    reason: RunStopped | undefined,
    admitAgain: (rows: readonly ReturnedRow[]) => Promise<void>,
  ): Promise<void>;
}
