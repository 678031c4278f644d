import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type PlanEdits, readPlanEdits } from '../../change/index.ts';
import type { StoredRun } from '../../ledger/index.ts';
import { type LoadedMapping, parseMapping } from '../../mapping/index.ts';
import { shellLine, t } from '../../words/index.ts';
import { shortPath } from '../import/next-step.ts';
import { type InputFile, withSource } from '../import/open-input.ts';
import type { RunSettings } from '../import/run-record.ts';
import { type LedgerSettings, withLedger } from '../open-ledger.ts';
import { findRuns } from '../plan/plan-runs.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

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
export async function planToApply(given: string, settings: LedgerSettings): Promise<PlanToApply> {
  const edits = existsSync(given) ? await readPlanEdits(given) : undefined;
  if (given === '') throw new UsageError(t`Name the workbook of a plan, or its id. List the ids with: sobot-etl runs`);
  if (edits === undefined && !RUN_ID.test(given))
    throw new UsageError(
      t`${given}: there is no such file. Give the workbook that plan has written, or the id of the plan. List the ids with: sobot-etl runs`,
    );
  const run = await findPlan(edits?.id ?? given, settings, edits && given);
  const mapping = await mappingOf(run);
  if (!existsSync(run.input))
    throw new UsageError(
      t`${shortPath(run.input)}, the file of plan ${run.id}, no longer exists, and its rows are needed again. Put it back, then: sobot-etl apply ${run.id}`,
    );
  return { run, mapping, edits };
}

/** Errors: `UsageError` if the plan was made for another tenant, whose customers it compared, or for another input. */
export function requirePlanned(
  plan: StoredRun,
  { scope, settings }: Pick<Session, 'scope' | 'settings'>,
  { path, sha256 }: Pick<InputFile, 'path' | 'sha256'>,
): void {
  if (plan.scope !== scope) {
    const { baseUrl = settings.baseUrl, profile } = plan.settings as RunSettings;
    const words = ['apply', plan.id, ...(profile === undefined ? [] : ['--profile', profile]), '--base-url', baseUrl];
    throw new UsageError(
      t`Plan ${plan.id} was made for another tenant (at ${baseUrl}) than this one (at ${settings.baseUrl}), so it does not say what would change here. Use the address and the app id of the plan: ${shellLine(['sobot-etl', ...words])}`,
    );
  }
  if (sha256 !== plan.inputSha256)
    throw new UsageError(
      t`${shortPath(path)} has changed since plan ${plan.id} was made, so the plan does not say what it would change. ${planAgain(plan)}`,
    );
}

/** The finished plan that an id names; `workbook` if the id was read from one. Errors: `UsageError`. */
function findPlan(id: string, settings: LedgerSettings, workbook: string | undefined): Promise<StoredRun> {
  return withLedger(settings, async (ledger) => {
    if (workbook !== undefined && (await ledger.runs.find(id)) === undefined)
      throw new UsageError(
        t`${workbook} is the workbook of plan ${id}, which the ledger in ${settings.home} does not have: it was made with another --home, or pruned. Apply it with the --home that it was made with, or plan the file again`,
      );
    const [run, second] = await findRuns(ledger, id);
    if (run?.command !== 'plan' || second !== undefined) throw notPlan(id, run);
    if (run.status !== 'completed' && run.status !== 'completed_with_errors') {
      throw new UsageError(t`Plan ${run.id} was cut short and does not have every row. ${planAgain(run)}`);
    }
    return run;
  });
}

/** The mapping of a plan. Errors: `UsageError` if its file has changed since. */
async function mappingOf(run: StoredRun): Promise<LoadedMapping> {
  const text = await readFile(run.mapping, 'utf8').catch(() => undefined);
  if (text !== run.mappingText) {
    throw new UsageError(
      text === undefined
        ? t`${shortPath(run.mapping)}, the mapping of plan ${run.id}, can no longer be read. Put it back, or plan the file with another`
        : t`${shortPath(run.mapping)} has changed since plan ${run.id} was made, so its rows may mean something else. ${planAgain(run)}`,
    );
  }
  const { source = {} } = run.settings as RunSettings;
  return withSource(parseMapping(run.mappingText, run.mapping), source);
}

function notPlan(id: string, run: StoredRun | undefined): UsageError {
  const { appliedPlan } = (run?.settings ?? {}) as RunSettings;
  const instead =
    appliedPlan === undefined
      ? t`Make a plan with: sobot-etl plan <file> -m <mapping>`
      : t`To apply its plan again: sobot-etl apply ${appliedPlan}`;
  const what = run === undefined ? t`no run` : t`the run of ${run.command} ${shortPath(run.input)}`;
  return new UsageError(t`${run?.id ?? id} is ${what}, and no plan. ${instead}`);
}

function planAgain({ input, mapping }: StoredRun): string {
  return t`Plan again: ${shellLine(['sobot-etl', 'plan', shortPath(input), '-m', shortPath(mapping)])}`;
}
