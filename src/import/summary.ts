import { type DataIssue, FileError, type InspectedTable } from '../files/index.ts';
import { MERGED_CODE, type RunStage } from '../ledger/index.ts';
import type { RequestCounts } from '../resilience/index.ts';
import type { Identity } from './identity/identity.ts';
import type { ImportJob } from './import-job.ts';
import type { Stages } from './make-stages.ts';
import { errorCount, type FailureCause, type RowCounts, type UnsentCount } from './record/counters.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import type { RunStopped } from './run-guards.ts';

/** Causes that a summary names. */
const MOST_CAUSES = 500;
/** Damaged cells that a summary names. */
const MOST_FINDINGS = 500;

type DamageCounts = InspectedTable['issueCounts'];

/** What `summary.json` and `--json` hold. */
export interface ImportSummary {
  readonly run: string;
  readonly command: string;
  readonly target: string;
  readonly status: Exclude<RunStage, 'running'>;
  /** Why the run stopped before its end, for people, and as a word: `outage`, `canary`, `max-errors`, `receipt`, … */
  readonly reason?: string;
  readonly reason_code?: string;
  /** The run stopped at something in the input file. */
  readonly bad_input?: true;
  readonly dry_run?: true;
  readonly rows: RowCounts;
  readonly requests: RequestCounts;
  readonly duration_ms: number;
  /** Rows that the API answered, per second from the first request to the last outcome. */
  readonly rows_per_second: number;
  readonly causes: readonly FailureCause[];
  /** Rows that carry an identifying value of another row of the file, whose key is another. */
  readonly collisions?: CollisionCounts;
  /** Why rows were skipped, as words, with how many: `already-imported`, `unchanged`, `duplicate-key`, … */
  readonly skipped_for?: Readonly<Record<string, number>>;
  /** Rows that the server took for the customer of another row or key: counted as created or updated, too. */
  readonly merged?: number;
  readonly detected: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  /** Values that the mapping leaves out of rows that are sent: the most frequent first. */
  readonly unsent?: readonly UnsentCount[];
  /** What becomes of tags: of those who carry them, where a run tags, and of those that are made. */
  readonly tagging?: Tagging;
  /** What spreadsheets did to the data: how often, and the first places. */
  readonly damage?: { readonly counts: DamageCounts; readonly findings: readonly DataIssue[] };
  readonly files: {
    readonly errors: string;
    /** The same as a workbook, of a run that has come to its end with some. */
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
  /** Tags that are made; of a check, that would be. */
  readonly made: readonly string[];
}

/** How many rows, and how many by each field. */
interface CollisionCounts {
  readonly rows: number;
  readonly fields: Readonly<Record<string, number>>;
}

type SummarizedStages = Pick<Stages, 'counters' | 'sender' | 'recorder' | 'log' | 'identity' | 'unsent'>;

/** Sums up a run that has come to its end, whatever that was. */
export function summarize(
  { run, source: { table }, files, delivery, control: { clock, stop } }: ImportJob,
  { counters, sender, recorder, log, identity, unsent }: SummarizedStages,
  end: {
    /** By the clock that only counts: milliseconds. */
    readonly startedAt: number;
    readonly reason: RunStopped | undefined;
    /** All rows were read, and none was left for a resumed run. */
    readonly isWhole: boolean;
  },
): ImportSummary {
  const { rows, skippedFor } = counters;
  const isUnfinished = stop?.aborted && (!end.isWhole || rows.pending > 0);
  const stopped = end.reason ? 'aborted' : isUnfinished ? 'interrupted' : undefined;
  const { answers } = recorder;
  const seconds = (answers.lastAt - (sender?.firstSentAt ?? 0)) / 1000;
  const causes = (run.isResumed && causesOfAll(log)) || counters.causes(MOST_CAUSES);
  const merged = causes.reduce((sum, { code, count }) => sum + (code === MERGED_CODE ? count : 0), 0);
  const collisions = identity && collisionsOf(identity, causes);
  const placeholders = identity?.placeholders;
  const findings = [...table.findings, ...(placeholders?.findings ?? [])];
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
    requests: delivery?.dispatcher.counts ?? { sent: 0, retried: 0, throttled: 0 },
    duration_ms: Math.round(clock.elapsed() - end.startedAt),
    rows_per_second: seconds > 0 ? Math.round((answers.rows / seconds) * 10) / 10 : 0,
    causes,
    ...(collisions && collisions.rows > 0 && { collisions }),
    ...(merged > 0 && { merged }),
    detected: table.detected,
    notices: [
      ...table.notices,
      ...skippedNotices(skippedFor),
      ...(identity?.notices(collisions?.fields) ?? []),
      ...unsent.notices(),
    ],
    ...(unsent.counts.length > 0 && { unsent: unsent.counts.slice(0, MOST_FINDINGS) }),
    ...(findings.length > 0 && {
      damage: {
        counts: {
          ...table.issueCounts,
          ...(placeholders && placeholders.count > 0 && { placeholder: placeholders.count }),
        },
        findings: findings.slice(0, MOST_FINDINGS),
      },
    }),
    files: files.paths,
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Who imports a file once more is told that what an earlier run made is not sent. */
function skippedNotices({ 'already-imported': made = 0 }: Readonly<Record<string, number>>): string[] {
  if (made === 0) return [];
  const rows =
    made === 1
      ? '1 row has a key that an earlier run made, and is'
      : `${made} rows have keys that an earlier run made, and are`;
  return [`${rows} skipped: the CRM would make another record of each. To make another: --again.`];
}

/** Rows that were rejected are counted by the causes of all processes; those that were sent by this one, which has met them all. */
function collisionsOf({ collisions }: Identity, causes: readonly FailureCause[]): CollisionCounts {
  const rejected = causes.filter(({ code }) => code === 'would-merge');
  if (rejected.length === 0) return { rows: collisions.rows, fields: collisions.counts };
  const fields: Record<string, number> = {};
  for (const { field, count } of rejected)
    for (const name of field.split('; ')) fields[name] = (fields[name] ?? 0) + count;
  return { rows: rejected.reduce((sum, { count }) => sum + count, 0), fields };
}

/** The causes that all processes of a run met; undefined where the ledger cannot be read any more. */
function causesOfAll(log: ImportRowLog): readonly FailureCause[] | undefined {
  try {
    return log.causes(MOST_CAUSES);
  } catch {
    return undefined;
  }
}
