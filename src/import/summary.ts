import type { RequestCounts } from '../dispatch/dispatcher.ts';
import { type DamageFinding, FileError, type InspectedTable } from '../files/index.ts';
import type { RunStage } from '../ledger/index.ts';
import type { Cause } from './cause.ts';
import type { RunningJob } from './import-job.ts';
import { errorCount, type RowCounts } from './row-counts.ts';
import type { RunStopped } from './run-stopped.ts';
import type { Tally } from './tally.ts';

/** Causes that a summary names. */
const MOST_CAUSES = 500;
/** Damaged cells that a summary names. */
const MOST_FINDINGS = 500;

type DamageCounts = InspectedTable['damage'];

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
  readonly causes: readonly Cause[];
  readonly detected: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
  /** What spreadsheets did to the data: how often, and the first places. */
  readonly damage?: { readonly counts: DamageCounts; readonly findings: readonly DamageFinding[] };
  readonly files: {
    readonly errors: string;
    /** The same as a workbook, of a run that has come to its end with some. */
    readonly errors_xlsx?: string;
    readonly results: string;
    readonly report: string;
    readonly summary: string;
  };
}

/** When a run did what; epoch milliseconds. */
export interface RunTimes {
  readonly startedAt: number;
  sendingSince: number | undefined;
  lastAnswerAt: number;
  /** Rows that the API answered. */
  answered: number;
}

/** Sums up a run that has come to its end, whatever that was. */
export function summarize(
  job: RunningJob,
  tally: Tally,
  times: RunTimes,
  end: {
    readonly reason: RunStopped | undefined;
    /** All rows were read, and none was left for a resumed run. */
    readonly isWhole: boolean;
  },
): ImportSummary {
  const { run, command, target, table, files, clock, dispatcher, stop, log, resumed } = job;
  const { rows } = tally;
  const isUnfinished = stop?.aborted && (!end.isWhole || rows.pending > 0);
  const stopped = end.reason ? 'aborted' : isUnfinished ? 'interrupted' : undefined;
  const seconds = (times.lastAnswerAt - (times.sendingSince ?? 0)) / 1000;
  return {
    run,
    command,
    target: target.name,
    status: stopped ?? (errorCount(rows) > 0 ? 'completed_with_errors' : 'completed'),
    ...(end.reason && { reason: end.reason.message, reason_code: end.reason.code }),
    ...(end.reason?.cause instanceof FileError && { bad_input: true as const }),
    ...(!dispatcher && { dry_run: true as const }),
    rows: dispatcher ? rows : { ...rows, fit: rows.skipped },
    requests: dispatcher?.counts ?? { sent: 0, retried: 0, throttled: 0 },
    duration_ms: clock.now() - times.startedAt,
    rows_per_second: seconds > 0 ? Math.round((times.answered / seconds) * 10) / 10 : 0,
    causes: (resumed && causesOfAll(log)) || tally.causes(MOST_CAUSES),
    detected: table.detected,
    notices: table.notices,
    ...(table.findings.length > 0 && {
      damage: { counts: table.damage, findings: table.findings.slice(0, MOST_FINDINGS) },
    }),
    files: files.paths,
  };
}

/** The causes that all processes of a run met; undefined where the ledger cannot be read any more. */
function causesOfAll(log: RunningJob['log']): readonly Cause[] | undefined {
  try {
    return log.causes(MOST_CAUSES);
  } catch {
    return undefined;
  }
}
