import { setImmediate } from 'node:timers/promises';
import { Stopped } from '../dispatch/dispatcher.ts';
import type { KnownRow, RowOutcome } from '../ledger/index.ts';
import type { Payload } from '../targets/target.ts';
import { type AdmissionRules, admitRow } from './admit-row.ts';
import { cellPlace } from './cell-place.ts';
import { DoubtDesk } from './doubt/doubt-desk.ts';
import { isListed } from './doubt/find-customer.ts';
import { finderFor } from './doubt/finder-for.ts';
import { Duplicates } from './duplicates.ts';
import type { FateLog } from './fate-log.ts';
import { Identity } from './identity/identity.ts';
import { RowIdentities } from './identity/row-identities.ts';
import { SavedIds } from './identity/saved-ids.ts';
import type { ImportJob, RunningJob } from './import-job.ts';
import { KeyOrder } from './key-order.ts';
import { mappedBatches, type TakenRow } from './mapped-rows.ts';
import { placeTeller } from './place-teller.ts';
import { ReadyQueue } from './ready-queue.ts';
import type { ReadyRow, Sent } from './ready-row.ts';
import { asRunStopped, RunStopped } from './run-stopped.ts';
import { Safeguards } from './safeguards.ts';
import { sendJoined } from './send-joined.ts';
import { sendRow } from './send-row.ts';
import { sharedBatches } from './sharing/shared-batches.ts';
import { type ImportSummary, type RunTimes, summarize } from './summary.ts';
import { Tally } from './tally.ts';
import { UnsentRecord } from './unsent-record.ts';
import { createWindow, type Window } from './window.ts';

/** Payloads that a check keeps for its report. */
const SAMPLES = 20;

/** A run in hand: its counters can be watched while it goes on. */
export interface RunningImport {
  readonly tally: Tally;
  readonly log: FateLog;
  /** The first payloads, as a check would send them. */
  readonly samples: readonly Payload[];
  /** Ends with the summary, also of a run that was stopped. */
  readonly finished: Promise<ImportSummary>;
}

/** Reads, maps and sends a file's rows; every row read ends in exactly one counter of the summary. */
export function startImport(job: ImportJob): RunningImport {
  const run = new ImportRun(job);
  return { tally: run.tally, log: run.log, samples: run.samples, finished: run.finish() };
}

class ImportRun {
  readonly tally: Tally;
  readonly log: FateLog;
  readonly samples: Payload[] = [];
  readonly identity: Identity | undefined;
  readonly unsent = new UnsentRecord();
  readonly #job: RunningJob;
  readonly #rules: AdmissionRules;
  readonly #window: Window;
  readonly #safeguards: Safeguards;
  readonly #desk: DoubtDesk;
  readonly #queue: ReadyQueue;
  readonly #keyOrder = new KeyOrder();
  readonly #tell: (outcome: RowOutcome) => RowOutcome;
  /** What rows that have not come to their end have for their keys, where that is something else. */
  readonly #keyTexts = new Map<number, string>();
  readonly #calls = new Set<Promise<Sent>>();
  readonly #times: RunTimes;
  #readToEnd = false;

