import { Admitter } from './admit/admitter.ts';
import { UniqueValues } from './admit/unique-values.ts';
import { SendQueue } from './batch/send-queue.ts';
import { RowIdentities, SavedIds } from './identity/collisions.ts';
import { Identity } from './identity/identity.ts';
import type { Delivery, ImportJob } from './import-job.ts';
import { CreatedRecords } from './reconcile/created-records.ts';
import { canLookUp, customerLookup } from './reconcile/customer-lookup.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import { Counters, UnsentValueCounts } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import { createOutcomeLocator, KeyTexts, Recorder } from './record/recorder.ts';
import { RuleWarnings } from './record/rule-warnings.ts';
import { createCellLocator } from './row-outcomes.ts';
import { RunFailure, RunGuards } from './run-guards.ts';
import { type ConcurrencyLimiter, createConcurrencyLimiter } from './send/concurrency-limiter.ts';
import { Sender } from './send/sender.ts';
import { FileSource } from './source/file-source.ts';
import { PayloadSamples } from './source/mapped-rows.ts';

/** The stages of one import, and what they share. */
export interface Stages {
  readonly source: FileSource;
  readonly admitter: Admitter;
  readonly queue: SendQueue;
  /** Absent for a check, like the reconciler. */
  readonly sender: Sender | undefined;
  readonly reconciler: Reconciler | undefined;
  readonly recorder: Recorder;
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
  const { source, rules, limits, files, delivery, control } = job;
  const failure = new RunFailure(control.halt);
  const counters = new Counters();
  const log = await job.ledger.openLog({
    onDurable(outcomes, changes) {
      files.append(outcomes);
      counters.durable(outcomes, changes);
    },
    onFailure: (error) => failure.report(error),
  });
  counters.resumeFrom(log.counts);
  const locateCell = createCellLocator(source.table);
  const identity = rules.identity && new Identity(rules.identity, rules.duplicates.policy, locateCell);
  const { created, updated, done } = counters.rows;
  const guards = new RunGuards(limits, created + updated + done > 0, delivery?.breaker);
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
  const recorder = new Recorder({
    log,
    guards,
    identity,
    unique,
    keyTexts,
    locateOutcome: createOutcomeLocator(source, locateCell),
    breaker: delivery?.breaker,
    clock: control.clock,
  });
  const { sender, reconciler } =
    delivery === undefined ? NO_DELIVERY : await makeDelivery(job, delivery, { log, identity, recorder, failure });
  // Rows with the same key are sent in order, so none may wait for a batch.
  const mayBatch = rules.duplicates.policy !== 'all';
  const queue = new SendQueue({ filter: rules.filter, locateCell, target: job.run.target, mayBatch });
  const samples = new PayloadSamples();
  const unsent = new UnsentValueCounts();
  const warnings = new RuleWarnings();
  const canAsk = reconciler?.canAsk === true;
  const admitter = new Admitter({ job, identity, unique, locateCell, canAsk, keyTexts, samples, unsent, warnings });
  const reader = new FileSource({ source, limits, control, log, counters, samples });
  return {
    source: reader,
    admitter,
    queue,
    sender,
    reconciler,
    recorder,
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

const NO_DELIVERY = { sender: undefined, reconciler: undefined };

interface Shared {
  readonly log: ImportRowLog;
  readonly identity: Identity | undefined;
  readonly recorder: Recorder;
  readonly failure: RunFailure;
}

async function makeDelivery(
  job: ImportJob,
  { dispatcher, breaker, lateMs }: Delivery,
  { log, identity, recorder, failure }: Shared,
): Promise<{ readonly sender: Sender; readonly reconciler: Reconciler }> {
  const { run, rules, ledger, control } = job;
  const ids = await savedIds(job, log, identity);
  const created = new CreatedRecords();
  const lookup = canLookUp(run.target) ? customerLookup({ run, ledger, ids, dispatcher }) : undefined;
  const context = { run, rules, ledger, log, ids, dispatcher, control };
  const sender = new Sender(context, breaker, lookup && created);
  const timing = { clock: control.clock, lateMs, stop: control.stop };
  const { resendInDoubt } = rules;
  const reconciler = new Reconciler({ lookup, created, sender, recorder, failure, timing, resendInDoubt });
  return { sender, reconciler };
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
