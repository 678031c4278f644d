import { wallClock } from '../../export/index.ts';
import { lockFolder } from '../../ledger/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import type { Environment } from '../connection.ts';
import { createStateFolder } from '../profile-store.ts';
import { type Reporter, runReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { jobFolder, type LastRun, readLastRun } from './job-files.ts';
import { notifyOfJobs } from './notify-of-jobs.ts';
import { type CommandRunner, type JobContext, runJob } from './run-job.ts';
import { findJob, type Job, loadSchedule } from './schedule-jobs.ts';

/** The options of `runSchedule`. */
interface ScheduleOptions {
  /** Path of the jobs file. */
  readonly jobs: string;
  /** The state folder, which holds the record of each job. */
  readonly home: string;
  readonly start: CommandRunner;
  /** The environment, to which channels may refer. */
  readonly env: Environment;
  /** Flags that every run gets in addition to its own: the connection flags of the schedule. */
  readonly sharedArgs: readonly string[];
  /** Run this job now, then exit. */
  readonly once?: string | undefined;
  /** With `once`: only if it is due in this minute. */
  readonly ifDue?: boolean;
  /** The URL to which the outcome of each job is posted; that of the jobs file otherwise. */
  readonly notifyUrl?: string | undefined;
  /** Aborted: current runs finish, and no new run starts. */
  readonly stop: AbortSignal;
  /** Aborted: current runs are interrupted, and can be resumed. */
  readonly interrupt: AbortSignal;
  readonly reporter?: Reporter;
}

/** Runs jobs when they are due until it is stopped; with `once`, runs one job now and returns its result, if it ran. */
export async function runSchedule(options: ScheduleOptions): Promise<LastRun | undefined> {
  const { home, env, stop, interrupt, start, sharedArgs } = options;
  const schedule = await loadSchedule(options.jobs, env);
  const { jobs } = schedule;
  const notifyUrl = options.notifyUrl ?? schedule.notifyUrl;
  if (options.ifDue && options.once === undefined) throw new UsageError(t`--if-due works only with --once`);
  const once = options.once === undefined ? undefined : findJob(jobs, options.once, options.jobs);
  if (options.ifDue && once && !isDue(once, Date.now())) return undefined;
  const reporter = runReporter(options.reporter);
  const notify = await notifyOfJobs(once ? [once] : jobs, { home, env, jobsPath: options.jobs, interrupt, reporter });
  createStateFolder(home);
  const stamp = wallClock(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const context: JobContext = {
    ...{ home, start, sharedArgs, stop, interrupt },
    now: Date.now,
    sleep: (ms, signal) => systemClock.sleep(ms, signal).catch(() => {}),
    log: (job, text) => reporter.message('info', `${stamp(Math.floor(Date.now() / 1000))} ${job} ${text}`),
  };
  const run = async (job: Job, dueMs: number): Promise<LastRun | undefined> => {
    const lock = await lockFolder(home, jobFolder(home, job.name));
    if (!lock) return undefined;
    try {
      const ended = await notify(await runJob(job, dueMs, context));
      const trouble = notifyUrl === undefined ? undefined : await postNotification(notifyUrl, ended);
      if (trouble !== undefined) reporter.message('problem', trouble);
      return ended;
    } finally {
      await lock.release();
    }
  };
  if (once) {
    const ended = await run(once, Date.now());
    if (!ended) reporter.message('problem', t`${once.name} is running in another process; skipped`);
    return ended;
  }
  for (const { name, cron } of jobs) context.log(name, t`next at ${cron.nextRun()?.toISOString()}`);
  // Jobs run concurrently; no job overlaps itself.
  await Promise.all(jobs.map((job) => runWhenDue(job, { ...context, run })));
  return undefined;
}

const MINUTE_MS = 60_000;

/** Is a job due in this minute? It is due at the minute's first second, and a scheduler starts a little later. */
function isDue({ cron }: Job, nowMs: number): boolean {
  return cron.match(new Date(nowMs - (nowMs % MINUTE_MS)));
}

/** Longest single wait, because a machine that sleeps stops its timers. */
const MAX_WAIT_MS = 30_000;

interface LoopContext {
  readonly home: string;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: (job: string, text: string) => void;
  /** Aborted: current runs finish, and no new run starts. */
  readonly stop: AbortSignal;
  /** Runs a job that is due; undefined if another process is running it. */
  readonly run: (job: Job, dueMs: number) => Promise<LastRun | undefined>;
}

/** Runs a job whenever it is due, until it is asked to stop. */
async function runWhenDue(job: Job, { home, now, sleep, log, stop, run }: LoopContext): Promise<void> {
  let dueMs = firstDue(job, readLastRun(home, job.name), now());
  if (dueMs <= now()) log(job.name, t`was due at ${new Date(dueMs).toISOString()}; runs now (catch-up)`);
  for (;;) {
    while (!stop.aborted && now() < dueMs) await sleep(Math.min(dueMs - now(), MAX_WAIT_MS), stop);
    if (stop.aborted) return;
    if (!(await run(job, dueMs))) log(job.name, t`is running in another process; skipped`);
    // A job that came due several times while it ran runs only once.
    const next = nextAfter(job, dueMs);
    dueMs = nextAfter(job, now());
    if (next < dueMs && next < now()) log(job.name, t`was still running at ${new Date(next).toISOString()}; skipped`);
  }
}

/** When a job is first due: at once, for one run, if runs were missed since the last one. */
function firstDue(job: Job, last: LastRun | undefined, nowMs: number): number {
  const missed = last && job.catchesUp ? nextAfter(job, Date.parse(last.started)) : Number.POSITIVE_INFINITY;
  return missed <= nowMs ? missed : nextAfter(job, nowMs);
}

/** The next time at which a job is due. */
function nextAfter({ cron }: Job, ms: number): number {
  return cron.nextRun(new Date(ms))?.getTime() ?? Number.POSITIVE_INFINITY;
}

const NOTIFY_TIMEOUT_MS = 10_000;

/** Posts the outcome of a job as JSON; chat programs show `text`. Returns what went wrong, if anything did. */
async function postNotification(url: string, run: LastRun): Promise<string | undefined> {
  const text = t`sobot-etl: ${run.job} ${run.exit_code === 0 ? t`is done` : t`ended with exit code ${run.exit_code}`}`;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text, ...run }),
      signal: AbortSignal.timeout(NOTIFY_TIMEOUT_MS),
    });
    return answer.ok ? undefined : t`The notify URL answered HTTP ${answer.status}`;
  } catch (error) {
    // The address may hold a secret, so it is not shown.
    return t`The notify URL could not be reached (${error instanceof Error ? error.name : 'unknown'})`;
  }
}
