import type { Job } from './schedule-jobs.ts';
import { type LastRun, readLastRun } from './schedule-record.ts';

/** Waits are cut into such pieces, because a machine that sleeps stops its timers. */
const MAX_WAIT_MS = 30_000;

export interface LoopContext {
  readonly home: string;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: (job: string, text: string) => void;
  /** Aborted: what is in hand is finished, and nothing begins. */
  readonly stop: AbortSignal;
  /** Runs a job that is due; nothing where another process is at it. */
  readonly run: (job: Job, dueMs: number) => Promise<LastRun | undefined>;
}

/** Runs a job whenever it is due, until it is asked to stop. */
export async function runWhenDue(job: Job, { home, now, sleep, log, stop, run }: LoopContext): Promise<void> {
  let dueMs = firstDue(job, readLastRun(home, job.name), now());
  if (dueMs <= now()) log(job.name, `was due at ${new Date(dueMs).toISOString()} and is caught up on`);
  for (;;) {
    while (!stop.aborted && now() < dueMs) await sleep(Math.min(dueMs - now(), MAX_WAIT_MS), stop);
    if (stop.aborted) return;
    if (!(await run(job, dueMs))) log(job.name, 'is running in another process; left out');
    // However often it came due while it ran, it runs once.
    const next = nextAfter(job, dueMs);
    dueMs = nextAfter(job, now());
    if (next < dueMs && next < now()) log(job.name, `was still running at ${new Date(next).toISOString()}; left out`);
  }
}

/** What came due since the last run, while nothing was running, is due at once, and once. */
function firstDue(job: Job, last: LastRun | undefined, nowMs: number): number {
  const missed = last && job.catchesUp ? nextAfter(job, Date.parse(last.started)) : Number.POSITIVE_INFINITY;
  return missed <= nowMs ? missed : nextAfter(job, nowMs);
}

/** When a job comes due after a time. */
function nextAfter({ cron }: Job, ms: number): number {
  return cron.nextRun(new Date(ms))?.getTime() ?? Number.POSITIVE_INFINITY;
}
