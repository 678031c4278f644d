import { systemClock } from '../../dispatch/clock.ts';
import { wallClock } from '../../export/decode/wall-clock.ts';
import { Ledger } from '../../ledger/index.ts';
import { EXIT } from '../exit-code.ts';
import { type ConnectionFlags, homeFolder } from '../settings.ts';
import { createTerminal } from '../terminal.ts';
import { findJob, type Job, loadJobs } from './schedule/schedule-jobs.ts';
import { runSchedule } from './schedule/schedule-loop.ts';
import { notify } from './schedule/schedule-notify.ts';
import { printJobs } from './schedule/schedule-print.ts';
import { jobFolder, type LastRun } from './schedule/schedule-record.ts';
import { type RunContext, runJob } from './schedule/schedule-run.ts';

export interface ScheduleFlags extends Pick<ConnectionFlags, 'profile' | 'baseUrl' | 'home'> {
  readonly jobs: string;
  readonly once?: string | undefined;
  readonly print?: 'crontab' | 'systemd' | undefined;
  readonly notifyUrl?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** `schedule`: runs jobs when they are due, or one of them now, or prints them for another scheduler. */
export async function schedule(flags: ScheduleFlags): Promise<number> {
  const terminal = createTerminal(flags);
  const jobs = await loadJobs(flags.jobs);
  if (flags.print) {
    terminal.data(printJobs(flags.print, jobs, flags.jobs));
    return EXIT.done;
  }
  const once = flags.once === undefined ? undefined : findJob(jobs, flags.once, flags.jobs);
  const home = homeFolder(flags.home, process.env);
  const ledger = new Ledger(home);
  const signals = listen((text) => terminal.say(text));
  const stamp = wallClock(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const context: RunContext = {
    home,
    sharedArgs: sharedArgs(flags),
    now: Date.now,
    sleep: (ms, signal) => systemClock.sleep(ms, signal).catch(() => {}),
    log: (job, text) => terminal.say(`${stamp(Math.floor(Date.now() / 1000))} ${job} ${text}`),
    stop: signals.stop,
    interrupt: signals.interrupt,
  };
  const run = async (job: Job, dueMs: number): Promise<LastRun | undefined> => {
    const lock = ledger.lockFolder(jobFolder(home, job.name));
    if (!lock) return undefined;
    try {
      const ended = await runJob(job, dueMs, context);
      const trouble = flags.notifyUrl === undefined ? undefined : await notify(flags.notifyUrl, ended);
      if (trouble !== undefined) terminal.complain(trouble);
      return ended;
    } finally {
      lock.release();
    }
  };
  try {
    if (once)
      return await runOnce(
        once,
        run,
        (text) => terminal.complain(text),
        flags.json ? (text) => terminal.data(text) : undefined,
      );
    for (const { name, cron } of jobs) context.log(name, `next at ${cron.nextRun()?.toISOString()}`);
    await runSchedule(jobs, { ...context, run });
    return EXIT.done;
  } finally {
    signals.dispose();
    ledger.close();
  }
}

async function runOnce(
  job: Job,
  run: (job: Job, dueMs: number) => Promise<LastRun | undefined>,
  complain: (text: string) => void,
  print: ((text: string) => void) | undefined,
): Promise<number> {
  const ended = await run(job, Date.now());
  if (!ended) {
    complain(`${job.name} is running in another process; left out`);
    return EXIT.done;
  }
  print?.(JSON.stringify(ended));
  return ended.exit_code;
}

/** Flags of the connection that go to every run. Never a key: those are in the environment or in a profile. */
function sharedArgs({ profile, baseUrl, home }: ScheduleFlags): string[] {
  const given = { profile, 'base-url': baseUrl, home };
  return Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** The first signal lets the runs in hand finish, the second interrupts them: they can be resumed. */
function listen(say: (text: string) => void) {
  const stop = new AbortController();
  const interrupt = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) return interrupt.abort();
    say('Stopping: what is running is finished first. Once more interrupts it, too.');
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    stop: stop.signal,
    interrupt: interrupt.signal,
    dispose() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
