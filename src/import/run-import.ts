import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileError, type Row } from '../files/index.ts';
import { type KnownRow, LedgerError, ROW_STATES, type RowOutcome } from '../ledger/index.ts';
import type { MappedRow } from '../mapping/mapped-row.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import type { Payload } from '../targets/target.ts';
import type { ImportJob } from './import-job.ts';
import { KeyIndex } from './key-index.ts';
import { cellTexts, rejectedRow } from './rejected-row.ts';
import { RunStopped } from './run-stopped.ts';
import { Safeguards } from './safeguards.ts';
import { sendRow } from './send-row.ts';
import { errorCount, type ImportSummary } from './summary.ts';
import { Tally } from './tally.ts';
import { createWindow, type Window } from './window.ts';

/** A row that was read; `mapped` is missing where an earlier process settled it. */
interface Taken {
  readonly row: Row;
  readonly before: KnownRow | undefined;
  readonly mapped: MappedRow | Promise<MappedRow> | undefined;
}

/** Rows whose lookups may be under way, for each request in flight. */
const LOOKAHEAD = 2;

/** A run in hand: its counters can be watched while it goes on. */
export interface RunningImport {
  readonly tally: Tally;
  /** Ends with the summary, also of a run that was stopped. Throws only what is a defect. */
  readonly finished: Promise<ImportSummary>;
}

/** Reads, maps and sends a file's rows; every row read ends in exactly one counter of the summary. */
export function startImport(job: ImportJob): RunningImport {
  const run = new ImportRun(job);
  return { tally: run.tally, finished: run.finish() };
}

class ImportRun {
  readonly tally = new Tally();
  readonly #job: ImportJob;
  readonly #window: Window;
  readonly #safeguards: Safeguards;
  readonly #keys = new KeyIndex();
  readonly #startedAt: number;
  #sendingSince: number | undefined;
  #lastAnswerAt = 0;
  #answered = 0;
  #readToEnd = false;
  #settling = 0;

  constructor(job: ImportJob) {
    this.#job = job;
    this.#safeguards = new Safeguards(job.settings.concurrency, job.settings.maxErrors);
    this.#window = createWindow(this.#safeguards.concurrency);
    this.#startedAt = job.clock.now();
  }

