import { hostname } from 'node:os';
import { pid } from 'node:process';
import {
  DISTRIBUTED_POLICY,
  QUEUE_KINDS,
  type QueueKind,
  runWorker,
  type WorkerEvent,
} from '../../distributed/index.ts';
import { type GateWait, systemClock } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** What `work` takes. */
export interface WorkOptions extends RunOptions {
  /** The commands whose rows it sends. Default: all. */
  readonly queues?: readonly string[] | undefined;
  /** What others call it. Default: the machine's name and the process's number. */
  readonly name?: string | undefined;
  /** Called with what happens, as it happens. */
  readonly onEvent?: (event: WorkerEvent) => void;
}

/** What a worker has done. */
export interface WorkSummary {
  readonly worker: string;
  readonly chunks: number;
}

/**
 * Takes part in the distributed runs of a tenant until it is stopped: sends the rows that imports, taggings, applies and undos of other
 * processes hand out. Errors: `UsageError` if the ledger is not shared, or the credentials do not work; `LedgerError`.
 *
 * @example
 * await work({ connection, signal, queues: ['import', 'tag'] });
 */
export function work(options: WorkOptions): Promise<WorkSummary> {
  return withContext(options, async ({ settings, signals }) => {
    const kinds = kindsOf(options.queues);
    const session = await openSession(settings, systemClock, Math.random, {
      onServer: (state, reason) => options.onEvent?.({ event: state === 'down' ? 'server-down' : 'server-up', reason }),
      onWait: (wait) => options.onEvent?.(waitEvent(wait)),
      stop: signals.stop,
      cancel: signals.cancel,
    });
    try {
      const { ledger, scope, client, dispatcher, breaker } = session;
      const database = ledger.postgres;
      if (database === undefined) {
        throw new UsageError(
          t`A worker needs a ledger that several machines share: --ledger postgres://…, or SOBOT_ETL_LEDGER`,
        );
      }
      // A worker with wrong credentials would stop the runs of others.
      await client.authenticate();
      const name = options.name ?? `${hostname()}-${pid}`;
      const { concurrency, lateMs, leaseMs = DISTRIBUTED_POLICY.lease.ms } = settings;
      const chunks = await runWorker({
        sending: {
          ledger,
          database,
          dispatcher,
          breaker,
          concurrency,
          lateMs,
          clock: systemClock,
          cancel: signals.cancel,
        },
        worker: { scope, name, host: hostname(), pid, kinds, concurrency },
        leaseMs,
        stop: signals.stop,
        onEvent: (event) => options.onEvent?.(event),
      });
      return { worker: name, chunks };
    } finally {
      await session.close();
    }
  });
}

function waitEvent(wait: GateWait | undefined): WorkerEvent {
  if (wait === undefined) return { event: 'going-on' };
  return { event: 'waiting', reason: wait.for, until: new Date(wait.untilMs).toISOString() };
}

function kindsOf(given: readonly string[] | undefined): readonly QueueKind[] {
  const names = (given ?? []).flatMap((each) => each.split(',')).map((name) => name.trim());
  const unknown = names.find((name) => !(QUEUE_KINDS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      t`--queues takes some of ${QUEUE_KINDS.join(', ')}, separated by commas; "${unknown}" is none of them`,
    );
  }
  return names.length === 0 ? QUEUE_KINDS : QUEUE_KINDS.filter((kind) => names.includes(kind));
}
