import { type LedgerSettings, withLedger } from '../open-ledger.ts';

/** A worker, or a command that sends rows of its own run, as `runs` and `doctor` show it. */
export interface WorkerView {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  /** The commands whose rows it sends; empty for a command that sends only rows of its own run. */
  readonly queues: readonly string[];
  /** ISO time. */
  readonly since: string;
  /** The runs whose rows it is sending, each with the number of its chunks. */
  readonly runs: readonly { readonly run: string; readonly chunks: number }[];
}

/** The workers that are there now; none for a ledger that is not shared. Errors: `LedgerError`. */
export async function workersOf(settings: LedgerSettings): Promise<WorkerView[]> {
  if (settings.ledger === undefined) return [];
  return withLedger(settings, async ({ postgres }) => {
    if (postgres === undefined) return [];
    const { listWorkers } = await import('../../distributed/index.ts');
    const workers = await listWorkers(postgres);
    return workers.flatMap(({ name, host, pid, kinds, startedAt, isLive, runs }) =>
      isLive ? [{ name, host, pid, queues: kinds, since: new Date(startedAt).toISOString(), runs }] : [],
    );
  });
}
