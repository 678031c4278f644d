import { FileError } from '../../files/index.ts';
import type { FailureCause } from '../../import/index.ts';
import { MappingError } from '../../mapping/index.ts';
import type { Outcome } from '../../notify/index.ts';
import { failureOf } from '../failure.ts';
import { meaningOf } from '../message-catalogue.ts';
import type { EndedRun } from '../reporter.ts';
import type { LastRun } from '../schedule/job-files.ts';

/** How a run ended, for notifications. */
export function outcomeOfRun(ended: EndedRun): Outcome {
  const next = ended.next?.command;
  const { summary } = ended;
  const { command, status, duration_ms: durationMs } = summary;
  const { reason_code: code, waited_ms: waitedMs } = summary as { reason_code?: string; waited_ms?: number };
  const shared = {
    ...{ command, status, durationMs, waitedMs, next },
    requests: { ...summary.requests },
    ...(code !== undefined && { reason: { code, meaning: meaningOf(code) } }),
  };
  if (ended.kind === 'verify') {
    const { verifies, records, target } = ended.summary;
    return { ...shared, subject: target, run: verifies, rows: { ...records }, causes: [] };
  }
  if (ended.kind === 'export') {
    const { run, stream, rows, complete } = ended.summary;
    return { ...shared, subject: stream, run, rows: { ...rows }, causes: [], complete };
  }
  const { target, rows, causes } = ended.summary;
  const run = ended.kind === 'change-plan' ? ended.summary.plan : ended.summary.run;
  return { ...shared, subject: target, run, rows: { ...rows }, causes: causesOf(causes) };
}

/** Codes and the names of fields; messages quote values. */
function causesOf(causes: readonly Pick<FailureCause, 'code' | 'count' | 'field'>[]): Outcome['causes'] {
  return causes.map(({ code, count, field }) => ({ code, count, field: field || undefined, meaning: meaningOf(code) }));
}

const FAILURES = {
  input: 'the command, its configuration or its input is wrong; its messages on the host say what',
  remote: 'the CRM cannot be reached, or refuses',
  unexpected: 'an unexpected error; its message is on the host',
} as const;

/** An error that ended a run before it had a summary, for notifications. */
export function outcomeOfError(error: unknown, command: string): Outcome {
  const { code: own, cause } = failureOf(error);
  const code = error instanceof MappingError ? (error.problems[0]?.code ?? own) : own;
  const isStopped = code === 'Stopped';
  const of = error instanceof FileError ? 'file' : 'row';
  return {
    command,
    status: isStopped ? 'interrupted' : 'not_started',
    rows: {},
    causes: [],
    ...(!isStopped && { reason: { code, meaning: meaningOf(code, of) ?? FAILURES[cause] } }),
    ...(cause === 'remote' && { next: 'sobot-etl doctor' }),
  };
}

/** What `--json` printed, as far as notifications tell it. */
interface PrintedSummary {
  readonly run?: string;
  readonly target?: string;
  readonly stream?: string;
  readonly status?: Exclude<Outcome['status'], 'not_started' | 'test'>;
  readonly complete?: boolean;
  readonly reason_code?: string;
  readonly rows?: Readonly<Record<string, number>>;
  readonly requests?: Readonly<Record<string, number>>;
  readonly causes?: readonly Pick<FailureCause, 'code' | 'count' | 'field'>[];
  readonly duration_ms?: number;
  readonly waited_ms?: number;
}

/** How a job of a schedule ended, for notifications. `retry`: the command that runs it again. */
export function outcomeOfJob(job: LastRun, retry: string): Outcome {
  const summary = (job.summary ?? {}) as PrintedSummary;
  const { run, status, rows = {}, requests, causes = [], reason_code: code, complete } = summary;
  const isCutShort = status === 'aborted' || status === 'interrupted';
  return {
    command: job.command[0] ?? 'job',
    subject: summary.target ?? summary.stream,
    run,
    job: job.job,
    status: status ?? (job.exit_code === 0 ? 'completed' : 'not_started'),
    complete,
    rows,
    requests,
    causes: causesOf(causes),
    ...(code !== undefined && { reason: { code, meaning: meaningOf(code) } }),
    ...(status === undefined &&
      job.exit_code !== 0 && { reason: { code: `exit code ${job.exit_code}`, meaning: FAILURES.input } }),
    durationMs: Date.parse(job.ended) - Date.parse(job.started),
    waitedMs: summary.waited_ms,
    next: nextOf(job, { isCutShort, run }, retry),
  };
}

function nextOf(
  { exit_code: exitCode, command }: LastRun,
  { isCutShort, run }: { readonly isCutShort: boolean; readonly run: string | undefined },
  retry: string,
): string | undefined {
  if (exitCode === 0) return undefined;
  if (run === undefined) return retry;
  if (isCutShort) return `sobot-etl resume ${run}`;
  return command[0] === 'export' || command[0] === 'check' ? retry : `sobot-etl runs show ${run}`;
}
