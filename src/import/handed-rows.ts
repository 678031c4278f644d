import { type KnownRow, RowTakenOver } from '../ledger/index.ts';
import { type CircuitBreaker, type Clock, type Dispatcher, Stopped } from '../resilience/index.ts';
import { admitInterruptedRow, type InterruptedRowRules } from './admit/admitter.ts';
import type { HandedRow, OutcomeFacts } from './distribution.ts';
import type { ReceivedIds } from './identity/collisions.ts';
import type { ImportRules, ImportSource, OtherRuns, RunControl, RunFacts } from './import-job.ts';
import type { Admission } from './import-stages.ts';
import type { PendingRow } from './pending-row.ts';
import { CreatedRecords } from './reconcile/created-records.ts';
import { canLookUp, type FindRivals } from './reconcile/customer-lookup.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import { createOutcomeLocator, Recorder } from './record/recorder.ts';
import { createCellLocator } from './row-outcomes.ts';
import { type ErrorLimit, type RunFailure, RunGuards } from './run-guards.ts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from './send/concurrency-limiter.ts';
import { RowDelivery } from './send/row-delivery.ts';

/** How messages name the cells of a run's input, as JSON can hold it. */
export interface RunColumns {
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  readonly header: readonly string[];
  readonly keyColumn?: string | undefined;
  /** The mapped fields, each with the indexes of its columns. */
  readonly mappedColumns: readonly (readonly [field: string, indexes: readonly number[]])[];
}

export function runColumnsOf({ table, mapper, mappedColumns = new Map() }: ImportSource): RunColumns {
  const { format, header } = table;
  return { format, header, keyColumn: mapper.keyColumn, mappedColumns: [...mappedColumns] };
}

/** A run whose rows another process has read, mapped and admitted. */
interface HandedRun {
  readonly run: RunFacts;
  readonly rules: Pick<ImportRules, 'identifiedBy' | 'again' | 'resendInDoubt'>;
  readonly columns: RunColumns;
  readonly limits: { readonly concurrency: number; readonly maxErrors?: ErrorLimit | undefined };
  readonly ledger: OtherRuns;
  readonly log: ImportRowLog;
  readonly ids: ReceivedIds | undefined;
  readonly findRivals: FindRivals;
  readonly breaker: CircuitBreaker;
  readonly lateMs: number;
  readonly clock: Clock;
  /** Rows of the run have succeeded already, so this process need not start slowly. */
  readonly hasSucceeded: boolean;
}

/** Sends rows of one run that other processes have handed out, a part of them at a time. */
export class HandedRows {
  readonly #handed: HandedRun;
  readonly #recorder: Recorder;
  readonly #limiter: ConcurrencyLimiter;
  readonly #facts = new Map<number, OutcomeFacts>();
  /** For each part, the records that were created lately, and the rows that wait for one. */
  readonly #createdIn = new Set<CreatedRecords>();
  readonly #created: Pick<CreatedRecords, 'add'> = {
    add: (record) => {
      for (const each of this.#createdIn) each.add(record);
    },
  };

  constructor(handed: HandedRun, failure: RunFailure) {
    const { columns, limits, log, breaker, clock, hasSucceeded } = handed;
    const { format, header, keyColumn, mappedColumns } = columns;
    const guards = new RunGuards(limits, hasSucceeded, breaker);
    this.#handed = handed;
    this.#limiter = createConcurrencyLimiter(guards, failure);
    this.#recorder = new Recorder({
      log,
      guards,
      facts: { take: (row) => this.#takeFacts(row), put: (row, facts) => this.#facts.set(row, facts) },
      locateOutcome: createOutcomeLocator(
        { header, keyColumn, mappedColumns: new Map(mappedColumns) },
        createCellLocator({ format, header }),
      ),
      breaker,
      clock,
    });
  }

  /** Begins a part of the rows. */
  open(part: RowsPart): HandedPart {
    const { run, rules, ledger, log, ids, findRivals, breaker, lateMs, clock } = this.#handed;
    const created = new CreatedRecords();
    this.#createdIn.add(created);
    const { dispatcher, stop, cancel, failure } = part;
    const delivery = new RowDelivery({
      run,
      rules,
      ledger,
      control: { clock, stop, cancel },
      delivery: { dispatcher, breaker, lateMs },
      log,
      recorder: this.#recorder,
      failure,
      ids,
      waiting: created,
      created: this.#created,
      findRivals,
    });
    const interrupted: InterruptedRowRules = {
      resend: rules.resendInDoubt || run.target.removes === true,
      isFiltered: false,
      canAsk: canLookUp(run.target),
      clock,
    };
    return new HandedPart({
      delivery,
      limiter: this.#limiter,
      recorder: this.#recorder,
      interrupted,
      onLost: part.onLost,
      keepFacts: (row, facts) => this.#facts.set(row, facts),
      close: () => {
        this.#createdIn.delete(created);
        delivery.reconciler.close();
      },
    });
  }

  #takeFacts(row: number): OutcomeFacts | undefined {
    const facts = this.#facts.get(row);
    this.#facts.delete(row);
    return facts;
  }
}

