import type { Job } from '../../app/schedule/schedule-jobs.ts';
import { cronFields, daysOfWeek } from './cron-fields.ts';
import { isSameTime, sharesMinutes } from './machine-zone.ts';

/** How a scheduler starts this program: it has another folder, another PATH and another environment than a shell. */
export interface SchedulerSetup {
  /** Absolute paths of Node and of this program. */
  readonly program: readonly string[];
  /** The absolute path of the jobs file. */
  readonly jobsPath: string;
  /** The flags that the schedule was given, paths absolute. */
  readonly flags: readonly string[];
  /** The zone that the machine's schedulers go by; undefined where it cannot be told. */
  readonly machineZone: string | undefined;
  /** What they will lack of this shell's environment, in sentences. */
  readonly warnings: readonly string[];
}

/** Jobs for those who have a scheduler: it starts each with `--once`. */
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
 * Cron goes by the machine's zone. Some crons know `CRON_TZ`, that of Debian and Ubuntu does not, so a job of another
 * zone is asked for whenever it may be due, and `--if-due` decides.
 */
function crontabLines(job: Job, starting: SchedulerSetup): string {
  const { minute, hour, day, month, weekday } = cronFields(job, 'crontab');
  const { machineZone } = starting;
  const line = (fields: readonly string[], more: readonly string[]) => {
    const command = `cd ${posixWord(job.folder)} && ${wordsOf(job, starting, more).map(posixWord).join(' ')}`;
    // A per cent sign ends the command in a crontab.
    return `${fields.join(' ')} ${command.replaceAll('%', '\\%')}`;
  };
  const zone = machineZone === undefined ? 'a zone that could not be told' : machineZone;
  if (machineZone !== undefined && isSameTime(machineZone, job.timezone, Date.now())) {
    return `# ${job.name}: "${job.expression}" in ${job.timezone}, the zone of this machine\n${line([minute, hour, day, month, weekday], [])}`;
  }
  const hasMinutes = machineZone !== undefined && sharesMinutes(machineZone, job.timezone, Date.now());
  return [
    `# ${job.name}: "${job.expression}" in ${job.timezone}. Cron goes by the clock of this machine (${zone}),`,
    `# so it asks every ${hasMinutes ? 'hour' : 'minute'}, and --if-due runs the job when it is due.`,
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
    '# So that it runs while nobody is logged in: loginctl enable-linger',
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

/** systemd’s way to write it. Cron runs where the day of the month or that of the week fits, so that takes two lines. */
function calendarsOf(job: Job): string[] {
  const { minute, hour, day, month, weekday } = cronFields(job, 'systemd');
  const months = month.replace(/[A-Z]{3}/gi, (word) => String(MONTHS.indexOf(word.toUpperCase())));
  const time = `${part(hour, 0)}:${part(minute, 0)}:00 ${job.timezone}`;
  const onDays = `*-${part(months, 1)}-${part(day, 1)} ${time}`;
  // A range of systemd's cannot go over Sunday, so the days are listed.
  const days = daysOfWeek(weekday).map((each) => WEEKDAYS[each] ?? '');
  const onWeekdays = `${days.join(',')} *-${part(months, 1)}-* ${time}`;
  if (weekday === '*') return [onDays];
  return day === '*' ? [onWeekdays] : [onDays, onWeekdays];
}

/** `1-5` is `1..5`, and a step starts where the field does. */
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
