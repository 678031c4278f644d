import { type Channel, notifyAll } from '../../notify/index.ts';
import { shellLine } from '../../words/index.ts';
import { type ChannelSources, listedChannels } from '../notify/channels.ts';
import { outcomeOfJob } from '../notify/outcomes.ts';
import { reportNotifications } from '../notify/run-notifier.ts';
import type { Reporter } from '../reporter.ts';
import { proxyFrom } from '../settings.ts';
import { type LastRun, writeLastRun } from './job-files.ts';
import type { Job } from './schedule-jobs.ts';

/** What notifications of jobs need. */
interface JobNotifications extends ChannelSources {
  /** The jobs file, for the command that runs a job again. */
  readonly jobsPath: string;
  /** Aborted: gives up at once. */
  readonly interrupt: AbortSignal;
  readonly reporter: Pick<Reporter, 'message'>;
}

/**
 * Looks up the channels of all jobs, before the first runs. The function that it returns tells them how a job ended, and keeps in the
 * job's record what became of that. Errors: those of `findChannels`.
 */
export async function notifyOfJobs(
  jobs: readonly Job[],
  { home, env, jobsPath, interrupt, reporter }: JobNotifications,
): Promise<(run: LastRun) => Promise<LastRun>> {
  const channels = new Map<string, readonly Channel[]>();
  for (const { name, notify } of jobs) channels.set(name, await listedChannels(notify, { home, env }));
  return async (run) => {
    const own = channels.get(run.job) ?? [];
    if (own.length === 0) return run;
    const outcome = outcomeOfJob(run, shellLine(['sobot-etl', 'schedule', jobsPath, '--once', run.job]));
    const notifications = await notifyAll(own, outcome, { proxy: proxyFrom(env), cancel: interrupt });
    reportNotifications(notifications, reporter);
    if (notifications.length === 0) return run;
    const told = { ...run, notifications };
    await writeLastRun(home, told);
    return told;
  };
}
