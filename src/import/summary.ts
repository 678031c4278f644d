import { type DataIssue, FileError, type InspectedTable } from '../files/index.ts';
import { MERGED_CODE, type RunStatus } from '../ledger/index.ts';
import type { RequestCounts, WaitFacts } from '../resilience/index.ts';
import { counted, t } from '../words/index.ts';
import type { Identity } from './identity/identity.ts';
import type { ImportJob } from './import-job.ts';
import type { Stages } from './make-stages.ts';
import { errorCount, type FailureCause, type RowCounts, type UnsentCount } from './record/counters.ts';
import type { RunStopped } from './run-guards.ts';

/** Maximum number of causes in a summary. */
const MAX_CAUSES = 500;
/** Maximum number of cells with data-quality issues in a summary. */
const MAX_FINDINGS = 500;

type IssueCounts = InspectedTable['issueCounts'];

/** The content of `summary.json` and the output of `--json`. */
export interface ImportSummary extends WaitFacts {
  readonly run: string;
  readonly command: string;
  readonly target: string;
  readonly status: Exclude<RunStatus, 'running'>;
  /** Why the run stopped early, for people and as a code: `outage`, `canary`, `max-errors`, `receipt`, … */
  readonly reason?: string;
  readonly reason_code?: string;
  /** The run stopped because of something in the input file. */
  readonly bad_input?: true;
  readonly dry_run?: true;
  /** Only so many rows of the file were read; the same seed reads the same rows again. */
  readonly sample?: { readonly rows: number; readonly seed: number };
  readonly rows: RowCounts;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  /** Rows that the API answered, per second from the first request to the last outcome. */
  readonly rows_per_second: number;
  readonly causes: readonly FailureCause[];
  /** Rows that have an identifying value of another row with another key. */
  readonly collisions?: CollisionCounts;
  /** How many rows were skipped, by reason: `already-imported`, `unchanged`, `duplicate-key`, … */
  readonly skipped_for?: Readonly<Record<string, number>>;
  /** Rows that the server merged with the customer of another row or key; they also count as created or updated. */
  readonly merged?: number;
  readonly detected: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  /** Values that the mapping leaves out of the rows that are sent, most frequent first. */
  readonly unsent?: readonly UnsentCount[];
  /** The changes of tags: how many customers gain and lose each, and which tags are created. */
  readonly tagging?: Tagging;
  /** Of an undo: how many cells got their value from before the run, and how many somebody has changed since. */
  readonly cells?: { readonly restored: number; readonly kept: number };
  /** Data-quality issues: how many of each kind, and the first cells. */
  readonly damage?: { readonly counts: IssueCounts; readonly findings: readonly DataIssue[] };
  readonly files: {
    readonly errors: string;
    /** The same as a workbook, if the run ended with errors. */
    readonly errors_xlsx?: string;
    readonly results: string;
    readonly report: string;
    readonly summary: string;
  };
}

/** How many customers gain and lose which tags. */
export interface Tagging {
  readonly customers?: { readonly change: number; readonly same: number; readonly unknown: number };
  readonly tags?: readonly { readonly tag: string; readonly gain: number; readonly lose: number }[];
  /** Tags that were created; for a check, that would be. */
  readonly made: readonly string[];
}

/** How many rows, in total and by field. */
interface CollisionCounts {
  readonly rows: number;
  readonly fields: Readonly<Record<string, number>>;
}

type SummarizedStages = Pick<Stages, 'counters' | 'delivery' | 'recorder' | 'log' | 'identity' | 'unsent' | 'warnings'>;