  constructor(job: ImportJob) {
    const { settings, clock, stop } = job;
    this.log = job.openLog({
      onDurable: (outcomes, changes) => {
        job.files.append(outcomes);
        this.tally.durable(outcomes, changes);
      },
      onFailure: (error) => this.#window.fail(error),
    });
    this.tally = new Tally(this.log.counts);
    const placeOf = cellPlace(job.table);
    this.#tell = placeTeller(job, placeOf);
    this.identity = job.identity && new Identity(job.identity, settings.onDuplicate, placeOf);
    this.#job = { ...job, log: this.log, ids: savedIds(job, this.log, this.identity) };
    const find = job.dispatcher && finderFor(this.#job, job.dispatcher);
    const duplicates = new Duplicates(settings.onDuplicate, job.keyField, job.lastRows, job.mapper.keyText);
    this.#rules = { job: this.#job, duplicates, identity: this.identity, placeOf, canAsk: find !== undefined };
    const { created, updated, done } = this.tally.rows;
    const succeeded = created + updated + done;
    this.#safeguards = new Safeguards(settings.concurrency, settings.maxErrors, succeeded > 0);
    this.#window = createWindow(this.#safeguards.concurrency, () => job.halt?.());
    this.#desk = new DoubtDesk({
      find,
      isListed: (witness, { payload }) =>
        job.dispatcher ? isListed(job.dispatcher, witness, payload) : Promise.resolve(false),
      isOfOther: (id, { row, key }) => this.#job.ids?.note(id, row.number, key) !== undefined,
      answered: async () => {
        await Promise.allSettled([...this.#calls]);
        // Until what came of them has been taken in.
        await setImmediate();
      },
      proceed: (row) => this.#call(row),
      settle: (outcome, outage) => this.#ended(outcome, outage),
      fail: (error) => this.#window.fail(error),
      clock,
      lateMs: settings.lateMs,
      resendInDoubt: settings.resendInDoubt,
      stop,
    });
    this.#queue = new ReadyQueue({
      refinement: job.refinement,
      placeOf,
      // Rows of one key are sent in their order, so none may wait for others.
      joins: settings.onDuplicate === 'all' ? undefined : job.target.endpoint.joins,
      settle: (outcome) => this.#settle(outcome),
      send: (rows) => this.#hand(rows),
    });
    this.#times = { startedAt: clock.now(), sendingSince: undefined, lastAnswerAt: 0, answered: 0 };
  }

  async finish(): Promise<ImportSummary> {
    const { log, files, cancel } = this.#job;
    let reason: RunStopped | undefined;
    const noting = (work: Promise<void>) =>
      work.catch((error: unknown) => {
        reason ??= asRunStopped(error);
        this.#job.halt?.();
      });
    await noting(this.#readAll());
    // What is in flight may still end well; its outcome must be on disk before anything is reported.
    await noting(this.#window.drain());
    await noting(this.#desk.drain());
    log.flush();
    await noting(this.#window.drain());
    if (!reason) await noting(this.#check());
    await noting(files.complete(this.#job.dispatcher && log, cancel));
    return summarize(this.#job, this.tally, this.#times, {
      reason,
      isWhole: this.#readToEnd && !this.#desk.hasLeft,
      identity: this.identity,
      unsent: this.unsent,
    });
  }

  /** Takes the rows in the file's order: of two with one key, the first counts. */
  async #readAll(): Promise<void> {
    try {
      // Once a value is sent it is too late to find that all rows have it. A check looks when it has to.
      if (this.#job.dispatcher) await this.identity?.load();
      await this.#expectDoubts();
      for await (const rows of this.#rows()) {
        for (const row of rows) {
          if (this.#job.stop?.aborted) return;
          const busy = this.#take(row);
          if (busy) await busy;
        }
        await this.#job.files.ready();
      }
      if (this.#job.stop?.aborted) return;
      await this.#queue.drain();
      this.#readToEnd = true;
    } catch (error) {
      // A lookup that was under way when the run was asked to stop.
      if (!(error instanceof Stopped)) throw error;
    }
  }

  /** Finds the rows that an earlier process left in doubt: the first of them must not be taken for one that comes later. */
  async #expectDoubts(): Promise<void> {
    const { resumed, reopen, mapper, stop } = this.#job;
    const { sending = 0, in_doubt = 0 } = this.log.counts;
    let left = sending + in_doubt;
    if (!resumed || reopen === undefined || !this.#rules.canAsk || left < 2) return;
    const table = await reopen();
    try {
      for await (const batch of table.batches()) {
        const [first, last] = [batch[0], batch.at(-1)];
        if (!first || !last) continue;
        const known = this.log.known(first.number, last.number);
        for (const row of known.size === 0 ? [] : batch) {
          const before = known.get(row.number);
          if (before?.state !== 'sending' && before?.state !== 'in_doubt') continue;
          left -= 1;
          // What cannot be mapped any more is not asked for either.
          const mapped = await Promise.resolve(mapper.map(row)).catch(() => undefined);
          const payload = mapped && (this.identity?.look(row, mapped, undefined).mapped ?? mapped).payload;
          if (payload && !before.step) this.#desk.expect(row.number, payload);
        }
        if (left <= 0 || stop?.aborted) return;
      }
    } finally {
      await table.close();
    }
  }

  #rows(): AsyncIterable<readonly TakenRow[]> {
    const { sharing } = this.#job;
    const onRead = (before?: KnownRow) => before ?? this.tally.read();
    if (sharing === undefined) return mappedBatches(this.#job, this.log, onRead);
    return sharedBatches({ ...this.#job, sharing }, onRead, () => SAMPLES - this.samples.length);
  }

  /** Answers a promise only where the reader has to wait. */
  #take(taken: TakenRow): Promise<void> | undefined {
    const { identity } = this;
    const keyText = taken.mapped && this.#job.mapper.keyText?.(taken.row);
    if (keyText !== undefined) this.#keyTexts.set(taken.row.number, keyText);
    if (identity === undefined) return this.#admit(taken);
    const { row, before, mapped, identified } = taken;
    if (mapped === undefined) {
      const noted = ownsValues(taken, this.#job) && before ? identity.sent(row, before) : undefined;
      return noted ? noted.then(() => this.#admit(taken)) : this.#admit(taken);
    }
    const looked = identity.look(row, mapped, identified);
    return this.#admit({ row, before, mapped: looked.mapped, identified: looked }, () => identity.note(row, looked));
  }

  /** `onDecided` is called once it is known what becomes of the row. */
  #admit(row: TakenRow, onDecided?: () => void): Promise<void> | undefined {
    const admission = admitRow(row, this.#rules);
    if (admission.kind === 'unknown') return this.#learnShared().then(() => this.#take(row));
    onDecided?.();
    if (admission.kind !== 'nothing' && row.mapped?.payload) this.unsent.note(row.row.number, row.mapped.unsent);
    if (!this.#job.dispatcher && this.samples.length < SAMPLES && row.mapped?.payload) {
      this.samples.push(row.mapped.payload);
    }
    switch (admission.kind) {
      case 'nothing':
        return undefined;
      case 'settled':
        this.#settle(admission.outcome);
        return undefined;
      case 'doubt':
        this.#keep(row);
        return this.#desk.take(admission.doubt);
      case 'send':
        this.#keep(row);
        return this.#queue.add(admission.row);
    }
  }

  #keep({ row, identified }: TakenRow): void {
    if (this.#job.dispatcher && identified) this.identity?.keep(row.number, identified);
  }

  /** Reads which values too many rows share, and takes them out of what was kept to be shown. */
  async #learnShared(): Promise<void> {
    const { identity, samples } = this;
    await identity?.load();
    if (identity) samples.splice(0, samples.length, ...samples.map((payload) => identity.cleaned(payload)));
  }

  /** Hands rows of one call to the senders, or says of a check that they would be sent. */
  #hand(rows: readonly ReadyRow[]): Promise<void> {
    const [first] = rows;
    if (this.#job.dispatcher && first) {
      return this.#window.add(() => (rows.length === 1 ? this.#sendInOrder(first) : this.#sendTogether(rows)));
    }
    for (const { row, key, hash, note } of rows) {
      this.#settle({ row: row.number, state: 'skipped', key, hash, message: note });
    }
    return Promise.resolve();
  }

  /** Rows of one record go one after the other: those of one id, by whatever keys they name it, and those of one key. */
  #sendInOrder(row: ReadyRow): Promise<void> {
    const { settings, target } = this.#job;
    const id = target.idField === undefined ? undefined : row.payload[target.idField];
    const order = typeof id === 'string' ? id : settings.onDuplicate === 'all' ? row.key : undefined;
    return order === undefined ? this.#send(row) : this.#keyOrder.run(order, () => this.#send(row));
  }

  /** Sends rows in one call; a call that is refused is taken apart until the rows that are to blame are alone. */
  async #sendTogether(rows: readonly ReadyRow[]): Promise<void> {
    const [row] = rows;
    if (row && rows.length === 1) return this.#send(row);
    if (!(await this.#mayGo())) return;
    const sent = await sendJoined(this.#job, rows, this.#job.target.endpoint.joins?.parameter ?? '');
    if (sent !== 'refused') {
      for (const one of sent) await this.#received(one);
      return;
    }
    const half = Math.ceil(rows.length / 2);
    await this.#sendTogether(rows.slice(0, half));
    await this.#sendTogether(rows.slice(half));
  }

  async #send(row: ReadyRow): Promise<void> {
    if (await this.#mayGo()) await this.#received(await this.#call(row));
  }

  /** Sends a row; what it makes shows later how far the list is. */
  async #call(row: ReadyRow): Promise<Sent> {
    const sentAt = this.#job.clock.elapsed();
    const call = sendRow(this.#job, row);
    this.#calls.add(call);
    try {
      const sent = await call;
      const { state, action, remoteId: id } = sent.kind === 'settled' ? sent.outcome : {};
      const isMade = state === 'created' && action === 'add' && id !== undefined && row.saved === undefined;
      if (isMade && this.#rules.canAsk) this.#desk.made({ id, payload: row.payload, sentAt });
      return sent;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Waits while the server fails everything. May something be sent then? */
  async #mayGo(): Promise<boolean> {
    const { stop, clock, breaker } = this.#job;
    if (breaker?.isHalfOpen) await breaker.waitForTrial(stop).catch((error: unknown) => this.#unlessStopped(error));
    if (stop?.aborted) return false;
    this.#times.sendingSince ??= clock.now();
    return true;
  }

  async #received(sent: Sent): Promise<void> {
    if (sent.kind === 'settled') this.#ended(sent.outcome, sent.outage);
    if (sent.kind !== 'doubt') return;
    if (!this.#rules.canAsk) return this.#ended(sent.outcome(), sent.outage);
    // Until the server has told, the row counts among those that fail because of it: else all would end up in doubt.
    if (sent.outage) this.#job.breaker?.rowFailed(sent.outcome().message ?? '');
    await this.#desk.take(sent);
  }

  #unlessStopped(error: unknown): void {
    if (!this.#job.stop?.aborted) throw error;
  }

  /** A row that was sent has come to its end. */
  #ended(outcome: RowOutcome, outage: boolean): void {
    this.#times.answered += 1;
    this.#times.lastAnswerAt = this.#job.clock.now();
    this.#settle(outcome);
    if (outage) this.#job.breaker?.rowFailed(outcome.message ?? '');
    else this.#job.breaker?.rowEnded();
    this.#safeguards.sent(outcome);
    this.#window.resize(this.#job.breaker?.isHalfOpen ? 1 : this.#safeguards.concurrency);
  }

  /** Counts the row once its outcome is on disk. Nobody waits for that: the next request may leave meanwhile. */
  #settle(ended: RowOutcome): void {
    const keyText = this.#keyTexts.get(ended.row);
    this.#keyTexts.delete(ended.row);
    const outcome = this.#tell(keyText === undefined || keyText === ended.key ? ended : { ...ended, keyText });
    const identities = this.#job.dispatcher && this.identity?.ended(outcome.row);
    this.log.settle(identities === undefined ? outcome : { ...outcome, identities });
    this.#safeguards.settled(ended);
  }

  /** Is everything accounted for, and was it one file that was read? */
  async #check(): Promise<void> {
    const { stop, inputChanged, table } = this.#job;
    const isComplete = this.#readToEnd && !stop?.aborted;
    // Who stops a run of millions of rows does not wait until all are counted.
    const wrong = this.tally.discrepancy(isComplete ? this.log.count() : this.log.counts, isComplete);
    if (wrong) {
      throw new RunStopped(
        'receipt',
        `the receipt does not add up: ${wrong}. Compare results.csv with the ledger before you go on`,
      );
    }
    if (isComplete) this.#safeguards.finished();
    if (this.#readToEnd && (await inputChanged?.())) {
      const again = this.#job.dispatcher ? 'Import it again with --changed-only' : 'Check it again';
      const message = `${table.path} was changed while it was being read, so rows may have been missed or taken twice. ${again}`;
      throw new RunStopped('input-changed', message);
    }
  }
}

/** The ids that rows got, also from an earlier process, where the server decides which customer a row is. */
function savedIds(
  { target, resumed, settings }: ImportJob,
  log: FateLog,
  identity: Identity | undefined,
): SavedIds | undefined {
  if (target.endpoint.repeatable !== 'when-identified') return undefined;
  const ids = new SavedIds(identity?.identities ?? new RowIdentities(settings.onDuplicate));
  if (resumed) for (const { id, row, key } of log.ids()) ids.note(id, row, key);
  return ids;
}

/** Does a row that an earlier process settled have its identifying values for itself? Not if it was rejected, or another row of its key was sent instead. */
function ownsValues({ row, before }: TakenRow, { settings, lastRows }: RunningJob): boolean {
  if (before === undefined || before.state === 'rejected') return false;
  if (before.state !== 'skipped' || settings.onDuplicate !== 'last' || before.key === undefined) return true;
  return lastRows?.get(before.key) === row.number;
}
