import { basename, dirname, relative } from 'node:path';
import { renderReport } from '../../import/report-html.ts';
import { noRows, ROW_COUNTERS } from '../../import/row-counts.ts';
import { runFilePaths } from '../../import/run-files.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import type { Terminal } from '../terminal.ts';
import { replaceFile } from './leave-summary.ts';

/** What `summary.json` of a plan holds: the sums of its steps, and each step's own summary. */
export interface PlanSummary extends Omit<ImportSummary, 'files'> {
  /** Errors and results are in each step's own files, since their columns differ. */
  readonly files: Pick<ImportSummary['files'], 'report' | 'summary'>;
  readonly steps: readonly ImportSummary[];
}

const ORDER = ['completed', 'completed_with_errors', 'interrupted', 'aborted'] as const;

/** Sums up the steps of a plan that came to an end, of as many as there are. */
export function sumUpPlan(
  plan: { readonly id: string; readonly command: string; readonly dir: string; readonly targets: readonly string[] },
  steps: readonly ImportSummary[],
): PlanSummary {
  const rows = noRows();
  const requests = { sent: 0, retried: 0, throttled: 0 };
  for (const step of steps) {
    for (const counter of [...ROW_COUNTERS, 'read'] as const) rows[counter] += step.rows[counter];
    for (const counter of ['sent', 'retried', 'throttled'] as const) requests[counter] += step.requests[counter];
  }
  const isUnfinished = steps.length < plan.targets.length;
  const statuses = [...steps.map(({ status }) => status), ...(isUnfinished ? (['interrupted'] as const) : [])];
  const durationMs = steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const { report, summary } = runFilePaths(plan.dir);
  return {
    run: plan.id,
    command: plan.command,
    target: plan.targets.join(', '),
    status: ORDER.findLast((each) => statuses.includes(each)) ?? 'interrupted',
    ...(steps.some((step) => step.dry_run) && { dry_run: true as const }),
    rows,
    requests,
    duration_ms: durationMs,
    rows_per_second: durationMs > 0 ? Math.round((rows.read / durationMs) * 10_000) / 10 : 0,
    causes: steps.flatMap(({ causes }) => causes).sort((a, b) => b.count - a.count),
    detected: {},
    notices: steps.flatMap(({ notices }) => notices),
    files: { report, summary },
    steps,
  };
}

/** Writes a plan's report and summary, and says where they are. */
export async function leavePlanSummary(
  summary: PlanSummary,
  from: {
    readonly inputs: readonly string[];
    readonly mappings: readonly string[];
    readonly errors: readonly RowOutcome[];
  },
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): Promise<void> {
  const { rows, status, files } = summary;
  const named = (paths: readonly string[]) => paths.map((path) => basename(path)).join(', ');
  await replaceFile(files.summary, `${JSON.stringify(summary, null, 2)}\n`);
  // A report names no files of its own run.
  const shown = { ...summary, files: runFilePaths(dirname(files.report)) };
  await replaceFile(
    files.report,
    renderReport({
      summary: shown,
      input: named(from.inputs),
      mapping: named(from.mappings),
      errors: from.errors,
      samples: [],
    }),
  );
  if (json) terminal.data(JSON.stringify(summary));
  terminal.say(
    `\nThe plan, all files: ${rows.read} rows read; ${status.replaceAll('_', ' ')}\n  report   ${relative(process.cwd(), files.report)}`,
  );
}
