import type { ReceivedIds } from '../identity/collisions.ts';
import type { Delivery, ImportRules, OtherRuns, RunControl, RunFacts } from '../import-job.ts';
import type { RecordStage } from '../import-stages.ts';
import type { PendingRow } from '../pending-row.ts';
import type { CreatedRecords } from '../reconcile/created-records.ts';
import { canLookUp, customerLookup, type FindRivals } from '../reconcile/customer-lookup.ts';
import { Reconciler } from '../reconcile/reconciler.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';
import type { RunFailure } from '../run-guards.ts';
import { KeyedMutex } from './concurrency-limiter.ts';
import { Sender } from './sender.ts';

/** The collaborators of a delivery. */
interface DeliveryParts {
  readonly run: RunFacts;
  readonly rules: Pick<ImportRules, 'identifiedBy' | 'again' | 'resendInDoubt'>;
  readonly ledger: OtherRuns;
  readonly control: RunControl;
  readonly delivery: Delivery;
  readonly log: ImportRowLog;
  readonly recorder: RecordStage;
  readonly failure: Pick<RunFailure, 'report'>;
  /** The ids that rows received, if the server decides which customer a row is. */
  readonly ids: ReceivedIds | undefined;
  /** Takes the records that are created. */
  readonly created: Pick<CreatedRecords, 'add'>;
  /** Where rows of unknown outcome wait for a record that is created later. */
  readonly waiting: CreatedRecords;
  /** Absent if no other process sends rows of the run. */
  readonly findRivals?: FindRivals | undefined;
}

/** Sends rows and settles those whose outcome is unknown: what follows once a row is admitted. */
export class RowDelivery {
  readonly sender: Sender;
  readonly reconciler: Reconciler;
  readonly #recorder: RecordStage;
  readonly #mutex = new KeyedMutex();

  constructor(parts: DeliveryParts) {
    const { run, rules, ledger, control, delivery, log, recorder, failure, ids, created, waiting, findRivals } = parts;
    const { dispatcher, breaker, lateMs } = delivery;
    const lookup = canLookUp(run.target) ? customerLookup({ run, ledger, ids, dispatcher, findRivals }) : undefined;
    const context = { run, rules, ledger, log, ids, dispatcher, control };
    this.sender = new Sender(context, breaker, lookup && created);
    const timing = { clock: control.clock, lateMs, stop: control.stop };
    const { sender } = this;
    const { resendInDoubt } = rules;
    this.reconciler = new Reconciler({ lookup, created: waiting, sender, recorder, failure, timing, resendInDoubt });
    this.#recorder = recorder;
  }

  /** Sends the rows of one request; those with the same order key one after the other. */
  deliver(rows: readonly PendingRow[], orderKey: string | undefined): Promise<void> {
    return orderKey === undefined ? this.#deliver(rows) : this.#mutex.run(orderKey, () => this.#deliver(rows));
  }

  async #deliver(rows: readonly PendingRow[]): Promise<void> {
    for await (const sent of this.sender.send(rows)) {
      if (sent.kind === 'completed') this.#recorder.completeSent(sent.outcome, sent.isOutage, sent.isAccepted);
      else if (sent.kind === 'unknown') await this.reconciler.reconcile(sent);
    }
  }
}

/** What the rows of a request have in common with others that must not be sent at the same time: rows with the same id, whatever their keys, and rows with the same key. */
export function orderKeyOf(
  rows: readonly PendingRow[],
  run: Pick<RunFacts, 'target'>,
  { duplicates }: Pick<ImportRules, 'duplicates'>,
): string | undefined {
  const [first, second] = rows;
  if (first === undefined || second !== undefined) return undefined;
  const { idField } = first.target ?? run.target;
  const id = idField === undefined ? undefined : first.payload[idField];
  return typeof id === 'string' ? id : duplicates.policy === 'all' ? first.key : undefined;
}
