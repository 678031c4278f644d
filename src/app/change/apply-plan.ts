import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ApplyFilter, cellsLeftOut, type PlanEdits, readPlanEdits } from '../../change/index.ts';
import type { ImportSummary } from '../../import/index.ts';
import { Ledger, type StoredRun } from '../../ledger/index.ts';
import { type LoadedMapping, parseMapping } from '../../mapping/index.ts';
import { splitConnection } from '../connection.ts';
import { identifiedBy } from '../import/build-import-job.ts';
import type { ImportChoice, ImportPolicy } from '../import/import-choice.ts';
import type { ImportExtension, ImportRequest } from '../import/import-request.ts';
import { shortPath } from '../import/next-step.ts';
import { type InputFile, withSource } from '../import/open-input.ts';
import { checkImportRequest, runImport } from '../import/run-import.ts';
import type { RunSettings } from '../import/run-record.ts';
import { findRuns } from '../plan/plan-runs.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { homeFolder } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { openChangeContext } from './change-context.ts';
import { changesTags } from './change-extension.ts';
import { openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';

/** What `applyPlan` takes. */
export interface ApplyOptions extends RunOptions, Pick<ImportPolicy, 'maxErrors' | 'out' | 'agreed'> {
  /** The plan's workbook, with the edits of its column `_apply`, or its id. */
  readonly plan: string;
}

/** The summary of an apply: an import's, with the plan. */
export type ApplySummary = ImportSummary & { readonly plan: string };

/**
 * Sends exactly what a plan says, except what its workbook leaves out and records that somebody has changed since.
 * Errors, before anything is sent: `PlanError` for what is no plan, `UsageError` if the plan's file or mapping has changed, and
 * those of `importFile`.
 *
 * @example
 * const { rows } = await applyPlan({ connection, plan: 'plan.xlsx' });
 */
export async function applyPlan(options: ApplyOptions): Promise<ApplySummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const edits = existsSync(options.plan) ? await readPlanEdits(options.plan) : undefined;
  const run = findPlan(edits?.id ?? options.plan, homeFolder(connection.home, env));
  const settings = run.settings as RunSettings;
  const mapping = await mappingOf(run);
  const choice: ImportChoice = {
    ...keptChoice(settings),
    file: run.input,
    mapping: run.mapping,
    maxErrors: options.maxErrors,
    out: options.out,
    agreed: options.agreed,
    // The plan has looked for the customer, so that a key which an earlier run sent says nothing.
    again: true,
  };
  const request: ImportRequest = {
    command: 'apply',
    options: choice,
    connection,
    mapping,
    about: { appliedPlan: run.id },
    extension: applyExtension(run.id, mapping, edits),
  };
  checkImportRequest(request, options.reporter ?? {});
  return (await withContext(options, (context) => runImport(request, context))) as ApplySummary;
}

/** The finished plan that an id names. Errors: `UsageError`. */
function findPlan(id: string, home: string): StoredRun {
  const ledger = new Ledger(home);
  try {
    const [run] = findRuns(ledger, id);
    if (run?.command !== 'plan')
      throw new UsageError(
        `${id} is ${run ? `the run of ${run.command}` : 'no run'}, not a plan. Make one with: sobot-etl plan`,
      );
    if (run.status !== 'completed' && run.status !== 'completed_with_errors') {
      throw new UsageError(
        `Plan ${run.id} was cut short and does not have every row. Plan ${shortPath(run.input)} again`,
      );
    }
    return run;
  } finally {
    ledger.close();
  }
}

/** The mapping of a plan. Errors: `UsageError` if its file has changed since. */
async function mappingOf(run: StoredRun): Promise<LoadedMapping> {
  const text = await readFile(run.mapping, 'utf8').catch(() => undefined);
  if (text !== run.mappingText) {
    const what = text === undefined ? 'no longer exists' : 'has changed';
    throw new UsageError(
      `${shortPath(run.mapping)} ${what} since plan ${run.id} was made, so its rows may mean something else. Plan again: sobot-etl plan ${shortPath(run.input)} -m ${shortPath(run.mapping)}`,
    );
  }
  const { source = {} } = run.settings as RunSettings;
  return withSource(parseMapping(run.mappingText, run.mapping), source);
}

/** The options of the plan that decide which rows count. */
function keptChoice({ limit, onDuplicate, onCollision, acceptDamage, mode }: RunSettings) {
  return { limit, onDuplicate, onCollision, acceptDamage, mode };
}

/**
 * What an apply adds to an import. `edits`: those of the workbook that a new apply was given; they are stored with the run, and a
 * resumed one has them in the ledger. Errors: `UsageError`, `PlanError`.
 */
export function applyExtension(planId: string, mapping: LoadedMapping, edits?: PlanEdits): ImportExtension {
  return async ({ session, input, isResumed, ...from }) => {
    const { ledger } = session;
    const plan = ledger.runs.find(planId);
    if (plan === undefined) throw new UsageError(`The ledger no longer has plan ${planId}; plan the file again`);
    if (!isResumed) requirePlannedInput(input, plan);
    const { mirror } = await openRefreshedMirror(session, from, WITHOUT_TAGS);
    const context = await openChangeContext(session, { mirror, usesTags: changesTags(mapping) });
    const { values, reader, cellWords } = context;
    const leftOutCells = edits === undefined ? [] : await cellsLeftOut(ledger.changes(plan), edits, values);
    let leftOut: ReturnType<Ledger['leftOut']> | undefined;
    const filter = new ApplyFilter({
      plan: {
        outcome: (row) => ledger.outcome(plan, row),
        change: (row) => ledger.changes(plan).get(row),
        isLeftOut: (row, field) => leftOut?.has(row, field) ?? false,
      },
      identifiedBy: identifiedBy(mapping),
      ...{ values, mirror, reader },
    });
    return {
      mapper: (mapper) => mapper,
      keepsMapping: true,
      filter,
      cellWords,
      facts: { plan: planId },
      close: () => mirror.close(),
      onRecorded(run) {
        leftOut = ledger.leftOut(run);
        if (!isResumed) leftOut.add([...leftOutCells, ALL_STORED]);
        else if (!leftOut.has(ALL_STORED.row, ALL_STORED.field)) {
          throw new UsageError(
            `Run ${run.id} ended before it had stored which changes to leave out. Nothing was sent: apply the plan again`,
          );
        }
      },
    };
  };
}

/** Shows that all cells which an apply leaves out are in the ledger. No row has this number. */
const ALL_STORED = { row: 0, field: 'all-stored' };

function requirePlannedInput({ path, sha256 }: InputFile, plan: StoredRun): void {
  if (sha256 === plan.inputSha256) return;
  throw new UsageError(
    `${shortPath(path)} has changed since plan ${plan.id} was made, so the plan does not say what it would change. Plan again: sobot-etl plan ${shortPath(path)} -m ${shortPath(plan.mapping)}`,
  );
}
