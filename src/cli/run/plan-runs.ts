import { basename, join } from 'node:path';
import { EarlierRecords } from '../../import/earlier-records.ts';
import { renderReport } from '../../import/report-html.ts';
import { noRows, ROW_COUNTERS } from '../../import/row-counts.ts';
import { runFilePaths } from '../../import/run-files.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { Ledger, RowOutcome, StoredRun } from '../../ledger/index.ts';
import { EXIT_OF_STAGE, type ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ImportExtension } from './import-extension.ts';
import { replaceFile } from './leave-summary.ts';
import type { PlanPlace, RunSettings } from './run-record.ts';

/** The plan that a run is a step of, if it is of one. */
export function planOf(run: StoredRun): PlanPlace | undefined {
  return (run.settings as RunSettings).plan;
}

/** The id of a plan's step, counted from 1. */
export function stepId(plan: Pick<PlanPlace, 'id'>, step: number): string {
  return `${plan.id}-${step}`;
}

/** The runs of a plan, in their order. */
export function runsOf(ledger: Ledger, plan: PlanPlace): StoredRun[] {
  return Array.from({ length: plan.steps }, (_, index) => ledger.runs.find(stepId(plan, index + 1))).flatMap(
    (run) => run ?? [],
  );
}

/**
 * Does a plan's steps one after the other, each with what the steps before it have not made; a step that is aborted or
 * interrupted ends it. Leaves one report and one summary of all; answers the exit code.
 */
export async function doSteps(
  ledger: Ledger,
  plan: PlanPlace,
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
  begin: (run: StoredRun, extension: ImportExtension) => Promise<unknown>,
): Promise<ExitCode> {
  const earlier = new EarlierRecords();
  for (const { id } of runsOf(ledger, plan)) {
    const run = ledger.runs.find(id);
    if (run?.stage === 'interrupted' || run?.stage === 'aborted' || run?.stage === 'running') {
      await begin(run, extensionOf(earlier));
    }
    const done = ledger.runs.find(id);
    if (done?.stage !== 'completed' && done?.stage !== 'completed_with_errors') break;
    for (const outcome of ledger.rows(done).outcomes('unsuccessful')) earlier.note(done.target, done.input, outcome);
  }
  return leavePlanSummary(ledger, plan, terminal, json);
}

/** Lookups that know what the steps before have not made. */
export function extensionOf(earlier: EarlierRecords): ImportExtension {
  return async () => ({
    lookups: (lookups) => earlier.withEarlier(lookups),
    mapper: (mapper) => mapper,
    keepsMapping: true,
  });
}

const SHOWN_ERRORS = 500;
const ORDER = ['completed', 'completed_with_errors', 'interrupted', 'aborted'] as const;

async function leavePlanSummary(ledger: Ledger, plan: PlanPlace, terminal: Terminal, json: boolean): Promise<ExitCode> {
  const runs = runsOf(ledger, plan);
  const steps = runs.flatMap(({ summary }) => (summary ? [summary as unknown as ImportSummary] : []));
  const rows = noRows();
  const requests = { sent: 0, retried: 0, throttled: 0 };
  for (const step of steps) {
    for (const counter of [...ROW_COUNTERS, 'read'] as const) rows[counter] += step.rows[counter];
    for (const counter of ['sent', 'retried', 'throttled'] as const) requests[counter] += step.requests[counter];
  }
  const isUnfinished = steps.length < runs.length;
  const statuses = [...steps.map(({ status }) => status), ...(isUnfinished ? (['interrupted'] as const) : [])];
  const status = ORDER.findLast((each) => statuses.includes(each)) ?? 'interrupted';
  const durationMs = steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const files = runFilePaths(plan.dir);
  const summary: ImportSummary = {
    run: plan.id,
    command: 'import',
    target: runs.map(({ target }) => target).join(', '),
    status,
    rows,
    requests,
    duration_ms: durationMs,
    rows_per_second: durationMs > 0 ? Math.round((rows.read / durationMs) * 10_000) / 10 : 0,
    causes: steps.flatMap(({ causes }) => causes).sort((a, b) => b.count - a.count),
    detected: {},
    notices: steps.flatMap(({ notices }) => notices),
    files,
  };
  const all = { ...summary, steps };
  await replaceFile(files.summary, `${JSON.stringify(all, null, 2)}\n`);
  const from = {
    input: runs.map(({ input }) => basename(input)).join(', '),
    mapping: runs.map(({ mapping }) => basename(mapping)).join(', '),
  };
  await replaceFile(files.report, renderReport({ summary, ...from, errors: errorsOf(ledger, runs), samples: [] }));
  if (json) terminal.data(JSON.stringify(all));
  terminal.say(
    `\nThe plan, all files: ${rows.read} rows read; ${status.replaceAll('_', ' ')}\n  report   ${files.report}`,
  );
  if (status === 'interrupted' || status === 'aborted')
    terminal.say(`Go on with: sobot-etl resume ${stepId(plan, plan.steps)}`);
  return EXIT_OF_STAGE[status];
}

/** The first rows that did not succeed, with the file that each is of. */
function errorsOf(ledger: Ledger, runs: readonly StoredRun[]): RowOutcome[] {
  const errors: RowOutcome[] = [];
  for (const run of runs) {
    for (const outcome of ledger.rows(run).outcomes('unsuccessful')) {
      if (errors.length === SHOWN_ERRORS) return errors;
      errors.push({ ...outcome, key: [basename(run.input), outcome.key ?? ''].join(' ') });
    }
  }
  return errors;
}

/** Where a step leaves its files. */
export function stepFolder(dir: string, step: number, target: string): string {
  return join(dir, `${step}-${target}`);
}
