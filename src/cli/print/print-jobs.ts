import { readlinkSync } from 'node:fs';
import { APP_MESSAGES } from '../../app/messages.ts';
import type { Job } from '../../app/schedule/schedule-jobs.ts';
import { ExportError } from '../../export/index.ts';
import { zoneOffset } from '../../words/index.ts';

/** How a scheduler starts this program: its folder, PATH and environment differ from a shell's. */
export interface SchedulerSetup {
  /** Absolute paths of Node and of this program. */
  readonly program: readonly string[];
  /** The absolute path of the jobs file. */
  readonly jobsPath: string;
  /** The flags that the schedule was given, paths absolute. */
  readonly flags: readonly string[];
  /** The time zone of the machine's schedulers; undefined if it is unknown. */
  readonly machineZone: string | undefined;
  /** Sentences about what the scheduler's environment will lack. */
  readonly warnings: readonly string[];
}

/** The jobs for another scheduler, which starts each with `--once`. */
export function printJobs(format: 'crontab' | 'systemd', jobs: readonly Job[], starting: SchedulerSetup): string {
  const print = format === 'crontab' ? crontabLines : systemdUnits;
  return [...starting.warnings.map((warning) => `# ${warning}`), ...jobs.map((job) => print(job, starting))].join(
    '\n\n',
  );
}

function wordsOf({ name }: Job, { program, jobsPath, flags }: SchedulerSetup, more: readonly string[] = []): string[] {
  return [...program, 'schedule', jobsPath, '--once', name, ...more, ...flags];
}

/**
 * Cron uses the machine's time zone. Some crons support `CRON_TZ`, those of Debian and Ubuntu do not, so a job in another
 * zone is started whenever it may be due, and `--if-due` decides.
 */
function crontabLines(job: Job, starting: SchedulerSetup): string {
  const { minute, hour, day, month, weekday } = cronFields(job, 'crontab');
  const { machineZone } = starting;
  const line = (fields: readonly string[], more: readonly string[]) => {
    const command = `cd ${posixWord(job.folder)} && ${wordsOf(job, starting, more).map(posixWord).join(' ')}`;
    // A per cent sign ends the command in a crontab.
    return `${fields.join(' ')} ${command.replaceAll('%', '\\%')}`;
  };
  const zone = machineZone === undefined ? 'unknown zone' : machineZone;
  if (machineZone !== undefined && isSameTime(machineZone, job.timezone, Date.now())) {
    return `# ${job.name}: "${job.expression}" in ${job.timezone}, the zone of this machine\n${line([minute, hour, day, month, weekday], [])}`;
  }
  const hasMinutes = machineZone !== undefined && sharesMinutes(machineZone, job.timezone, Date.now());
  return [
    `# ${job.name}: "${job.expression}" in ${job.timezone}. Cron uses the clock of this machine (${zone}),`,
    `# so it starts every ${hasMinutes ? 'hour' : 'minute'}, and --if-due runs the job only when it is due.`,
    line([hasMinutes ? minute : '*', '*', '*', '*', '*'], ['--if-due']),
  ].join('\n');
}

function systemdUnits(job: Job, starting: SchedulerSetup): string {
  const unit = `sobot-etl-${job.name}`;
  return [
    `# ~/.config/systemd/user/${unit}.service`,
    '[Unit]',
    `Description=sobot-etl job ${job.name}`,
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${job.folder.replaceAll('%', '%%')}`,
    `ExecStart=${wordsOf(job, starting).map(systemdWord).join(' ')}`,
    '',
    `# ~/.config/systemd/user/${unit}.timer`,
    '[Unit]',
    `Description=When sobot-etl job ${job.name} is due`,
    '',
    '[Timer]',
    ...calendarsOf(job).map((calendar) => `OnCalendar=${calendar}`),
    `Persistent=${job.catchesUp}`,
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
    `# systemctl --user enable --now ${unit}.timer`,
    '# To run it while nobody is logged in: loginctl enable-linger',
  ].join('\n');
}

const PLAIN = /^[\w@+=:,./-]+$/;

function posixWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** systemd replaces `%x` and `$x` within quotes, too. */
function systemdWord(text: string): string {
  const literal = text.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return PLAIN.test(text) ? text : `"${literal.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The expression in systemd's syntax. Cron runs if the day of the month or of the week matches, which takes two lines. */
function calendarsOf(job: Job): string[] {
  const { minute, hour, day, month, weekday } = cronFields(job, 'systemd');
  const months = month.replace(/[A-Z]{3}/gi, (word) => String(MONTHS.indexOf(word.toUpperCase())));
  const time = `${part(hour, 0)}:${part(minute, 0)}:00 ${job.timezone}`;
  const onDays = `*-${part(months, 1)}-${part(day, 1)} ${time}`;
  // A range in systemd cannot pass Sunday, so the days are listed.
  const days = daysOfWeek(weekday).map((each) => WEEKDAYS[each] ?? '');
  const onWeekdays = `${days.join(',')} *-${part(months, 1)}-* ${time}`;
  if (weekday === '*') return [onDays];
  return day === '*' ? [onWeekdays] : [onDays, onWeekdays];
}

/** A field in systemd's syntax: `1-5` is `1..5`, and a step starts at the first value of the field. */
function part(field: string, first: number): string {
  return field
    .split(',')
    .map((item) => {
      const [range = '*', step] = item.split('/');
      const shown = range === '*' && step !== undefined ? String(first) : range.replace('-', '..');
      return step === undefined ? shown : `${shown}/${step}`;
    })
    .join(',');
}

/** The five fields of a cron expression, as every cron takes them. */
interface CronFields {
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The fields of a job's expression. Errors: `ExportError` if it is more than plain cron, which only `schedule` can run. */
function cronFields({ name, expression }: Job, format: string): CronFields {
  const plain = SHORTHANDS[expression.toLowerCase()] ?? expression;
  const fields = plain.trim().split(/\s+/);
  if (fields.length === 6 && fields[0] === '0') fields.shift();
  const [minute, hour, day, month, weekday, ...others] = fields;
  const isPlain = fields.every((field) => !/[LW#?+]/.test(field.replace(/[A-Z]{3}/gi, '')));
  if (!minute || !hour || !day || !month || !weekday || others.length > 0 || !isPlain) {
    throw new ExportError('not-plain', APP_MESSAGES['not-plain'].text.job(name, expression, format));
  }
  return { minute, hour, day, month, weekday };
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_DAY = 7;

/** The days of a weekday field, each by its number from 0 (Sunday); in order from Monday. */
function daysOfWeek(field: string): number[] {
  const number = (word: string) => (/^\d$/.test(word) ? Number(word) : DAYS.indexOf(word.slice(0, 3).toUpperCase()));
  const days = field.split(',').flatMap((item) => {
    const [range = '*', step] = item.split('/');
    const [from = '', to = step === undefined ? from : String(LAST_DAY - 1)] =
      range === '*' ? ['0', '6'] : range.split('-');
    const [first, last] = [number(from), number(to)];
    const end = last < first ? last + LAST_DAY : last;
    const found: number[] = [];
    for (let day = first; day <= end; day += Number(step ?? 1)) found.push(day % LAST_DAY);
    return found;
  });
  const fromMonday = (day: number) => (day + LAST_DAY - 1) % LAST_DAY;
  return [...new Set(days)].sort((a, b) => fromMonday(a) - fromMonday(b));
}

/** The time zone of this machine's schedulers, which do not see `TZ` of a shell; undefined if it is unknown. */
export function machineZone(): string | undefined {
  if (process.env['TZ'] === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return /zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
  } catch (error) {
    // Without that file a POSIX machine uses UTC; a copy instead of a link does not reveal its name.
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && process.platform !== 'win32' ? 'UTC' : undefined;
  }
}

const HOUR_MINUTES = 60;
const MINUTE_SECONDS = 60;
const DAY_MS = 86_400_000;
const YEAR_DAYS = 366;

/** Do two zones show the same time on every day of the coming year? */
function isSameTime(a: string, b: string, nowMs: number): boolean {
  return differences(a, b, nowMs).every((minutes) => minutes === 0);
}

/** Do their clocks differ by whole hours on every day of the coming year, so that their minutes are the same? */
function sharesMinutes(a: string, b: string, nowMs: number): boolean {
  return differences(a, b, nowMs).every((minutes) => minutes % HOUR_MINUTES === 0);
}

function differences(a: string, b: string, nowMs: number): number[] {
  const [offsetA, offsetB] = [zoneOffset(a), zoneOffset(b)];
  return Array.from({ length: YEAR_DAYS }, (_, day) => {
    const at = (nowMs + day * DAY_MS) / 1000;
    return (offsetA(at) - offsetB(at)) / MINUTE_SECONDS;
  });
}