  async finish(): Promise<ImportSummary> {
    const job = this.#job;
    let reason: RunStopped | undefined;
    try {
      await this.#readAll();
    } catch (error) {
      reason = asStop(error);
    }
    // What is in flight may still end well; its outcome must be on disk before anything is reported.
    await this.#window.drain().catch((error: unknown) => {
      reason ??= asStop(error);
    });
    try {
      while (this.#settling > 0) {
        job.log.flush();
        await nextTurn();
      }
      await this.#window.drain();
      const wrong = this.tally.discrepancy(job.log.count());
      if (wrong && !reason) {
        reason = new RunStopped(
          'receipt',
          `the receipt does not add up: ${wrong}. Compare results.csv with the ledger before you go on`,
        );
      }
      await job.files.complete(job.log, job.resumed);
    } catch (error) {
      reason ??= asStop(error);
    }
    return this.#summary(reason);
  }

  /** Reads on while earlier rows wait for a lookup, yet takes the rows in the file's order: of two with one key, the first counts. */
  async #readAll(): Promise<void> {
    const { settings, stop } = this.#job;
    const waiting: Taken[] = [];
    for await (const taken of this.#rows()) {
      if (stop?.aborted) return;
      if (waiting.length === 0 && !(taken.mapped instanceof Promise)) {
        await this.#take(taken, taken.mapped);
        continue;
      }
      // A lookup that fails is met when its row's turn comes, not before.
      if (taken.mapped instanceof Promise) taken.mapped.catch(() => {});
      waiting.push(taken);
      while (waiting.length > settings.concurrency * LOOKAHEAD) await this.#takeFirst(waiting);
    }
    while (waiting.length > 0) await this.#takeFirst(waiting);
    this.#readToEnd = true;
  }

  async #takeFirst(waiting: Taken[]): Promise<void> {
    const taken = waiting.shift();
    if (taken) await this.#take(taken, await taken.mapped);
  }

  async *#rows(): AsyncGenerator<Taken> {
    const { table, settings, log, mapper } = this.#job;
    let left = settings.limit ?? Number.POSITIVE_INFINITY;
    for await (const batch of table.batches()) {
      const first = batch[0];
      const last = batch.at(-1);
      if (!first || !last) continue;
      const known = log.known(first.number, last.number);
      for (const row of batch) {
        if (left <= 0) return;
        left -= 1;
        this.tally.read();
        const before = known.get(row.number);
        const isOpen = !before || this.#isOpen(before);
        yield { row, before, mapped: isOpen ? mapper.map(row) : undefined };
      }
    }
  }

  async #take({ row, before }: Taken, mapped: MappedRow | undefined): Promise<void> {
    if (!mapped) return before && this.#takeKnown(row, before);
    const { payload, key } = mapped;
    const problem = this.#duplicate(row, mapped);
    if (!payload || mapped.problems.length > 0 || problem) {
      if (before) return this.#settle(doubtful(row, key));
      return this.#settle(rejectedRow(row, { ...mapped, ...(problem && { problems: [problem] }) }));
    }
    const hash = hashOf(payload);
    if (!this.#job.dispatcher || this.#isUnchanged(key, hash)) {
      return this.#settle({ row: row.number, state: 'skipped', key, hash });
    }
    if (before?.state === 'sending' && !this.#job.settings.resendInDoubt) return this.#settle(doubtful(row, key));
    await this.#window.add(() => this.#send({ row, payload, key, hash }));
  }

  #isOpen({ state }: KnownRow): boolean {
    return !ROW_STATES[state].final || (state === 'in_doubt' && this.#job.settings.resendInDoubt);
  }

  /** A row that an earlier process settled: it counts, it holds its key, and it is not touched. */
  #takeKnown(row: Row, { state, key }: KnownRow): void {
    if (key !== undefined && state !== 'rejected') this.#keys.claim(key, row.number);
    if (state !== 'sending') this.tally.settled({ row: row.number, state });
  }

  #duplicate(row: Row, { key, problems }: MappedRow) {
    if (key === undefined || problems.length > 0 || this.#job.settings.onDuplicate === 'all') return undefined;
    const first = this.#keys.claim(key, row.number);
    if (first === undefined) return undefined;
    const message = `the key "${key}" stands in row ${first} already; only that row is imported`;
    return { code: 'duplicate-key', field: this.#job.keyField ?? '', message };
  }

  #isUnchanged(key: string | undefined, hash: string): boolean {
    const { settings, lastSent } = this.#job;
    return settings.changedOnly && key !== undefined && lastSent?.(key)?.hash === hash;
  }

  async #send(ready: { row: Row; payload: Payload; key?: string | undefined; hash: string }): Promise<void> {
    if (this.#job.stop?.aborted) return;
    this.#sendingSince ??= this.#job.clock.now();
    const sent = await sendRow(this.#job, ready);
    if (sent === 'pending') return;
    this.#answered += 1;
    this.#lastAnswerAt = this.#job.clock.now();
    this.#settle(sent.outcome);
    this.#safeguards.sent(sent.outcome, sent.outage);
    this.#window.resize(this.#safeguards.concurrency);
  }

  /** Counts the row once its outcome is on disk. Nobody waits for that: the next request may leave meanwhile. */
  #settle(outcome: RowOutcome): void {
    this.#settling += 1;
    this.#job.log
      .settle(outcome)
      .then(() => this.tally.settled(outcome))
      .catch((error: unknown) => this.#window.fail(error))
      .finally(() => {
        this.#settling -= 1;
      });
    this.#safeguards.checkErrors(this.tally.rows);
  }

  #summary(reason: RunStopped | undefined): ImportSummary {
    const { run, command, target, table, files, clock, dispatcher, stop } = this.#job;
    const rows = this.tally.rows;
    const unfinished = stop?.aborted && (!this.#readToEnd || rows.pending > 0);
    const stopped = reason ? 'aborted' : unfinished ? 'interrupted' : undefined;
    const seconds = (this.#lastAnswerAt - (this.#sendingSince ?? 0)) / 1000;
    return {
      run,
      command,
      target: target.name,
      status: stopped ?? (errorCount(rows) > 0 ? 'completed_with_errors' : 'completed'),
      ...(reason && { reason: reason.message }),
      ...(!dispatcher && { dry_run: true as const }),
      rows,
      requests: dispatcher?.counts ?? { sent: 0, retried: 0, throttled: 0 },
      duration_ms: clock.now() - this.#startedAt,
      rows_per_second: seconds > 0 ? Math.round((this.#answered / seconds) * 10) / 10 : 0,
      causes: this.tally.causes(),
      detected: table.detected,
      notices: table.notices,
      files: files.paths,
    };
  }
}

/** A row whose intent was on disk when its process ended: nobody knows whether its request arrived. */
function doubtful(row: Row, key: string | undefined): RowOutcome {
  const message =
    'the run ended while this row was being sent: the server may have saved it or not. Look it up, then either leave it or: sobot-etl resume --resend-in-doubt';
  return { row: row.number, state: 'in_doubt', key, code: 'in-doubt', message, cells: cellTexts(row) };
}

function hashOf(payload: Payload): string {
  return createHash('sha1').update(JSON.stringify(payload)).digest('base64url');
}

function asStop(error: unknown): RunStopped {
  if (error instanceof RunStopped) return error;
  if (error instanceof LedgerError) return new RunStopped(error.code, error.message, error);
  if (error instanceof SobotError) return new RunStopped(error.code, error.message, error);
  if (error instanceof FileError) return new RunStopped(error.code, error.message, error);
  throw error;
}