/** What a part of the rows has of its own. */
interface RowsPart extends Pick<RunControl, 'stop' | 'cancel'> {
  readonly dispatcher: Dispatcher;
  readonly failure: Pick<RunFailure, 'report'>;
  /** Another process has taken rows of the part over. */
  readonly onLost: () => void;
}

interface HandedPartOptions {
  readonly delivery: RowDelivery;
  readonly limiter: ConcurrencyLimiter;
  readonly recorder: Recorder;
  readonly interrupted: InterruptedRowRules;
  readonly onLost: () => void;
  readonly keepFacts: (row: number, facts: OutcomeFacts) => void;
  readonly close: () => void;
}

/** A part of the rows, while it is sent. */
export class HandedPart {
  readonly #options: HandedPartOptions;
  readonly #sending = new Set<Promise<void>>();

  constructor(options: HandedPartOptions) {
    this.#options = options;
  }

  /** What to do with a row, given what has been done with it; undefined if it is settled. */
  admit({ pending, facts }: HandedRow, before: KnownRow | undefined, isFirst: boolean): Admission {
    const { interrupted, keepFacts } = this.#options;
    keepFacts(pending.row.number, facts);
    if (before === undefined) return { kind: 'send', row: { ...pending, mayBeRepetition: !isFirst } };
    // A row that was handed out in doubt is sent again once. If its process was lost meanwhile, it stays in doubt.
    if (before.state === 'in_doubt' && !(pending.hasIntent && isFirst)) return { kind: 'nothing' };
    const { saved: _, unresolvedSince: __, ...row } = pending;
    return admitInterruptedRow({ ...row, hasIntent: true }, before, interrupted);
  }

  /** Sends the rows of one request; resolves once the next can be taken. Throws the failure of the run. */
  async send(rows: readonly PendingRow[], orderKey: string | undefined): Promise<void> {
    const { delivery, limiter } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sending.add(promise);
    const end = () => {
      this.#sending.delete(promise);
      resolve();
    };
    try {
      await limiter.add(() => this.#unlessLost(delivery.deliver(rows, orderKey)).finally(end));
    } catch (error) {
      end();
      throw error;
    }
  }

  /** Does with a row what its admission says. */
  async follow(admission: Exclude<Admission, { readonly kind: 'send' }>): Promise<void> {
    const { delivery, recorder } = this.#options;
    if (admission.kind === 'completed') recorder.completeUnsent(admission.outcome);
    else if (admission.kind === 'unknown') await delivery.reconciler.reconcile(admission);
  }

  /** Resolves once every request that was begun has been answered. */
  async answered(): Promise<void> {
    while (this.#sending.size > 0) await Promise.all(this.#sending);
  }

  /** How many rows of unknown outcome are looked up. */
  get unresolvedCount(): number {
    return this.#options.delivery.reconciler.pendingCount;
  }

  /** Settles the rows of unknown outcome: no later row of the run will be sent by this process soon. */
  drain(): Promise<void> {
    return this.#options.delivery.reconciler.drain();
  }

  close(): void {
    this.#options.close();
  }

  /** Rows that others have taken over, or that may not leave any more, stay as the ledger has them. */
  async #unlessLost(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (error instanceof RowTakenOver) this.#options.onLost();
      else if (!(error instanceof Stopped)) throw error;
    }
  }
}
