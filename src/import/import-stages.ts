import type { RowOutcome } from '../ledger/index.ts';
import type { PendingRow, SendResult, UnknownOutcome } from './pending-row.ts';
import type { SourceRow } from './source/mapped-rows.ts';

/*
 * The stages of an import, in the order in which rows pass them. `make-stages.ts` makes them, each with what it needs of the others,
 * and no two need each other: the reconciler sends rows again and records how they end. `import-pipeline.ts` hands rows from one
 * to the next.
 */

/** 1. Source: reads and maps the rows of a file, in the file's order, some at a time. */
export interface SourceStage {
  rows(): AsyncIterable<readonly SourceRow[]>;
}

/** What is to be done with a row: nothing, since it is settled; note its outcome; find out what became of it; or send it. */
export type Admission =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'settled'; readonly outcome: RowOutcome }
  | UnknownOutcome
  | { readonly kind: 'send'; readonly row: PendingRow };

/** 2. Admit: decides about each row in its turn. Answers a promise only where something has to be read first. */
export interface AdmitStage {
  admit(row: SourceRow): Admission | Promise<Admission>;
}

/** Rows to be sent in one call, or a row that need not be. */
export type Queued =
  | { readonly kind: 'call'; readonly rows: readonly PendingRow[] }
  | { readonly kind: 'settled'; readonly outcome: RowOutcome };

/** 3. Batch: holds rows back to be looked at together and to go in one call. */
export interface BatchStage {
  /** Takes a row; answers what is ready now, in its order. */
  add(row: PendingRow): readonly Queued[] | Promise<readonly Queued[]>;
  /** Answers what waits still, a part at a time. */
  drain(): AsyncIterable<readonly Queued[]>;
}

/** 4. Send: makes the rows' calls. Rows of which nothing is yielded are left as the ledger has them, since the run stops. */
export interface SendStage {
  send(rows: readonly PendingRow[]): AsyncIterable<SendResult>;
}

/** 5. Reconcile: finds out what became of a row whose call was not answered. */
export interface ReconcileStage {
  /** Takes a row over; resolves once there is room for another. */
  reconcile(row: UnknownOutcome): Promise<void>;
  /** Resolves once no row is left. */
  drain(): Promise<void>;
}

/** 6. Record: brings outcomes into the ledger, the counters and the files. Errors: `RunStopped`, where too many rows fail. */
export interface RecordStage {
  /** A row has come to its end without a call. */
  completeUnsent(outcome: RowOutcome): void;
  /** A row that was sent has come to its end. `isOutage`: it failed by no fault of its own. */
  completeSent(outcome: RowOutcome, isOutage: boolean): void;
  /** A row was sent, and what became of it is being found out. */
  markUnknown(row: UnknownOutcome): void;
}
