import { hostname } from 'node:os';
import { COUNTER_WORDS, counted, durationText, joined, phrase, t, translated, wholeText } from '../words/index.ts';
import { NOTIFY_POLICY } from './policy.ts';

/**
 * How a run ended, as notifications tell it: counts, codes and names of commands and files. Never a value of a row, nor a message that
 * may quote one.
 */
export interface Outcome {
  /** `import`, `tag`, `apply`, `undo`, `export`, `verify`, … */
  readonly command: string;
  /** The target or stream. */
  readonly subject?: string | undefined;
  readonly run?: string | undefined;
  /** The job of a schedule. */
  readonly job?: string | undefined;
  /** `not_started`: nothing was sent. `test`: nothing ran at all. */
  readonly status: 'completed' | 'completed_with_errors' | 'aborted' | 'interrupted' | 'not_started' | 'test';
  /** Of an export: does the file hold the whole list? */
  readonly complete?: boolean | undefined;
  /** By the names that the summary has. */
  readonly rows: Readonly<Record<string, number>>;
  /** Most frequent first. */
  readonly causes: readonly OutcomeCause[];
  /** Why it was cut short, or could not start. */
  readonly reason?: OutcomeReason | undefined;
  readonly durationMs?: number | undefined;
  /** How long it waited for its window, its budget or the daily limit of the API. */
  readonly waitedMs?: number | undefined;
  readonly requests?: Readonly<Record<string, number>> | undefined;
  /** The command to run next. */
  readonly next?: string | undefined;
}

interface OutcomeCause {
  readonly code: string;
  readonly count: number;
  /** The field or column; a name, never a value. */
  readonly field?: string | undefined;
  readonly meaning?: string | undefined;
}

interface OutcomeReason {
  readonly code: string;
  readonly meaning?: string | undefined;
}

const ENDINGS = {
  completed: phrase('is done'),
  completed_with_errors: phrase('finished; some rows need attention'),
  aborted: phrase('was aborted'),
  interrupted: phrase('was interrupted'),
  not_started: phrase('failed before anything was sent'),
} as const satisfies Record<Exclude<Outcome['status'], 'test'>, string>;

/** Other counters are shown by their names. */
const COUNTERS: Readonly<Record<string, string>> = {
  read: phrase('read'),
  ...COUNTER_WORDS,
  written: phrase('written'),
};

/** The first line: what ended, and how. */
export function titleOf({ command, subject, job, run, status, complete }: Outcome): string {
  if (status === 'test') return t`sobot-etl: this is a test. Notifications of runs will arrive here`;
  const what = [command, ...(subject === undefined ? [] : [subject])].join(' ');
  const name = job === undefined ? what : t`job ${job} (${what})`;
  const isPartial = complete === false && status === 'completed_with_errors';
  const ending = isPartial ? t`finished, incomplete` : translated(ENDINGS[status]);
  return `sobot-etl: ${name} ${ending}${run === undefined ? '' : ` [${run}]`}`;
}

/** The message: the title, counts, top causes, what is next, and where it ran. */
export function linesOf(outcome: Outcome): string[] {
  const { rows, causes, reason, durationMs, waitedMs = 0, next } = outcome;
  const shown = Object.entries(rows).filter(([name, count]) => count > 0 || name === 'read' || name === 'written');
  const counts = joined(
    shown.map(([name, count]) => `${wholeText(count)} ${translated(COUNTERS[name] ?? name.replaceAll('_', ' '))}`),
  );
  const top = causes.slice(0, NOTIFY_POLICY.maxCauses);
  const others = causes.slice(top.length).reduce((sum, { count }) => sum + count, 0);
  const waited = waitedMs > 0 ? t`, of which it waited ${durationText(waitedMs)}` : '';
  return [
    titleOf(outcome),
    ...(counts === '' ? [] : [t`Rows: ${counts}`]),
    ...(reason === undefined ? [] : [t`Reason: ${described(reason.code, reason.meaning)}`]),
    ...top.map(
      ({ code, count, field, meaning }) =>
        `${wholeText(count)} × ${described(code, meaning)}${field === undefined ? '' : ` [${field}]`}`,
    ),
    ...(others > 0 ? [t`… and ${counted(others, 'row', 'rows', wholeText(others))} with other causes`] : []),
    ...(durationMs === undefined ? [] : [t`Time: ${durationText(durationMs)}${waited}`]),
    ...(next === undefined ? [] : [t`Next: ${next}`]),
    t`Host: ${hostname()}`,
  ];
}

function described(code: string, meaning: string | undefined): string {
  return meaning === undefined ? code : `${code}: ${meaning}`;
}

/** The message as one text, no longer than every vendor takes. */
export function textOf(outcome: Outcome): string {
  const text = linesOf(outcome).join('\n');
  const bytes = Buffer.from(text);
  if (bytes.length <= NOTIFY_POLICY.maxTextBytes) return text;
  // A character that was cut in the middle becomes a replacement character at the end.
  const cut = bytes.subarray(0, NOTIFY_POLICY.maxTextBytes - 4).toString('utf8');
  return `${cut.replace(/\uFFFD$/u, '')}…`;
}

/** The JSON that the plain webhook gets. Members are only ever added. Times in milliseconds; null where there is none. */
export function jsonOf(outcome: Outcome) {
  const { command, subject, run, job, status, complete, rows, requests, causes, reason } = outcome;
  const { durationMs, waitedMs, next } = outcome;
  return {
    version: 1,
    event: status === 'test' ? 'test' : 'run-ended',
    text: textOf(outcome),
    host: hostname(),
    command,
    subject: subject ?? null,
    run: run ?? null,
    job: job ?? null,
    status,
    complete: complete ?? null,
    rows,
    requests: requests ?? null,
    causes: causes.map(({ code, count, field, meaning }) => ({
      code,
      count,
      field: field ?? null,
      meaning: meaning ?? null,
    })),
    reason_code: reason?.code ?? null,
    duration_ms: durationMs ?? null,
    waited_ms: waitedMs ?? 0,
    next: next ?? null,
  };
}
