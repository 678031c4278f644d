import { asRunStopped, HandedRows, RunFailure } from '../import/index.ts';
import type { Ledger, PostgresDatabase, RowLog, StoredRun } from '../ledger/index.ts';
import type { CircuitBreaker, Clock, Dispatcher } from '../resilience/index.ts';
import { targets } from '../targets/index.ts';
import type { DistributedRuns, StopReason } from './distributed-runs.ts';
import { RunReceivedIds } from './received-ids.ts';
import { findRivals } from './rivals.ts';
import { chunkFence, type HeldChunk } from './row-fence.ts';
import { nameHashOf, otherRunsOf, type RunFactsForWorkers } from './run-facts.ts';

/** How a process sends. */
export interface Sending {
  readonly ledger: Ledger;
  readonly database: PostgresDatabase;
  readonly dispatcher: Dispatcher;
  readonly breaker: CircuitBreaker;
  readonly concurrency: number;
  /** How long after a request failed the server may still carry it out. */
  readonly lateMs: number;
  readonly clock: Clock;
  /** Aborted: requests in flight are cancelled. */
  readonly cancel: AbortSignal | undefined;
}

/** The codes of a database that another process may still reach, or this one later. */
const UNREACHABLE = ['ledger-lost', 'ledger-busy', 'ledger-no-server', 'ledger-connections'];

interface RunWorkParts {
  readonly sending: Sending;
  readonly runs: DistributedRuns;
  readonly run: StoredRun;
  readonly facts: RunFactsForWorkers;
  readonly onStopped: (reason: StopReason) => void;
}

/** One run whose rows this process sends: what all of its chunks share. */
export class RunWork {
  readonly run: StoredRun;
  readonly log: RowLog;
  readonly rows: HandedRows;
  readonly failure: RunFailure;
  readonly #stop = new AbortController();
  readonly #held: Map<number, HeldChunk>;
  readonly #parts: RunWorkParts;
  #stopping: Promise<void> = Promise.resolve();
  /** The chunks that send rows now. */
  #sendingChunks = 0;
  #lastSendingAt = 0;

  private constructor(parts: RunWorkParts, log: RowLog, held: Map<number, HeldChunk>) {
    const { sending, facts, run } = parts;
    this.#parts = parts;
    this.#held = held;
    this.run = run;
    this.log = log;
    this.failure = new RunFailure(() => this.#fail());
    const target = targets.get(run.target);
    if (target === undefined) throw new TypeError(`there is no target ${run.target}`);
    const { created = 0, updated = 0, done = 0 } = log.counts;
    const { identifiedBy, again, resendInDoubt, columns, maxErrors, duplicates } = facts;
    const { ledger, database, breaker, concurrency, clock } = sending;
    this.rows = new HandedRows(
      {
        run: {
          id: run.id,
          command: run.command as 'import',
          target,
          startedAt: run.startedAt,
          isResumed: false,
          sequence: run.seq,
        },
        rules: { identifiedBy, again, resendInDoubt },
        columns,
        limits: { concurrency, ...(maxErrors !== undefined && { maxErrors: { count: maxErrors } }) },
        ledger: otherRunsOf(ledger, run),
        log,
        ids:
          target.endpoint.repeatable === 'when-identified'
            ? new RunReceivedIds(database, run.seq, duplicates === 'all')
            : undefined,
        findRivals: ({ row, payload, target: own = target }) =>
          findRivals(database, {
            run: run.seq,
            row: row.number,
            chunk: held.get(row.number)?.chunk,
            nameHash: nameHashOf(own, payload),
          }),
        breaker,
        lateMs: Math.max(sending.lateMs, facts.lateMs),
        clock,
        hasSucceeded: created + updated + done > 0,
      },
      this.failure,
    );
  }

  static async open(parts: Omit<RunWorkParts, 'facts'>): Promise<RunWork | undefined> {
    const { runs, run, sending } = parts;
    const facts = (await runs.facts(run.seq)) as RunFactsForWorkers | undefined;
    if (facts === undefined) return undefined;
    const held = new Map<number, HeldChunk>();
    const listener = { onDurable: () => {}, onFailure: (error: unknown) => work?.failure.report(error) };
    const log = await sending.ledger.openRowLog(
      run,
      listener,
      chunkFence(run.seq, (row) => held.get(row)),
    );
    const work: RunWork = new RunWork({ ...parts, facts }, log, held);
    return work;
  }

  /** Aborted: no more rows of the run are sent. */
  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  /** Stops sending: somebody has decided so, or this process ends. */
  halt(): void {
    this.#stop.abort();
  }

  /** Resolves once others have been told that the run stops, if this process has decided so. */
  told(): Promise<void> {
    return this.#stopping;
  }

  /** The rows of a chunk are written by this process from now on. */
  hold(chunk: HeldChunk, rows: readonly number[]): void {
    for (const row of rows) this.#held.set(row, chunk);
  }

  release(rows: readonly number[]): void {
    for (const row of rows) this.#held.delete(row);
  }

  /** Notes that a chunk begins to send, or has sent all of its rows. */
  sendingChanged(change: 1 | -1): void {
    this.#sendingChunks += change;
    this.#lastSendingAt = this.#parts.sending.clock.elapsed();
  }

  /** How long no chunk has sent rows. */
  get quietMs(): number {
    return this.#sendingChunks > 0 ? 0 : this.#parts.sending.clock.elapsed() - this.#lastSendingAt;
  }

  /** The run cannot continue: all processes are asked to stop, unless the database cannot be reached. */
  #fail(): void {
    this.halt();
    // This process outlives the run.
    this.#parts.sending.breaker.reset();
    const stopped = asRunStopped(this.failure.error);
    if (UNREACHABLE.includes(stopped.code)) return;
    const reason = { code: stopped.code, reason: stopped.message };
    this.#parts.onStopped(reason);
    this.#stopping = this.#parts.runs.requestStop(this.run.seq, reason).catch(() => {});
  }
}
