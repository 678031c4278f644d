import { basename, join } from 'node:path';
import { type ImportSummary, UpstreamResults } from '../../import/index.ts';
import type { Ledger, RowOutcome, StoredRun } from '../../ledger/index.ts';
import { Stopped } from '../../resilience/index.ts';
import { t } from '../../words/index.ts';
import type { ImportExtension } from '../import/import-request.ts';
import { type PlanReference, planOf, stepId } from '../import/run-record.ts';
import type { LedgerLocation } from '../open-ledger.ts';
import type { RunReporter } from '../reporter.ts';
import type { RunContext } from '../run-context.ts';
import { UsageError } from '../usage-error.ts';
import { nextStepOfPlan, type PlanFacts, type PlanSummary, summarizePlan, writePlanSummary } from './plan-summary.ts';

/** What a plan adds to the import of one of its files. */
export interface PlanStepHooks {
  readonly isStep: true;
  readonly extension: ImportExtension;
  /** Summarizes the plan, this step included, before the ledger records the end of the step. */
  readonly beforeEnd: (summary: ImportSummary) => Promise<void>;
}

/** The run with this id or part of an id, or all runs of a plan if it is a plan's. Errors: `UsageError`. */
export async function findRuns(ledger: Ledger, id: string): Promise<StoredRun[]> {
  const run = await ledger.runs.find(id);
  if (run) return [run];
  const near = await ledger.runs.like(id);
  const plan = near[0] && planOf(near[0]);
  if (plan && near.every((each) => planOf(each)?.id === plan.id)) return runsOfPlan(ledger, plan);
  const hint =
    near.length > 1
      ? t`"${id}" matches several runs: ${listed(near.map((each) => each.id))}`
      : t`There is no run "${id}"`;
  throw new UsageError(t`${hint}. List them with: sobot-etl runs`);
}

const MAX_LISTED_IDS = 4;

function listed(ids: readonly string[]): string {
  const more = ids.length - MAX_LISTED_IDS;
  return `${ids.slice(0, MAX_LISTED_IDS).join(', ')}${more > 0 ? t` and ${more} more` : ''}`;
}

/** The runs of a plan, in their order. */
async function runsOfPlan(ledger: Ledger, plan: PlanReference): Promise<StoredRun[]> {
  const steps = Array.from({ length: plan.steps }, (_, index) => ledger.runs.find(stepId(plan, index + 1)));
  return (await Promise.all(steps)).flatMap((run) => run ?? []);
}

/** The run context of a plan, and the flags that say which ledger is used. */
type PlanContext = Pick<RunContext, 'reporter'> & LedgerLocation;

/**
 * Runs the steps in order; each knows which records earlier steps failed to create. A step that is aborted or interrupted ends the
 * plan. Writes one report and one summary for all steps, and returns the summary.
 */
export async function runPlanSteps(
  ledger: Ledger,
  plan: PlanReference,
  context: PlanContext,
  begin: (run: StoredRun, step: PlanStepHooks) => Promise<unknown>,
): Promise<PlanSummary> {
  const earlier = new UpstreamResults();
  for (const { id } of await runsOfPlan(ledger, plan)) {
    const run = await ledger.runs.find(id);
    if (run?.status === 'interrupted' || run?.status === 'aborted' || run?.status === 'running') {
      const beforeEnd = async (ended: ImportSummary) => {
        const { summary, facts } = await summaryOf(ledger, plan, { id, summary: ended });
        await writePlanSummary(summary, facts, context);
      };
      await unlessStopped(
        () => begin(run, { isStep: true, extension: upstreamExtension(earlier), beforeEnd }),
        context.reporter,
      );
    }
    const done = await ledger.runs.find(id);
    if (done?.status !== 'completed' && done?.status !== 'completed_with_errors') break;
    const log = await ledger.openRowLog(done);
    for await (const outcome of log.outcomes('unsuccessful')) earlier.note(done.target, done.input, outcome);
  }
  const { summary, facts } = await summaryOf(ledger, plan);
  await writePlanSummary(summary, facts, context);
  return (await context.reporter.end({ kind: 'plan', summary, next: nextStepOfPlan(summary, facts, context) })).summary;
}

/** A step that is stopped before it has sent anything ends the plan without an error. */
export async function unlessStopped<Answer>(
  begin: () => Promise<Answer>,
  reporter: Pick<RunReporter, 'message'>,
): Promise<Answer | undefined> {
  try {
    return await begin();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    reporter.message('problem', t`Interrupted before anything was sent.`);
    return undefined;
  }
}

/** Lookups that know which records earlier steps failed to create. */
export function upstreamExtension(earlier: UpstreamResults): ImportExtension {
  return async () => ({
    lookups: (lookups) => earlier.withUpstream(lookups),
    mapper: (mapper) => mapper,
    keepsMapping: true,
  });
}

const MAX_PLAN_ERRORS = 500;

/** The summary of a plan; `ended` is the step that has just ended and is not in the ledger yet. */
async function summaryOf(
  ledger: Ledger,
  plan: PlanReference,
  ended?: { readonly id: string; readonly summary: ImportSummary },
): Promise<{ readonly summary: PlanSummary; readonly facts: PlanFacts }> {
  const runs = await runsOfPlan(ledger, plan);
  const targets = runs.map(({ target }) => target);
  const steps = runs.flatMap(({ id, summary }) => {
    const known = id === ended?.id ? ended.summary : (summary as ImportSummary | undefined);
    return known ? [known] : [];
  });
  const summary = summarizePlan({ id: plan.id, command: 'import', dir: plan.dir, targets }, steps);
  const facts = {
    inputs: runs.map(({ input }) => input),
    mappings: runs.map(({ mapping, mappingText }) => ({ path: mapping, text: mappingText })),
    errors: await errorsOf(ledger, runs),
    startedAt: Math.min(...runs.map(({ startedAt }) => startedAt)),
    given: runs[0]?.settings ?? {},
    resumedBy: stepId(plan, plan.steps),
  };
  return { summary, facts };
}

/** The first rows that did not succeed, each with the name of its file. */
async function errorsOf(ledger: Ledger, runs: readonly StoredRun[]): Promise<RowOutcome[]> {
  const errors: RowOutcome[] = [];
  for (const run of runs) {
    const log = await ledger.openRowLog(run);
    for await (const outcome of log.outcomes('unsuccessful')) {
      if (errors.length === MAX_PLAN_ERRORS) return errors;
      const { key = '', keyText = key } = outcome;
      errors.push({ ...outcome, cells: undefined, keyText: [basename(run.input), keyText].join(' ') });
    }
  }
  return errors;
}

/** The output folder of a step. */
export function stepFolder(dir: string, step: number, target: string): string {
  return join(dir, `${step}-${target}`);
}
