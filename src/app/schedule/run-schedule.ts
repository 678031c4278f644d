import { wallClock } from '../../export/decode/wall-clock.ts';
import { Ledger } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/clock.ts';
import { type Reporter, runReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { type CommandRunner, type JobContext, runJob } from './run-job.ts';
import { findJob, type Job, loadJobs } from './schedule-jobs.ts';
import { runWhenDue } from './schedule-loop.ts';
import { postNotification } from './schedule-notify.ts';
import { jobFolder, type LastRun } from './schedule-record.ts';

/** What `runSchedule` takes. */
export interface ScheduleOptions {
  /** Path of the file of jobs. */
  readonly jobs: string;
  /** The folder of the ledger, which keeps what became of each job. */
  readonly home: string;
  readonly start: CommandRunner;
  /** Flags that every run gets besides its own: those of the connection that the schedule was given. */
  readonly sharedArgs: readonly string[];
  /** Run this job now, and end. */
  readonly once?: string | undefined;
  /** With `once`: only if it is due in this minute. */
  readonly ifDue?: boolean;
  /** Where to post what became of each job. */
  readonly notifyUrl?: string | undefined;
  /** Aborted: what is in hand is finished, and nothing begins. */
  readonly stop: AbortSignal;
  /** Aborted: the runs in hand are interrupted, and can be resumed. */
  readonly interrupt: AbortSignal;
  readonly reporter?: Reporter;
}

/** Runs jobs when they are due until it is stopped; or one of them now: then answers how it ended, if it ran. */
export async function runSchedule(options: ScheduleOptions): Promise<LastRun | undefined> {
  const { home, notifyUrl, stop, interrupt, start, sharedArgs } = options;
  const jobs = await loadJobs(options.jobs);
  if (options.ifDue && options.once === undefined) throw new UsageError('--if-due goes with --once');
  const once = options.once === undefined ? undefined : findJob(jobs, options.once, options.jobs);
  if (options.ifDue && once && !isDue(once, Date.now())) return undefined;
  const reporter = runReporter(options.reporter);
  const ledger = new Ledger(home);
  const stamp = wallClock(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const context: JobContext = {
    ...{ home, start, sharedArgs, stop, interrupt },
    now: Date.now,
    sleep: (ms, signal) => systemClock.sleep(ms, signal).catch(() => {}),
    log: (job, text) => reporter.message('info', `${stamp(Math.floor(Date.now() / 1000))} ${job} ${text}`),
  };
  const run = async (job: Job, dueMs: number): Promise<LastRun | undefined> => {
    const lock = ledger.lockFolder(jobFolder(home, job.name));
    if (!lock) return undefined;
    try {
      const ended = await runJob(job, dueMs, context);
      const trouble = notifyUrl === undefined ? undefined : await postNotification(notifyUrl, ended);
      if (trouble !== undefined) reporter.message('problem', trouble);
      return ended;
    } finally {
      lock.release();
    }
  };
  try {
    if (once) {
      const ended = await run(once, Date.now());
      if (!ended) reporter.message('problem', `${once.name} is running in another process; left out`);
      return ended;
    }
    for (const { name, cron } of jobs) context.log(name, `next at ${cron.nextRun()?.toISOString()}`);
    // Each beside the others but never beside itself.
    await Promise.all(jobs.map((job) => runWhenDue(job, { ...context, run })));
    return undefined;
  } finally {
    ledger.close();
  }
}

const MINUTE_MS = 60_000;

/** Is a job due in this minute? Whoever asks is a little late, and the job is due at the minute's first second. */
function isDue({ cron }: Job, nowMs: number): boolean {
  return cron.match(new Date(nowMs - (nowMs % MINUTE_MS)));
}
