import { dirname, resolve } from 'node:path';
import { Cron } from 'croner';
import { z } from 'zod';
import { ambiguousZone, ExportError, parseYamlSettings, readText } from '../../export/index.ts';
import type { Environment } from '../connection.ts';
import { APP_MESSAGES } from '../messages.ts';
import { type NotifyList, notifyListSchema } from '../notify/channels.ts';
import { outputPattern } from './job-files.ts';

const words = z.union([z.string(), z.array(z.union([z.string(), z.number()]))], {
  error: 'must be a list of arguments, or one text',
});

const jobShape = {
  name: z
    .string({ error: 'must be a name' })
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i, {
      error: 'must be letters, digits, -, _ and ., at most 64, beginning with a letter or a digit',
    })
    .meta({ description: 'Names the job in logs and in --once.' }),
  cron: z
    .string({ error: 'must be a cron expression, such as "0 2 * * *"' })
    .meta({ description: 'When: minute, hour, day of the month, month, day of the week.' }),
  timezone: z.string().optional().meta({ description: 'Time zone of the expression, of file names and of --window.' }),
  command: z
    .enum(['export', 'import', 'tag', 'check'], { error: 'must be export, import, tag or check' })
    .meta({ description: 'The command of sobot-etl.' }),
  args: words.meta({ description: 'Its arguments. {date}, {time}, {datetime}, {month} and {job} are filled in.' }),
  keep: z.int().min(1).optional().meta({ description: 'How many of the output files that the job wrote to keep.' }),
  retry: z.int().min(0).max(20).default(2).meta({ description: 'How often a run that was cut short is resumed.' }),
  'retry-wait': z
    .number()
    .min(0)
    .default(60)
    .meta({ description: 'Seconds before the first retry; longer each time.' }),
  'catch-up': z
    .boolean()
    .default(true)
    .meta({ description: 'Run at once if a run was missed while nothing was running.' }),
};

/** The keys of a job; `docs/schedule-exports.md` explains each. */
export const JOB_KEYS: readonly string[] = [...Object.keys(jobShape), 'notify'];

/** The jobs file, version 1. `variables`: what `${NAME}` stands for in channels, where the file is to run. */
function jobsSchema(variables: Environment | undefined) {
  const notify = notifyListSchema(variables).optional();
  return z.strictObject({
    ...fileShape,
    notify,
    jobs: z.array(z.strictObject({ ...jobShape, notify })).min(1, NO_JOB),
  });
}

const NO_JOB = { error: 'must list at least one job' };

const fileShape = {
  version: z.literal(1, { error: 'must be 1, the version of this file’s language' }),
  timezone: z.string().optional().meta({ description: 'Time zone of jobs that name none; this machine’s otherwise.' }),
  'notify-url': z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional()
    .meta({ description: 'The outcome of each job is posted here as JSON, unless --notify-url is given.' }),
};

/** A job that has been checked. */
export interface Job {
  readonly name: string;
  readonly cron: Cron;
  readonly expression: string;
  readonly timezone: string;
  /** The same, if the file names it; undefined if it is only this machine's. */
  readonly givenTimezone: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
  readonly keep: number | undefined;
  readonly retries: number;
  readonly retryWaitMs: number;
  readonly catchesUp: boolean;
  /** Where its relative paths start: the folder of the jobs file. */
  readonly folder: string;
  /** Who is told how its runs ended. */
  readonly notify: NotifyList;
}

/** The content of a jobs file. */
interface Schedule {
  readonly jobs: readonly Job[];
  readonly notifyUrl: string | undefined;
}

/**
 * Reads a jobs file. `variables`: the environment of a schedule that is to run; its channels may refer to it. Errors: `ExportError`
 * that says where the file is wrong.
 */
export async function loadSchedule(path: string, variables?: Environment): Promise<Schedule> {
  return parseSchedule(await readText(path), path, variables);
}

/** The jobs of a jobs file. Errors: as `loadSchedule`. */
export async function loadJobs(path: string): Promise<readonly Job[]> {
  return (await loadSchedule(path)).jobs;
}

/** Reads the text of a jobs file. Errors: as `loadSchedule`. */
export function parseSchedule(text: string, path: string, variables?: Environment): Schedule {
  const { jobs, timezone, 'notify-url': notifyUrl, notify = [] } = parseYamlSettings(text, path, jobsSchema(variables));
  const names = jobs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ExportError('job-twice', APP_MESSAGES['job-twice'].text.name(path, twice));
  const made = jobs.map((job) => {
    const givenTimezone = job.timezone ?? timezone;
    const zone = givenTimezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const checked: Job = {
      name: job.name,
      cron: cronOf(path, job.name, job.cron, zone),
      expression: job.cron,
      timezone: zone,
      givenTimezone,
      command: job.command,
      args: argumentsOf(job.args),
      keep: job.keep,
      retries: job.retry,
      retryWaitMs: job['retry-wait'] * 1000,
      catchesUp: job['catch-up'],
      folder: dirname(resolve(path)),
      notify: job.notify ?? notify,
    };
    if (checked.keep !== undefined && !outputPattern(checked)) {
      throw new ExportError('no-pattern', APP_MESSAGES['no-pattern'].text.job(path, job.name));
    }
    return checked;
  });
  return { jobs: made, notifyUrl };
}

/** The job with this name. */
export function findJob(jobs: readonly Job[], name: string, path: string): Job {
  const job = jobs.find((each) => each.name === name);
  if (job) return job;
  const known = jobs.map((each) => each.name);
  throw new ExportError('unknown-job', APP_MESSAGES['unknown-job'].text.name(path, name, known));
}

function cronOf(path: string, name: string, expression: string, timezone: string): Cron {
  const ambiguous = ambiguousZone(timezone);
  if (ambiguous !== undefined)
    throw new ExportError('bad-zone', APP_MESSAGES['bad-zone'].text.job(path, name, ambiguous));
  try {
    const cron = new Cron(expression, { timezone, paused: true });
    // An invalid time zone is detected only when a time is computed.
    if (cron.nextRun() === null) throw new TypeError(APP_MESSAGES['bad-cron'].text.neverDue());
    return cron;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExportError('bad-cron', APP_MESSAGES['bad-cron'].text.job(path, name, expression, timezone, reason));
  }
}

/** Splits a string at spaces, except within quotes. */
function argumentsOf(given: string | readonly (string | number)[]): string[] {
  if (typeof given !== 'string') return given.map(String);
  return [...given.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}
