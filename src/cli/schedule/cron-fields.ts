import type { Job } from '../../app/schedule/schedule-jobs.ts';
import { ExportError } from '../../export/export-error.ts';

/** The five fields of a cron expression, as every cron takes them. */
export interface CronFields {
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

/** The fields of a job's expression. What is more than plain cron, only the schedule itself can do: that is an `ExportError`. */
export function cronFields({ name, expression }: Job, format: string): CronFields {
  const plain = SHORTHANDS[expression.toLowerCase()] ?? expression;
  const fields = plain.trim().split(/\s+/);
  if (fields.length === 6 && fields[0] === '0') fields.shift();
  const [minute, hour, day, month, weekday, ...others] = fields;
  const isPlain = fields.every((field) => !/[LW#?+]/.test(field.replace(/[A-Z]{3}/gi, '')));
  if (!minute || !hour || !day || !month || !weekday || others.length > 0 || !isPlain) {
    throw new ExportError(
      'not-plain',
      `job ${name}: "${expression}" cannot be written as ${format}: it takes minute, hour, day, month and weekday only. Let sobot-etl schedule run it`,
    );
  }
  return { minute, hour, day, month, weekday };
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_DAY = 7;

/** The days of a weekday field, each by its number from 0 (Sunday); in order from Monday. */
export function daysOfWeek(field: string): number[] {
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
