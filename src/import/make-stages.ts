import { Admitter } from './admit/admitter.ts';
import { UniqueValues } from './admit/unique-values.ts';
import { SendQueue } from './batch/send-queue.ts';
import type { OutcomeFacts, RowDistribution } from './distribution.ts';
import { RowIdentities, SavedIds } from './identity/collisions.ts';
import { Identity } from './identity/identity.ts';
import type { Delivery, ImportJob } from './import-job.ts';
import { CreatedRecords } from './reconcile/created-records.ts';
import { canLookUp } from './reconcile/customer-lookup.ts';
import { Counters, UnsentValueCounts } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import { createOutcomeLocator, KeyTexts, type OutcomeFactsSource, Recorder } from './record/recorder.ts';
import { RuleWarnings } from './record/rule-warnings.ts';
import { createCellLocator } from './row-outcomes.ts';
import { type ErrorLimit, RunFailure, RunGuards } from './run-guards.ts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from './send/concurrency-limiter.ts';
import { RowDelivery } from './send/row-delivery.ts';
import { FileSource } from './source/file-source.ts';
import { PayloadSamples } from './source/mapped-rows.ts';

/** The stages of one import, and what they share. */
export interface Stages {
  readonly source: FileSource;
  readonly admitter: Admitter;
  readonly queue: SendQueue;
  /** Absent for a check, and if other processes send the rows. */
  readonly delivery: RowDelivery | undefined;
  /** Can the server be asked whether the record of a row was created? */
  readonly canAsk: boolean;
  readonly recorder: Recorder;
  readonly facts: OutcomeFactsSource;
  readonly limiter: ConcurrencyLimiter;
  readonly guards: RunGuards;
  readonly counters: Counters;
  readonly log: ImportRowLog;
  /** Finds rows that the CRM would save as one customer; undefined if it does not identify the target's records. */
  readonly identity: Identity | undefined;
  readonly samples: PayloadSamples;
  readonly unsent: UnsentValueCounts;
  readonly warnings: RuleWarnings;
}

/** Creates the stages of an import: first what several of them share and the recorder, then the stages that need these. */
export async function makeStages(job: ImportJob): Promise<Stages> {
  const { source, rules, limits, files, delivery, distribution, control } = job;
  const failure = new RunFailure(control.halt);
  const counters = new Counters();
  const log = await job.ledger.openLog({
    onDurable(outcomes, changes) {
      files.append(outcomes);
      // What other processes have written is counted, too.
      if (distribution === undefined) counters.durable(outcomes, changes);
    },
    onFailure: (error) => failure.report(error),
  });
  counters.resumeFrom(log.counts);
  if (distribution) counters.readBefore(distribution.readBefore);
  const locateCell = createCellLocator(source.table);
  const identity = rules.identity && new Identity(rules.identity, rules.duplicates.policy, locateCell);
  const { created, updated, done } = counters.rows;
  // A percentage is of all rows, whichever process has sent them.
  const ownLimits = distribution ? { ...limits, maxErrors: withoutPercent(limits.maxErrors) } : limits;
  const guards = new RunGuards(ownLimits, created + updated + done > 0, delivery?.breaker);
  const keyTexts = new KeyTexts(source.mapper);
  const limiter = createConcurrencyLimiter(guards, failure);
  const { uniqueRules = [] } = source.mapper;
  const identities = identity?.identities ?? new RowIdentities(rules.duplicates.policy);
  const unique =
    uniqueRules.length === 0
      ? undefined
      : new UniqueValues({
          rules: uniqueRules,
          otherRecords: rules.otherRecords,
          findEarlier: rules.findEarlier,
          identities,
        });
  const facts = outcomeFacts(identity, unique, keyTexts);
  const recorder = new Recorder({
    log,
    guards,
    facts,
    locateOutcome: createOutcomeLocator(
      { header: source.table.header, keyColumn: source.mapper.keyColumn, mappedColumns: source.mappedColumns },
      locateCell,
    ),
    breaker: delivery?.breaker,
    clock: control.clock,
  });
  const sending =
    delivery === undefined || distribution !== undefined
      ? undefined
      : await makeDelivery(job, delivery, { log, identity, recorder, failure });
  // Rows with the same key are sent in order, so none may wait for a batch.
  const mayBatch = rules.duplicates.policy !== 'all';
  const queue = new SendQueue({ filter: rules.filter, locateCell, target: job.run.target, mayBatch });
  const samples = new PayloadSamples();
  const unsent = new UnsentValueCounts();
  const warnings = new RuleWarnings();
  const canAsk = delivery !== undefined && canLookUp(job.run.target);
  const admitter = new Admitter({ job, identity, unique, locateCell, canAsk, keyTexts, samples, unsent, warnings });
  const known = distribution === undefined ? log : knownToAll(log, distribution);
  const reader = new FileSource({ source, limits, control, log: known, counters, samples });
  return {
    source: reader,
    admitter,
    queue,
    delivery: sending,
    canAsk,
    recorder,
    facts,
    limiter,
    guards,
    counters,
    log,
    identity,
    samples,
    unsent,
    warnings,
  };
}

interface Shared {
  readonly log: ImportRowLog;
  readonly identity: Identity | undefined;
  readonly recorder: Recorder;
  readonly failure: RunFailure;
}

async function makeDelivery(
  job: ImportJob,
  delivery: Delivery,
  { log, identity, recorder, failure }: Shared,
): Promise<RowDelivery> {
  const { run, rules, ledger, control } = job;
  const ids = await savedIds(job, log, identity);
  const created = new CreatedRecords();
  return new RowDelivery({
    run,
    rules,
    ledger,
    control,
    delivery,
    log,
    recorder,
    failure,
    ids,
    created,
    waiting: created,
  });
}

function outcomeFacts(
  identity: Identity | undefined,
  unique: UniqueValues | undefined,
  keyTexts: KeyTexts,
): OutcomeFactsSource {
  const kept = new Map<number, OutcomeFacts>();
  return {
    put: (row, facts) => kept.set(row, facts),
    take(row, key) {
      const before = kept.get(row);
      if (before !== undefined) {
        kept.delete(row);
        return before;
      }
      const keyText = keyTexts.take(row, key);
      const identities = identity?.takeHashes(row);
      const uniqueValues = unique?.takeHashes(row);
      const isPlain = keyText === undefined && identities === undefined && uniqueValues === undefined;
      return isPlain ? undefined : { keyText, identities, uniqueValues };
    },
  };
}

function withoutPercent(limit: ErrorLimit | undefined): ErrorLimit | undefined {
  return limit?.count === undefined ? undefined : { count: limit.count };
}

/** Knows also the rows that other processes take care of. */
function knownToAll(log: ImportRowLog, distribution: RowDistribution): Pick<ImportRowLog, 'known' | 'counts'> {
  return {
    async known(first, last) {
      // In this order: a row that is no longer handed out when it is looked up has its outcome in the ledger.
      const handedOut = await distribution.known(first, last);
      const logged = await log.known(first, last);
      return new Map([...logged, ...handedOut]);
    },
    get counts() {
      return log.counts;
    },
  };
}

/** The ids that rows received, also from an earlier process, where the server decides which customer a row is. */
async function savedIds(
  { run, rules }: ImportJob,
  log: ImportRowLog,
  identity: Identity | undefined,
): Promise<SavedIds | undefined> {
  if (run.target.endpoint.repeatable !== 'when-identified') return undefined;
  const ids = new SavedIds(identity?.identities ?? new RowIdentities(rules.duplicates.policy));
  if (run.isResumed) for await (const { id, row, key } of log.ids()) ids.note(id, row, key);
  return ids;
}
