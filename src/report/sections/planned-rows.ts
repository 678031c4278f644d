import { errorCount } from '../../import/index.ts';
import { agreeing, counted, sentenceOf, t, wholeText } from '../../words/index.ts';
import type { ReportInput } from '../report-input.ts';

type Summary = ReportInput['summary'];

/** How many rows of a plan would do what. */
interface PlannedRows {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  /** Left out by the mode of the import, or replaced by another row. */
  readonly leftOut: number;
}

/** Undefined for a run that is no plan. */
export function plannedRows({ command, rows, skipped_for: counts = {} }: Summary): PlannedRows | undefined {
  if (command !== 'plan') return undefined;
  const [create = 0, update = 0, unchanged = 0] = [counts['create'], counts['update'], counts['unchanged']];
  return { create, update, unchanged, leftOut: rows.skipped - create - update - unchanged };
}

/** `3 of 20 rows would create a customer; 12 would change one; 5 would change nothing.` */
export function plannedSentence({ create, update, unchanged, leftOut }: PlannedRows, { rows }: Summary): string {
  const errors = errorCount(rows);
  const read = counted(rows.read, 'row', undefined, wholeText(rows.read));
  const parts = [
    t`${wholeText(create)} of ${read} would create a customer`,
    t`${wholeText(update)} would change one`,
    t`${wholeText(unchanged)} would change nothing`,
    ...(leftOut > 0 ? [t`${wholeText(leftOut)} ${agreeing(leftOut, 'is', 'are')} left out`] : []),
    ...(errors > 0 ? [t`${wholeText(errors)} cannot be sent`] : []),
  ];
  return sentenceOf(parts);
}

type Card = readonly [name: string, value: string, tone?: string | false];

export function plannedCards({ create, update, unchanged, leftOut }: PlannedRows, { rows }: Summary): readonly Card[] {
  const errors = errorCount(rows);
  return [
    [t`to create`, wholeText(create), create > 0 && 'good'],
    [t`to change`, wholeText(update), update > 0 && 'good'],
    [t`unchanged`, wholeText(unchanged)],
    ...(leftOut > 0 ? [[t`left out`, wholeText(leftOut)] as const] : []),
    [t`cannot be sent`, wholeText(errors), errors > 0 && 'bad'],
  ];
}
