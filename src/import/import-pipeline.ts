import type { RowOutcome } from '../ledger/index.ts';
import { Stopped } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';
import type { ImportJob } from './import-job.ts';
import type { Admission, Queued } from './import-stages.ts';
import { makeStages, type Stages } from './make-stages.ts';
import { IMPORT_MESSAGES } from './messages.ts';
import type { PendingRow } from './pending-row.ts';
import { IMPORT_POLICY } from './policy.ts';
import type { Counters } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import { storedCells } from './row-outcomes.ts';
import { asRunStopped, RunStopped } from './run-guards.ts';
import { KeyedMutex } from './send/concurrency-limiter.ts';
import type { SourceRow } from './source-row.ts';
import { type ImportSummary, summarize } from './summary.ts';

/** A run in progress: its counters can be watched. */
export interface RunningImport {
  readonly counters: Counters;
  readonly log: ImportRowLog;
  /** The first payloads that a check would send. */
  readonly samples: readonly Payload[];
  /** Resolves with the summary, also when the run stops early. */
  readonly finished: Promise<ImportSummary>;
}

/** Reads, maps and sends a file's rows; every row read ends in exactly one counter of the summary. Resolves once the run has begun. Errors: `LedgerError`. */
export async function startImport(job: ImportJob): Promise<RunningImport> {
  const stages = await makeStages(job);
  const finished = new ImportPipeline(job, stages).run();
  return { counters: stages.counters, log: stages.log, samples: stages.samples.payloads, finished };
}

/** Passes rows from stage to stage: source → admit → batch → send → reconcile → record. */
class ImportPipeline {
  readonly #job: ImportJob;
  readonly #stages: Stages;
  readonly #mutex = new KeyedMutex();
  readonly #startedAt: number;
  #isReadToEnd = false;

  constructor(job: ImportJob, stages: Stages) {
    this.#job = job;
    this.#stages = stages;
    this.#startedAt = job.control.clock.elapsed();
  }

