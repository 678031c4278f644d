import { resolve } from 'node:path';
import { ExportError } from '../../../export/export-error.ts';
import type { Job } from './schedule-jobs.ts';

/** Jobs for those who have a scheduler: it starts each with `--once`. */
export function printJobs(format: 'crontab' | 'systemd', jobs: readonly Job[], path: string): string {
  return jobs.map((job) => (format === 'crontab' ? crontabLines(job, path) : systemdUnits(job, path))).join('\n\n');
}

function crontabLines(job: Job, path: string): string {
  const fields = fieldsOf(job, 'crontab');
  // A per cent sign ends the command in a crontab.
  return `CRON_TZ=${job.timezone}\n${fields.join(' ')} ${commandOf(job, path).replaceAll('%', '\\%')}`;
}

function systemdUnits(job: Job, path: string): string {
  const unit = `sobot-etl-${job.name}`;
  return [
    `# ~/.config/systemd/user/${unit}.service`,
    '[Unit]',
    `Description=sobot-etl job ${job.name}`,
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${job.folder}`,
    `ExecStart=/usr/bin/env sobot-etl schedule ${quoted(resolve(path))} --once ${job.name}`,
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
  ].join('\n');
}

function commandOf({ name, folder }: Job, path: string): string {
  return `cd ${quoted(folder)} && sobot-etl schedule ${quoted(resolve(path))} --once ${name}`;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** The five fields of a plain cron expression. What is more than that, only the schedule itself can do. */
function fieldsOf({ name, expression }: Job, format: string): string[] {
  const plain = SHORTHANDS[expression.toLowerCase()] ?? expression;
  const fields = plain.trim().split(/\s+/);
  if (fields.length === 6 && fields[0] === '0') fields.shift();
  if (fields.length !== 5 || fields.some((field) => /[LW#?+]/.test(field.replace(/[A-Z]{3}/gi, '')))) {
    throw new ExportError(
      'not-plain',
      `job ${name}: "${expression}" cannot be written as ${format}: it takes minute, hour, day, month and weekday only. Let sobot-etl schedule run it`,
    );
  }
  return fields;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['', 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** systemd’s way to write it. Cron runs where the day of the month or that of the week fits, so that takes two lines. */
function calendarsOf(job: Job): string[] {
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = fieldsOf(job, 'systemd');
  const months = month.replace(/[A-Z]{3}/gi, (word) => String(MONTHS.indexOf(word.toUpperCase())));
  const time = `${part(hour, 0)}:${part(minute, 0)}:00 ${job.timezone}`;
  const onDays = `*-${part(months, 1)}-${part(day, 1)} ${time}`;
  const onWeekdays = `${weekdays(weekday)} *-${part(months, 1)}-* ${time}`;
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

function weekdays(field: string): string {
  const named = field.replace(/\d/g, (digit) => WEEKDAYS[Number(digit)] ?? digit);
  const words = named.replace(/[A-Z]{3}/gi, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase());
  return words.replaceAll('-', '..');
}
