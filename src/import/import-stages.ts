import type { RowOutcome } from '../ledger/index.ts';
import type { PendingRow, SendResult, UnknownOutcome } from './pending-row.ts';
import type { SourceRow } from './source-row.ts';

/*
 * The stages of an import, in the order in which rows pass them. `make-stages.ts` creates them and gives each the others that it
 * needs, without cycles: the reconciler sends rows again and records how they end. `import-pipeline.ts` passes rows from one to the
 * next.
 */

/** 1. Source: reads and maps the rows of a file, in the file's order, several at a time. */
export interface SourceStage {
  rows(): AsyncIterable<readonly SourceRow[]>;
}

/** What to do with a row: nothing, since it is complete; record its outcome; look up its unknown outcome; or send it. */
export type Admission =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'completed'; readonly outcome: RowOutcome }
  | UnknownOutcome
  | { readonly kind: 'send'; readonly row: PendingRow };

/** 2. Admit: decides about each row in turn. Returns a promise only if something has to be read first. */
export interface AdmitStage {
  /** Must be called before each row of a batch is admitted. */
  readAhead(batch: readonly SourceRow[], index: number): Promise<void> | undefined;
  admit(row: SourceRow): Admission | Promise<Admission>;
}

/** Rows to send in one request, or a row that need not be sent. */
export type Queued =
  | { readonly kind: 'call'; readonly rows: readonly PendingRow[] }
  | { readonly kind: 'completed'; readonly outcome: RowOutcome };

/** 3. Batch: queues rows so that several are filtered together and sent in one request. */
export interface BatchStage {
  /** Adds a row; returns what is ready now, in order. */
  add(row: PendingRow): readonly Queued[] | Promise<readonly Queued[]>;
  /** Returns what is still queued, a part at a time. */
  drain(): AsyncIterable<readonly Queued[]>;
}

/** 4. Send: sends the rows' requests. Rows for which nothing is yielded stay as the ledger has them, because the run stops. */
export interface SendStage {
  send(rows: readonly PendingRow[]): AsyncIterable<SendResult>;
}

/** 5. Reconcile: looks up the outcome of a row whose request was not answered. */
export interface ReconcileStage {
  /** Takes a row over; resolves once another can be taken. */
  reconcile(row: UnknownOutcome): Promise<void>;
  /** Resolves once no row is left. */
  drain(): Promise<void>;
}

/** 6. Record: writes outcomes to the ledger, the counters and the files. Errors: `RunStopped` if too many rows fail. */
export interface RecordStage {
  /** A row is complete without a request. */
  completeUnsent(outcome: RowOutcome): void;
  /** A row that was sent is complete. `isOutage`: it failed through no fault of its own. `isAccepted`: its request succeeded, whatever the row counts as. */
  completeSent(outcome: RowOutcome, isOutage: boolean, isAccepted?: boolean): void;
  /** A row was sent, and its outcome is being looked up. */
  markUnknown(row: UnknownOutcome): void;
}
