import { Stopped } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';
import type { ImportJob } from './import-job.ts';
import type { Admission, Queued } from './import-stages.ts';
import { makeStages, type Stages } from './make-stages.ts';
import type { PendingRow } from './pending-row.ts';
import type { Counters } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import { asRunStopped, RunStopped } from './run-guards.ts';
import { KeyedMutex } from './send/concurrency-limiter.ts';
import type { SourceRow } from './source/mapped-rows.ts';
import { type ImportSummary, summarize } from './summary.ts';

/** A run in hand: its counters can be watched while it goes on. */
export interface RunningImport {
  readonly counters: Counters;
  readonly log: ImportRowLog;
  /** The first payloads, as a check would send them. */
  readonly samples: readonly Payload[];
  /** Ends with the summary, also of a run that was stopped. */
  readonly finished: Promise<ImportSummary>;
}

/** Reads, maps and sends a file's rows; every row read ends in exactly one counter of the summary. */
export function startImport(job: ImportJob): RunningImport {
  const stages = makeStages(job);
  const finished = new ImportPipeline(job, stages).run();
  return { counters: stages.counters, log: stages.log, samples: stages.samples.payloads, finished };
}

/** Hands rows from stage to stage: source → admit → batch → send → reconcile → record. */
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
    const { files, delivery, control } = this.#job;
    const { log, limiter, reconciler } = this.#stages;
    let reason: RunStopped | undefined;
    const noting = (work: Promise<void>) =>
      work.catch((error: unknown) => {
        reason ??= asRunStopped(error);
        control.halt?.();
      });
    await noting(this.#readAll());
    // What is in flight may still end well; its outcome must be on disk before anything is reported.
    await noting(limiter.drain());
    await noting(reconciler?.drain() ?? Promise.resolve());
    log.flush();
    await noting(limiter.drain());
    if (!reason) await noting(this.#check());
    await noting(files.complete(delivery && log, control.cancel));
    const isWhole = this.#isReadToEnd && !reconciler?.hasUnresolved;
    return summarize(this.#job, this.#stages, { startedAt: this.#startedAt, reason, isWhole });
  }

  /** Reads the rows and hands them on in the file's order. */
  async #readAll(): Promise<void> {
    const { source, identity, reconciler, queue } = this.#stages;
    const { delivery, run, files } = this.#job;
    const { stop } = this.#job.control;
    try {
      // Once a value is sent it is too late to find that all rows have it. A check looks when it has to.
      if (delivery) await identity?.load();
      // The first of the rows that an earlier process left in doubt must not be taken for one that comes later.
      if (reconciler?.canAsk && run.isResumed) {
        for await (const { row, payload } of source.unresolvedRows(identity)) reconciler.expect(row, payload);
      }
      for await (const rows of source.rows()) {
        for (const row of rows) {
          if (stop?.aborted) return;
          const busy = this.#admit(row);
          if (busy) await busy;
        }
        await files.ready();
      }
      if (stop?.aborted) return;
      for await (const queued of queue.drain()) await this.#handOnAll(queued);
      this.#isReadToEnd = true;
    } catch (error) {
      // A lookup that was under way when the run was asked to stop.
      if (!(error instanceof Stopped)) throw error;
    }
  }

  /** Answers a promise only where the reader has to wait. */
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
      case 'settled':
        recorder.completeUnsent(admission.outcome);
        return undefined;
      case 'unknown':
        return reconciler?.reconcile(admission);
      case 'send': {
        const queued = queue.add(admission.row);
        return queued instanceof Promise
          ? queued.then((ready) => this.#handOnAll(ready))
          : queued.length === 1
            ? this.#handOn(queued[0] as Queued)
            : this.#handOnAll(queued);
      }
    }
  }

  async #handOnAll(queued: readonly Queued[]): Promise<void> {
    for (const one of queued) {
      const busy = this.#handOn(one);
      if (busy) await busy;
    }
  }

  /** Hands rows of one call to the senders, or says of a check that they would be sent. */
  #handOn(queued: Queued): Promise<void> | undefined {
    const { limiter, recorder } = this.#stages;
    if (queued.kind === 'settled') recorder.completeUnsent(queued.outcome);
    else if (this.#job.delivery) return limiter.add(() => this.#inOrder(queued.rows));
    else {
      for (const { row, key, hash, note } of queued.rows) {
        recorder.completeUnsent({ row: row.number, state: 'skipped', key, hash, message: note });
      }
    }
    return undefined;
  }

  /** Rows of one record go one after the other: those of one id, by whatever keys they name it, and those of one key. */
  #inOrder(rows: readonly PendingRow[]): Promise<void> {
    const { run, rules } = this.#job;
    const { idField } = run.target;
    const [first, second] = rows;
    if (first === undefined || second !== undefined) return this.#deliver(rows);
    const id = idField === undefined ? undefined : first.payload[idField];
    const order = typeof id === 'string' ? id : rules.duplicates.policy === 'all' ? first.key : undefined;
    return order === undefined ? this.#deliver(rows) : this.#mutex.run(order, () => this.#deliver(rows));
  }

  async #deliver(rows: readonly PendingRow[]): Promise<void> {
    const { sender, reconciler, recorder } = this.#stages;
    for await (const sent of sender?.send(rows) ?? []) {
      if (sent.kind === 'settled') recorder.completeSent(sent.outcome, sent.isOutage);
      else if (sent.kind === 'unknown') await reconciler?.reconcile(sent);
    }
  }

  /** Is everything accounted for, and was it one file that was read? */
  async #check(): Promise<void> {
    const { source, delivery, control } = this.#job;
    const { log, counters, guards } = this.#stages;
    const isComplete = this.#isReadToEnd && !control.stop?.aborted;
    // Who stops a run of millions of rows does not wait until all are counted.
    const wrong = counters.discrepancy(isComplete ? log.count() : log.counts, isComplete);
    if (wrong) {
      throw new RunStopped(
        'receipt',
        `the receipt does not add up: ${wrong}. Compare results.csv with the ledger before you go on`,
      );
    }
    if (isComplete) guards.finished();
    if (this.#isReadToEnd && (await source.hasChanged?.())) {
      const again = delivery ? 'Import it again with --changed-only' : 'Check it again';
      const message = `${source.table.path} was changed while it was being read, so rows may have been missed or taken twice. ${again}`;
      throw new RunStopped('input-changed', message);
    }
  }
}