  async run(): Promise<ImportSummary> {
    const { run, files, control } = this.#job;
    const { log, limiter, reconciler } = this.#stages;
    let reason: RunStopped | undefined;
    const recordFailure = (work: Promise<void>) =>
      work.catch((error: unknown) => {
        reason ??= asRunStopped(error);
        control.halt?.();
      });
    await recordFailure(this.#readAll());
    // Requests in flight may still succeed; their outcomes must be on disk before anything is reported.
    await recordFailure(limiter.drain());
    await recordFailure(reconciler?.drain() ?? Promise.resolve());
    await log.flush();
    await recordFailure(limiter.drain());
    if (!reason) await recordFailure(this.#verify());
    await recordFailure(files.complete(run.sequence === undefined ? undefined : log, control.cancel));
    const isComplete = this.#isReadToEnd && !reconciler?.hasUnresolved;
    return await summarize(this.#job, this.#stages, { startedAt: this.#startedAt, reason, isComplete });
  }

  /** Reads the rows and passes them on in the file's order. */
  async #readAll(): Promise<void> {
    const { source, admitter, identity, reconciler, queue, counters, log } = this.#stages;
    const { delivery, run, files } = this.#job;
    const { stop } = this.#job.control;
    try {
      // Once a value is sent it is too late to discover that too many rows share it. A check loads this only when needed.
      if (delivery) await identity?.load();
      // Rows that an earlier process left in doubt must be known before the first of them is looked up: two may match the same record.
      if (reconciler?.canAsk && run.isResumed) {
        for await (const { row, payload } of source.unresolvedRows(identity)) reconciler.expect(row, payload);
      }
      for await (const rows of source.rows()) {
        for (const [index, row] of rows.entries()) {
          if (stop?.aborted) return;
          const reading = admitter.readAhead(rows, index);
          if (reading) await reading;
          if (stop?.aborted) return;
          const backpressure = this.#admit(row);
          if (backpressure) await backpressure;
        }
        await files.ready();
        if (counters.rows.pending > IMPORT_POLICY.record.maxWaitingRows) await log.flush();
      }
      if (stop?.aborted) return;
      for await (const queued of queue.drain()) await this.#dispatchAll(queued);
      this.#isReadToEnd = true;
    } catch (error) {
      // A lookup was in flight when the run was asked to stop.
      if (!(error instanceof Stopped)) throw error;
    }
  }

  /** Returns a promise only if the reader has to wait. */
  #admit(row: SourceRow): Promise<void> | undefined {
    const admission = this.#stages.admitter.admit(row);
    return admission instanceof Promise
      ? admission.then((decided) => this.#afterAdmission(decided))
      : this.#afterAdmission(admission);
  }

  #afterAdmission(admission: Admission): Promise<void> | undefined {
    const { recorder, reconciler, queue } = this.#stages;
    switch (admission.kind) {
      case 'nothing':
        return undefined;
      case 'completed':
        recorder.completeUnsent(admission.outcome);
        return undefined;
      case 'unknown':
        return reconciler?.reconcile(admission);
      case 'send': {
        const queued = queue.add(admission.row);
        return queued instanceof Promise
          ? queued.then((calls) => this.#dispatchAll(calls))
          : queued.length === 1
            ? this.#dispatch(queued[0] as Queued)
            : this.#dispatchAll(queued);
      }
    }
  }

  async #dispatchAll(queued: readonly Queued[]): Promise<void> {
    for (const one of queued) {
      const backpressure = this.#dispatch(one);
      if (backpressure) await backpressure;
    }
  }

  /** Passes the rows of one request to the senders; a check or a plan records them as skipped. */
  #dispatch(queued: Queued): Promise<void> | undefined {
    const { limiter, recorder } = this.#stages;
    if (queued.kind === 'completed') recorder.completeUnsent(queued.outcome);
    else if (this.#job.delivery) return limiter.add(() => this.#deliverInKeyOrder(queued.rows));
    else {
      for (const row of queued.rows) recorder.completeUnsent(unsentOutcome(row));
    }
    return undefined;
  }

  /** Sends rows of the same record one after the other: rows with the same id, whatever their keys, and rows with the same key. */
  #deliverInKeyOrder(rows: readonly PendingRow[]): Promise<void> {
    const { run, rules } = this.#job;
    const [first, second] = rows;
    if (first === undefined || second !== undefined) return this.#deliver(rows);
    const { idField } = first.target ?? run.target;
    const id = idField === undefined ? undefined : first.payload[idField];
    const mutexKey = typeof id === 'string' ? id : rules.duplicates.policy === 'all' ? first.key : undefined;
    return mutexKey === undefined ? this.#deliver(rows) : this.#mutex.run(mutexKey, () => this.#deliver(rows));
  }

  async #deliver(rows: readonly PendingRow[]): Promise<void> {
    const { sender, reconciler, recorder } = this.#stages;
    for await (const sent of sender?.send(rows) ?? []) {
      if (sent.kind === 'completed') recorder.completeSent(sent.outcome, sent.isOutage, sent.isAccepted);
      else if (sent.kind === 'unknown') await reconciler?.reconcile(sent);
    }
  }

  /** Checks that every row is accounted for, and that the input did not change while it was read. */
  async #verify(): Promise<void> {
    const { source, delivery, control } = this.#job;
    const { log, counters, guards } = this.#stages;
    const isComplete = this.#isReadToEnd && !control.stop?.aborted;
    // Skip the full count when interrupted: it takes seconds on millions of rows.
    const difference = counters.discrepancy(isComplete ? await log.count() : log.counts, isComplete);
    if (difference) throw new RunStopped('receipt', IMPORT_MESSAGES.receipt.text.differs(difference));
    if (isComplete) guards.allRowsCompleted();
    if (this.#isReadToEnd && (await source.hasChanged?.())) {
      throw new RunStopped(
        'input-changed',
        IMPORT_MESSAGES['input-changed'].text.whileRead(source.table.path, !delivery),
      );
    }
  }
}

/** The outcome of a row that would be sent: what it would count as, if it would not succeed. */
function unsentOutcome({ row, key, hash, note, change, countsAs }: PendingRow): RowOutcome {
  const facts = { row: row.number, key, hash, remoteId: change?.id, change };
  if (countsAs?.state !== 'rejected') return { ...facts, state: 'skipped', action: countsAs?.action, message: note };
  return { ...facts, ...countsAs, cells: storedCells(row) };
}
