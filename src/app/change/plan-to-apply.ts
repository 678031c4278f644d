import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PLAN_LABELS, type PlanEdits, readPlanEdits } from '../../change/index.ts';
import type { Ledger, StoredRun } from '../../ledger/index.ts';
import { type LoadedMapping, parseMapping } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { shortPath } from '../import/next-step.ts';
import { type InputFile, withSource } from '../import/open-input.ts';
import type { RunSettings } from '../import/run-record.ts';
import { ledgerSettings, ledgerWords, withLedger } from '../open-ledger.ts';
import { findRuns } from '../plan/plan-runs.ts';
import { commandLine } from '../program.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { applyLine, givenAgain, planAgainLine, type RequestedApply } from './plan-commands.ts';

/** A finished plan with its mapping, as it was when the plan was made. */
interface PlanToApply {
  readonly run: StoredRun;
  readonly mapping: LoadedMapping;
  /** What people chose in the workbook; undefined for a plan that was named by its id. */
  readonly edits: PlanEdits | undefined;
}

/** An id, or part of one; anything else is the name of a file. */
const RUN_ID = /^[\w-]+$/;

/**
 * Finds the plan that a workbook or an id names. Errors: `ChangeError` for a file that is no plan, `UsageError` for an id of none, and
 * if the plan's input or mapping is no longer there.
 */
export async function planToApply(requested: RequestedApply): Promise<PlanToApply> {
  const given = requested.plan;
  const edits = existsSync(given) ? await readPlanEdits(given) : undefined;
  if (given === '') throw new UsageError(t`Name the workbook of a plan, or its id. List the ids with: sobot-etl runs`);
  if (edits === undefined && !RUN_ID.test(given))
    throw new UsageError(
      t`${given}: there is no such file. Give the workbook that plan has written, or the id of the plan. List the ids with: sobot-etl runs`,
    );
  const run = await findPlan(requested, edits);
  const mapping = await mappingOf(run, requested);
  if (!existsSync(run.input))
    throw new UsageError(
      t`${shortPath(run.input)}, the file of plan ${run.id}, no longer exists, and its rows are needed again. Put it back, then: ${applyLine(requested)}`,
    );
  return { run, mapping, edits };
}

/** Errors: `UsageError` if the plan was made for another tenant, whose customers it compared, or for another input. */
export function requirePlanned(
  plan: StoredRun,
  { scope, settings }: Pick<Session, 'scope' | 'settings'>,
  { path, sha256 }: Pick<InputFile, 'path' | 'sha256'>,
  requested: RequestedApply,
): void {
  if (plan.scope !== scope) {
    const { baseUrl = settings.baseUrl, profile } = plan.settings as RunSettings;
    throw new UsageError(
      t`Plan ${plan.id} was made for another tenant (at ${baseUrl}) than this one (at ${settings.baseUrl}), so it does not say what would change here. Use the address and the app id of the plan: ${applyLine(requested, { profile, baseUrl })}`,
    );
  }
  if (sha256 !== plan.inputSha256)
    throw new UsageError(
      t`${shortPath(path)} has changed since plan ${plan.id} was made, so the plan does not say what it would change. ${planAgain(plan, requested)}`,
    );
}

/** The finished plan that an id names, or a workbook: then there are its edits. Errors: `UsageError`. */
function findPlan(requested: RequestedApply, edits: PlanEdits | undefined): Promise<StoredRun> {
  const { plan: given, env } = requested;
  const settings = ledgerSettings({ ...requested.given, env });
  const id = edits?.id ?? given;
  return withLedger(settings, async (ledger) => {
    if (edits !== undefined && (await ledger.runs.find(id)) === undefined)
      throw new UsageError(
        t`${given} is the workbook of plan ${id}, which the ledger in ${settings.home} does not have: it was made with another --home, or pruned. Apply it with the --home that it was made with, or plan the file again with its flags: ${planAgainFrom(edits, requested)}`,
      );
    const [run, second] = await findRuns(ledger, id);
    if (run?.command !== 'plan' || second !== undefined)
      throw new UsageError(
        t`${run?.id ?? id} is ${nameOf(run)}, and no plan. ${await insteadOf(run, requested, ledger)}`,
      );
    if (run.status !== 'completed' && run.status !== 'completed_with_errors') {
      throw new UsageError(t`Plan ${run.id} was cut short and does not have every row. ${planAgain(run, requested)}`);
    }
    return run;
  });
}

/** The mapping of a plan. Errors: `UsageError` if its file has changed since. */
async function mappingOf(run: StoredRun, requested: RequestedApply): Promise<LoadedMapping> {
  const text = await readFile(run.mapping, 'utf8').catch(() => undefined);
  if (text !== run.mappingText) {
    throw new UsageError(
      text === undefined
        ? t`${shortPath(run.mapping)}, the mapping of plan ${run.id}, can no longer be read. Put it back, then: ${applyLine(requested)}`
        : t`${shortPath(run.mapping)} has changed since plan ${run.id} was made, so its rows may mean something else. ${planAgain(run, requested)}`,
    );
  }
  const { source = {} } = run.settings as RunSettings;
  return withSource(parseMapping(run.mappingText, run.mapping), source);
}

function nameOf(run: StoredRun | undefined): string {
  if (run === undefined) return t`no run`;
  const { command, input, settings } = run;
  const hasFile = input !== '' && (settings as RunSettings).undoneRun === undefined;
  return hasFile ? t`the run of ${command} ${shortPath(input)}` : t`the run of ${command}`;
}

/** What to do with a run that is no plan: its plan has a workbook, whose edits count. */
async function insteadOf(run: StoredRun | undefined, requested: RequestedApply, { runs }: Ledger): Promise<string> {
  const { appliedPlan } = (run?.settings ?? {}) as RunSettings;
  if (appliedPlan === undefined) return t`Make a plan with: sobot-etl plan <file> -m <mapping>`;
  const plan = await runs.find(appliedPlan);
  if (plan === undefined) return planAgain(run as StoredRun, requested);
  return t`To apply its plan again: ${applyLine({ ...requested, plan: givenAgain(plan) })}`;
}

function planAgain(plan: StoredRun, { given, env }: RequestedApply): string {
  return t`Plan again: ${planAgainLine(plan, { ...given, env })}`;
}

/** The command that plans the file of a workbook again, as far as the workbook says how it was planned. */
function planAgainFrom({ facts }: PlanEdits, { plan, given, env }: RequestedApply): string {
  const { file, mapping } = PLAN_LABELS;
  const [input = '<file>', rules = '<mapping>'] = [facts.get(file), facts.get(mapping)];
  return commandLine(['plan', input, '-m', rules, '-o', plan, ...ledgerWords({ ...given, env })], env);
}
