import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT } from '../../cli/exit-code.ts';
import { machineZone } from '../../cli/schedule/machine-zone.ts';
import { printJobs, type Starting } from '../../cli/schedule/print-jobs.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { systemClock } from '../../dispatch/clock.ts';
import { wallClock } from '../../export/decode/wall-clock.ts';
import { Ledger } from '../../ledger/index.ts';
import { type ConnectionFlags, homeFolder } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { findJob, type Job, loadJobs } from './schedule-jobs.ts';
import { runSchedule } from './schedule-loop.ts';
import { notify } from './schedule-notify.ts';
import { jobFolder, type LastRun } from './schedule-record.ts';
import { type RunContext, runJob } from './schedule-run.ts';

export interface ScheduleFlags extends Pick<ConnectionFlags, 'profile' | 'baseUrl' | 'insecureHttp' | 'home'> {
  readonly jobs: string;
  readonly once?: string | undefined;
  /** Only if it is due in this minute. */
  readonly ifDue: boolean;
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
    const starting = startingFrom(flags);
    terminal.data(printJobs(flags.print, jobs, starting));
    for (const warning of starting.warnings) terminal.complain(warning);
    return EXIT.done;
  }
  if (flags.ifDue && flags.once === undefined) throw new UsageError('--if-due goes with --once');
  const once = flags.once === undefined ? undefined : findJob(jobs, flags.once, flags.jobs);
  if (flags.ifDue && once && !isDue(once, Date.now())) return EXIT.done;
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

const MINUTE_MS = 60_000;

/** Is a job due in this minute? Whoever asks is a little late, and the job is due at the minute's first second. */
function isDue({ cron }: Job, nowMs: number): boolean {
  return cron.match(new Date(nowMs - (nowMs % MINUTE_MS)));
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

/** What a scheduler has to be told, since it starts elsewhere and without this shell's environment. */
function startingFrom(flags: ScheduleFlags): Starting {
  const { env } = process;
  const home = flags.home ?? env['SOBOT_ETL_HOME'];
  const baseUrl = flags.baseUrl ?? (env['SOBOT_BASE_URL'] || undefined);
  const given = {
    profile: flags.profile,
    'base-url': baseUrl,
    home: home && resolve(home),
    'notify-url': flags.notifyUrl,
  };
  const switches = ['json', 'quiet', 'verbose'] as const;
  const folder = dirname(resolve(flags.jobs));
  const hasFile = existsSync(join(folder, '.env'));
  const needs = ['SOBOT_APP_ID', 'SOBOT_APP_KEY'].filter((name) => env[name]);
  return {
    program: [process.execPath, resolve(process.argv[1] ?? '')],
    jobsPath: resolve(flags.jobs),
    flags: [
      ...wordsOf(given),
      ...(flags.insecureHttp ? ['--insecure-http'] : []),
      ...switches.filter((name) => flags[name]).map((name) => `--${name}`),
    ],
    machineZone: machineZone(),
    warnings:
      needs.length > 0 && !hasFile
        ? [
            `${needs.join(' and ')} of this shell will not be there when the scheduler starts a job: store the credentials with sobot-etl login, or write them into ${join(folder, '.env')}.`,
          ]
        : [],
  };
}

/** Flags of the connection that go to every run. Never a key: those are in the environment or in a profile. */
function sharedArgs({ profile, baseUrl, home, insecureHttp }: ScheduleFlags): string[] {
  // A job runs in the folder of its file.
  const words = wordsOf({ profile, 'base-url': baseUrl, home: home && resolve(home) });
  return insecureHttp ? [...words, '--insecure-http'] : words;
}

function wordsOf(flags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
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