/** Sums up a run that has ended, however it ended. */
export async function summarize(
  { run, source: { table }, files, delivery, distribution, control: { clock, stop } }: ImportJob,
  { counters, delivery: sending, recorder, log, identity, unsent, warnings }: SummarizedStages,
  end: {
    /** Milliseconds by the monotonic clock. */
    readonly startedAt: number;
    readonly reason: RunStopped | undefined;
    /** All rows were read, and none is left for a resumed run. */
    readonly isComplete: boolean;
  },
): Promise<ImportSummary> {
  const { rows } = counters;
  const progress = distribution?.progress;
  // Other processes have completed rows, too.
  const isShared = run.isResumed || progress !== undefined;
  const skippedFor = (isShared && (await ofAll(() => log.skipReasons()))) || counters.skippedFor;
  const isUnfinished = stop?.aborted && (!end.isComplete || rows.pending > 0);
  const stopped = end.reason ? 'aborted' : isUnfinished ? 'interrupted' : undefined;
  const { answers } = recorder;
  const { rows: answered, seconds } = progress?.answered ?? {
    rows: answers.rows,
    seconds: (answers.lastAt - (sending?.sender.firstSentAt ?? 0)) / 1000,
  };
  const causes = (isShared && (await ofAll(() => log.causes(MAX_CAUSES)))) || counters.causes(MAX_CAUSES);
  const merged = causes.reduce((sum, { code, count }) => sum + (code === MERGED_CODE ? count : 0), 0);
  const collisions = identity && collisionsOf(identity, causes);
  const placeholders = identity?.placeholders;
  const findings = [...table.findings, ...(placeholders?.findings ?? []), ...warnings.findings];
  return {
    run: run.id,
    command: run.command,
    target: run.target.name,
    status: stopped ?? (errorCount(rows) + merged > 0 ? 'completed_with_errors' : 'completed'),
    ...(end.reason && { reason: end.reason.message, reason_code: end.reason.code }),
    ...(end.reason?.cause instanceof FileError && { bad_input: true as const }),
    ...(!delivery && { dry_run: true as const }),
    rows: delivery ? rows : { ...rows, fit: rows.skipped - sumOf(skippedFor) },
    ...(sumOf(skippedFor) > 0 && { skipped_for: skippedFor }),
    requests: sumOfRequests(delivery?.dispatcher.counts, progress?.requests),
    duration_ms: Math.round(clock.elapsed() - end.startedAt),
    rows_per_second: seconds > 0 ? Math.round((answered / seconds) * 10) / 10 : 0,
    causes,
    ...(collisions && collisions.rows > 0 && { collisions }),
    ...(merged > 0 && { merged }),
    detected: table.detected,
    notices: [
      ...table.notices,
      ...skippedNotices(skippedFor),
      ...(identity?.notices(collisions?.fields) ?? []),
      ...warnings.notices(run.isResumed),
      ...unsent.notices(),
    ],
    ...(unsent.counts.length > 0 && { unsent: unsent.counts.slice(0, MAX_FINDINGS) }),
    ...(findings.length > 0 && {
      damage: {
        counts: {
          ...table.issueCounts,
          ...(placeholders && placeholders.count > 0 && { placeholder: placeholders.count }),
          ...(warnings.count > 0 && { 'rule-warning': warnings.count }),
        },
        findings: findings.slice(0, MAX_FINDINGS),
      },
    }),
    files: files.paths,
  };
}

function sumOfRequests(...counts: readonly (RequestCounts | undefined)[]): RequestCounts {
  const sum = { sent: 0, retried: 0, throttled: 0 };
  for (const each of counts) {
    sum.sent += each?.sent ?? 0;
    sum.retried += each?.retried ?? 0;
    sum.throttled += each?.throttled ?? 0;
  }
  return sum;
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Says of a file that is imported again that rows which an earlier run imported were not sent. */
function skippedNotices({ 'already-imported': imported = 0 }: Readonly<Record<string, number>>): string[] {
  if (imported === 0) return [];
  const rows = counted(
    imported,
    'row was skipped because an earlier run already imported its key',
    'rows were skipped because an earlier run already imported their keys',
  );
  return [t`${rows}: the CRM would create another record for each. To create them anyway: --again.`];
}

/** Rejected rows are counted from the causes of all processes; rows that were sent, from this process, which has seen all of them. */
function collisionsOf({ collisions }: Identity, causes: readonly FailureCause[]): CollisionCounts {
  const rejected = causes.filter(({ code }) => code === 'would-merge');
  if (rejected.length === 0) return { rows: collisions.rows, fields: collisions.counts };
  const fields: Record<string, number> = {};
  for (const { field, count } of rejected)
    for (const name of field.split('; ')) fields[name] = (fields[name] ?? 0) + count;
  return { rows: rejected.reduce((sum, { count }) => sum + count, 0), fields };
}

/** What all processes of a run have counted; undefined if the ledger can no longer be read. */
async function ofAll<Counts>(read: () => Promise<Counts>): Promise<Counts | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
