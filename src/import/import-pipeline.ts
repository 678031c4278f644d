import type { RowOutcome } from '../ledger/index.ts';
import { Stopped } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';
import type { HandedRow, ReturnedRow, RowDistribution } from './distribution.ts';
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
import { orderKeyOf } from './send/row-delivery.ts';
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
  readonly #startedAt: number;
  #isReadToEnd = false;
  /** Why the run stops. */
  #reason: RunStopped | undefined;

  constructor(job: ImportJob, stages: Stages) {
    this.#job = job;
    this.#stages = stages;
    this.#startedAt = job.control.clock.elapsed();
  }

  async run(): Promise<ImportSummary> {
    const { run, files, distribution, control } = this.#job;
    const { log, limiter, delivery, counters } = this.#stages;
    const recordFailure = (work: Promise<void>) => work.catch((error: unknown) => this.#fail(error));
    const { lost } = control;
    lost?.addEventListener('abort', () => this.#fail(lost.reason), { once: true });
    if (lost?.aborted) this.#fail(lost.reason);
    distribution?.start({
      onProgress: ({ counts }) => counters.replace(counts),
      onStop: (reason) => this.#fail(reason),
    });
    await recordFailure(this.#readAll());
    // Requests in flight may still succeed; their outcomes must be on disk before anything is reported.
    await recordFailure(limiter.drain());
    await recordFailure(delivery?.reconciler.drain() ?? Promise.resolve());
    await log.flush();
    await recordFailure(limiter.drain());
    if (distribution) await recordFailure(this.#finishDistribution(distribution));
    if (!this.#reason) await recordFailure(this.#verify());
    const stored = run.sequence === undefined ? undefined : log;
    await recordFailure(files.complete(stored, distribution !== undefined, control.cancel));
    const isComplete = this.#isReadToEnd && !delivery?.reconciler.hasUnresolved;
    const reason = this.#reason;
    return await summarize(this.#job, this.#stages, { startedAt: this.#startedAt, reason, isComplete });
  }

  #fail(error: unknown): void {
    this.#reason ??= asRunStopped(error);
    this.#job.control.halt?.();
  }

  /** Reads the rows and passes them on in the file's order. */
  async #readAll(): Promise<void> {
    const { source, admitter, identity, canAsk, queue, counters, log } = this.#stages;
    const { delivery, distribution, run, files } = this.#job;
    const { stop } = this.#job.control;
    try {
      // Once a value is sent it is too late to discover that too many rows share it. A check loads this only when needed.
      if (delivery) await identity?.load();
      // Rows that an earlier process left in doubt must be known before the first of them is looked up: two may match the same record.
      if (canAsk && run.isResumed) await this.#expectUnresolved();
      for await (const rows of source.rows()) {
        for (const [index, row] of rows.entries()) {
          if (stop?.aborted) return;
          const reading = admitter.readAhead(rows, index);
          if (reading) await reading;
          if (stop?.aborted) return;
          const backpressure = this.#admit(row);
          if (backpressure) await backpressure;
        }
        const returned = distribution?.takeReturned() ?? [];
        if (returned.length > 0) await this.#admitAgain(returned);
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

  async #expectUnresolved(): Promise<void> {
    const { source, identity, delivery } = this.#stages;
    const { distribution } = this.#job;
    for await (const unresolved of source.unresolvedRows(identity)) {
      delivery?.reconciler.expect(unresolved.row, unresolved.payload);
      await distribution?.expect([unresolved]);
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
    const { recorder, delivery, queue } = this.#stages;
    const { distribution } = this.#job;
    switch (admission.kind) {
      case 'nothing':
        return undefined;
      case 'completed':
        recorder.completeUnsent(admission.outcome);
        return undefined;
      case 'unknown':
        if (distribution === undefined) return delivery?.reconciler.reconcile(admission);
        return this.#handOut(distribution, [{ ...admission.row, unresolvedSince: admission.since }]);
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
    const { limiter, delivery, recorder } = this.#stages;
    const { distribution, run, rules } = this.#job;
    if (queued.kind === 'completed') recorder.completeUnsent(queued.outcome);
    else if (distribution) return this.#handOut(distribution, queued.rows);
    else if (delivery) return limiter.add(() => delivery.deliver(queued.rows, orderKeyOf(queued.rows, run, rules)));
    else {
      for (const row of queued.rows) recorder.completeUnsent(unsentOutcome(row));
    }
    return undefined;
  }

  #handOut(distribution: RowDistribution, rows: readonly PendingRow[]): Promise<void> {
    const { run, rules } = this.#job;
    const { facts } = this.#stages;
    const handed = rows.map(
      (pending): HandedRow => ({ pending, facts: facts.take(pending.row.number, pending.key) ?? {} }),
    );
    return distribution.handOut(handed, orderKeyOf(rows, run, rules));
  }

  /** Rows that were not sent in time pass the filter again. */
  async #admitAgain(returned: readonly ReturnedRow[]): Promise<void> {
    const { admitter, queue, recorder, facts, log } = this.#stages;
    const numbers = returned.map(({ pending }) => pending.row.number);
    const known = await log.knownOf(numbers);
    const again: PendingRow[] = [];
    for (const row of returned) {
      const { number } = row.pending.row;
      const admission = admitter.admitAgain(row.pending, known.get(number));
      if (admission.kind !== 'nothing') facts.put(number, row.facts);
      if (admission.kind === 'send') again.push(admission.row);
      else if (admission.kind === 'completed') recorder.completeUnsent(admission.outcome);
    }
    await this.#dispatchAll(await queue.filterAgain(again));
  }

  async #finishDistribution(distribution: RowDistribution): Promise<void> {
    const { log, counters } = this.#stages;
    try {
      await distribution.finish(this.#isReadToEnd, this.#reason, (returned) => this.#admitAgain(returned));
    } finally {
      await log.flush();
      await log.refresh();
      counters.replace(log.counts);
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
