import { basename, dirname, join } from 'node:path';
import type { WallClock } from '../../export/index.ts';
import type { FeedFormat } from '../../push/index.ts';
import { t } from '../../words/index.ts';
import { requireFormatInName } from '../export/export-choice.ts';
import { fillPlaceholders } from '../schedule/job-files.ts';
import { UsageError } from '../usage-error.ts';

/** The output of `listen`: a file, one for each day or month, or standard output. */
export interface PushOutput {
  /** As it was given: `changes-{date}.csv`, or `-`. */
  readonly name: string;
  readonly format: FeedFormat;
  /** Is there a file for each day or month? */
  readonly isDivided: boolean;
  /** The file for a push that was received at a time, in epoch milliseconds. */
  readonly pathAt: (receivedAtMs: number) => string;
}

/** The placeholders that divide pushes by their time; others would make a file for every second. */
const PLACEHOLDERS = ['{date}', '{month}'];

/** The output that `-o` names; `grows`: pushes are added to it for long. Errors: `UsageError`. */
export function pushOutputOf(
  name: string,
  { timeZone }: Pick<WallClock, 'timeZone'>,
  { grows = true }: { readonly grows?: boolean } = {},
): PushOutput {
  if (name === '-') return { name, format: 'jsonl', isDivided: false, pathAt: () => name };
  const format = requireFormatInName(name);
  const unknown = basename(name)
    .match(/\{\w*\}/g)
    ?.find((each) => !PLACEHOLDERS.includes(each));
  if (unknown !== undefined) throw new UsageError(t`-o ${name}: ${unknown} is none of ${PLACEHOLDERS.join(', ')}`);
  if (grows && format === 'xlsx' && !basename(name).includes('{date}')) {
    throw new UsageError(
      t`-o ${name}: a workbook cannot grow, so there is one for each day: write {date} into its name, such as changes-{date}.xlsx`,
    );
  }
  const folder = dirname(name);
  const fill = (nowMs: number) =>
    fillPlaceholders({ args: [basename(name)], timezone: timeZone, name: 'listen', folder }, nowMs)[0] ?? '';
  const isDivided = PLACEHOLDERS.some((each) => basename(name).includes(each));
  return { name, format, isDivided, pathAt: daily((receivedAtMs) => join(folder, fill(receivedAtMs))) };
}

const MINUTE_MS = 60_000;

/** Days begin at whole minutes in every time zone, so a name is made once a minute. */
function daily(pathAt: (receivedAtMs: number) => string): (receivedAtMs: number) => string {
  let minute = Number.NaN;
  let path = '';
  return (receivedAtMs) => {
    const next = Math.floor(receivedAtMs / MINUTE_MS);
    if (next !== minute) [minute, path] = [next, pathAt(next * MINUTE_MS)];
    return path;
  };
}

/** Beside the output; in the listener's own folder if there is no file. */
export function rejectedPath({ name }: PushOutput, ownPath: string): string {
  return name === '-' ? ownPath : join(dirname(name), 'rejected.jsonl');
}
