import { hostname } from 'node:os';
import { pid } from 'node:process';
import {
  DISTRIBUTED_POLICY,
  type DistributedRun,
  DistributedRuns,
  distributeRun,
  factsForWorkers,
  liveWorkers,
  QUEUE_KINDS,
  type QueueKind,
} from '../../distributed/index.ts';
import type { ImportJob } from '../../import/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { counted, t } from '../../words/index.ts';
import type { RunReporter } from '../reporter.ts';
import type { StopSignals } from '../run-context.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Distributes a run whose ledger several machines share: if workers are there, if it has been distributed before, or if this process is
 * not to send rows itself. Undefined otherwise. Errors: `LedgerError`; `UsageError` for a ledger that is not shared.
 */
export async function distributeImport(
  job: ImportJob,
  run: StoredRun,
  from: {
    readonly session: Session;
    readonly signals: StopSignals;
    readonly reporter: Pick<RunReporter, 'message'>;
    /** May this process send rows, too? */
    readonly local: boolean;
  },
): Promise<DistributedRun | undefined> {
  const { session, signals, reporter, local } = from;
  const { ledger, settings, dispatcher, breaker, scope } = session;
  const { delivery } = job;
  const database = ledger.postgres;
  if (database === undefined && !local) {
    throw new UsageError(
      t`--no-local leaves the rows to workers, which need a ledger that several machines share: --ledger postgres://…`,
    );
  }
  const kind = QUEUE_KINDS.find((each) => each === run.command);
  if (database === undefined || delivery === undefined || kind === undefined) return undefined;
  const workers = await liveWorkers(database, run.scope, kind);
  const isDistributed = await new DistributedRuns(database).isDistributed(run.seq);
  if (workers === 0 && local && !isDistributed) return undefined;
  if (workers > 0) reporter.message('info', t`${counted(workers, 'worker takes', 'workers take')} part.`);
  return distributeRun({
    sending: {
      ledger,
      database,
      dispatcher,
      breaker,
      concurrency: settings.concurrency,
      lateMs: delivery.lateMs,
      clock: systemClock,
      cancel: signals.cancel,
    },
    run,
    kind,
    facts: factsForWorkers({ ...job, lateMs: delivery.lateMs }),
    maxErrors: job.limits.maxErrors,
    isCompared: job.rules.filter !== undefined,
    own: local
      ? {
          scope,
          name: run.id,
          host: hostname(),
          pid,
          kinds: [],
          concurrency: settings.concurrency,
        }
      : undefined,
    leaseMs: settings.leaseMs ?? DISTRIBUTED_POLICY.lease.ms,
    stop: signals.stop,
    cancel: signals.cancel,
    onNobody: () => reporter.message('info', waitingFor(kind)),
  });
}

function waitingFor(kind: QueueKind): string {
  return t`No worker is there for the rows of ${kind}; waiting. Start one on any machine: sobot-etl worker --ledger postgres://…`;
}
