import { basename, dirname, relative } from 'node:path';
import { replaceFile } from '../../files/index.ts';
import { emptyRowCounts, errorCount, type ImportSummary, ROW_COUNTERS, runFilePaths } from '../../import/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { t } from '../../words/index.ts';
import { errorsFile, givenWords, isBeyondCheck, type NextStep, shortPath } from '../import/next-step.ts';
import { writeRunReport } from '../import/run-outputs.ts';
import { type LedgerLocation, ledgerWords } from '../open-ledger.ts';
import { commandLine } from '../program.ts';

/** The content of a plan's `summary.json`: the totals of its steps, and the summary of each step. */
export interface PlanSummary extends Omit<ImportSummary, 'files'> {
  /** Errors and results are in each step's own files, since their columns differ. */
  readonly files: Pick<ImportSummary['files'], 'report' | 'summary'>;
  readonly steps: readonly ImportSummary[];
}

const STATUS_BY_SEVERITY = ['completed', 'completed_with_errors', 'interrupted', 'aborted'] as const;

/** Summarizes the steps of a plan that have ended. */
export function summarizePlan(
  plan: { readonly id: string; readonly command: string; readonly dir: string; readonly targets: readonly string[] },
  steps: readonly ImportSummary[],
): PlanSummary {
  const rows = emptyRowCounts();
  const requests = { sent: 0, retried: 0, throttled: 0 };
  for (const step of steps) {
    for (const counter of [...ROW_COUNTERS, 'read'] as const) rows[counter] += step.rows[counter];
    for (const counter of ['sent', 'retried', 'throttled'] as const) requests[counter] += step.requests[counter];
  }
  const isDry = steps.some((step) => step.dry_run);
  if (isDry) rows.fit = steps.reduce((sum, step) => sum + (step.rows.fit ?? step.rows.skipped), 0);
  const isUnfinished = steps.length < plan.targets.length;
  const statuses = [...steps.map(({ status }) => status), ...(isUnfinished ? (['interrupted'] as const) : [])];
  const durationMs = steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const waitedMs = steps.reduce((sum, step) => sum + (step.waited_ms ?? 0), 0);
  const { report, summary } = runFilePaths(plan.dir);
  const made = [...new Set(steps.flatMap(({ tagging }) => tagging?.made ?? []))];
  return {
    run: plan.id,
    command: plan.command,
    target: plan.targets.join(', '),
    status: STATUS_BY_SEVERITY.findLast((each) => statuses.includes(each)) ?? 'interrupted',
    ...(isDry && { dry_run: true as const }),
    rows,
    requests,
    duration_ms: durationMs,
    ...(waitedMs > 0 && { waited_ms: waitedMs }),
    rows_per_second: durationMs > 0 ? Math.round((rows.read / durationMs) * 10_000) / 10 : 0,
    ...(made.length > 0 && { tagging: { made } }),
    causes: steps.flatMap(({ causes }) => causes).sort((a, b) => b.count - a.count),
    detected: {},
    notices: steps.flatMap(({ notices }) => notices),
    files: { report, summary },
    steps,
  };
}

/** The facts behind a plan's summary. */
export interface PlanFacts {
  readonly inputs: readonly string[];
  readonly mappings: readonly { readonly path: string; readonly text: string }[];
  readonly errors: readonly RowOutcome[];
  readonly startedAt: number;
  /** The flags that the plan was given. */
  readonly given: object;
  /** The id of the run that `resume` takes to resume the plan. */
  readonly resumedBy?: string;
}

/** What to do after a plan that has run to its end. */
function nextOfPlan(
  { steps, dry_run, rows }: PlanSummary,
  { inputs, mappings, given }: Pick<PlanFacts, 'inputs' | 'mappings' | 'given'>,
  location: LedgerLocation,
): NextStep | undefined {
  const all = (verb: string, ...more: readonly string[]) =>
    commandLine(
      [
        verb,
        ...inputs.map(shortPath),
        ...mappings.flatMap(({ path }) => ['-m', shortPath(path)]),
        ...givenWords(given, { isSameFile: true }),
        ...more,
        ...ledgerWords(location),
      ],
      location.env,
    );
  const wrong = steps.flatMap((step, index) =>
    errorCount(step.rows) > 0 ? [{ step, input: inputs[index] ?? '', mapping: mappings[index]?.path ?? '' }] : [],
  );
  const [first] = wrong;
  if (!first) {
    return dry_run && rows.read > 0 ? { text: t`every row is fit to send`, command: all('import') } : undefined;
  }
  if (dry_run) {
    const files = wrong.map(
      ({ step, input }) => t`${basename(input)} (${shortPath(errorsFile(step))} says what is wrong)`,
    );
    return {
      text: t`fix the rows in ${files.join(', ')}, then check again`,
      command: isBeyondCheck(given) ? all('import', '--dry-run') : all('check'),
    };
  }
  const errors = shortPath(errorsFile(first.step));
  const others = wrong.length > 1 ? t`, and then the other files in the same way` : '';
  return {
    text: t`fix the rows in ${errors}, then import that file${others}`,
    command: commandLine(
      [
        'import',
        errors,
        '-m',
        shortPath(first.mapping),
        ...givenWords(given, { isSameFile: false }),
        ...ledgerWords(location),
      ],
      location.env,
    ),
  };
}

/** Writes a plan's report and summary. */
export async function writePlanSummary(
  summary: PlanSummary,
  facts: PlanFacts,
  location: LedgerLocation,
): Promise<void> {
  const { inputs, mappings, errors, startedAt, given } = facts;
  const { mask } = given as { readonly mask?: boolean };
  const { files } = summary;
  const nearReport = (path: string) => relative(dirname(files.report), path).replaceAll('\\', '/');
  await replaceFile(files.summary, `${JSON.stringify(summary, null, 2)}\n`);
  const report = {
    summary,
    input: inputs.map((path) => basename(path)).join(', '),
    mapping: {
      path: mappings.map(({ path }) => basename(path)).join(', '),
      text: mappings.map(({ path, text }) => `# ${basename(path)}\n${text}`).join('\n'),
    },
    startedAt,
    endedAt: Date.now(),
    errors,
    header: [],
    samples: [],
    settings: [],
    next: nextStepOfPlan(summary, facts, location),
    tagging: summary.tagging,
    steps: summary.steps.map((step, index) => ({
      name: basename(inputs[index] ?? ''),
      summary: step,
      report: nearReport(step.files.report),
      errors: nearReport(errorsFile(step)),
    })),
  };
  await writeRunReport(report, { mask });
}

/** What to do after a plan. */
export function nextStepOfPlan(summary: PlanSummary, facts: PlanFacts, location: LedgerLocation): NextStep | undefined {
  const command = resumeCommand(summary, facts, location);
  if (command !== undefined) return { text: t`resume the plan`, command };
  return nextOfPlan(summary, facts, location);
}

function resumeCommand(
  { status }: PlanSummary,
  { resumedBy }: PlanFacts,
  location: LedgerLocation,
): string | undefined {
  const isUnfinished = status === 'interrupted' || status === 'aborted';
  if (!isUnfinished || resumedBy === undefined) return undefined;
  return commandLine(['resume', resumedBy, ...ledgerWords(location)], location.env);
}
