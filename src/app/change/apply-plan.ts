import { ApplyFilter, cellsLeftOut, type PlanEdits, type StoredPlan } from '../../change/index.ts';
import type { ImportSummary } from '../../import/index.ts';
import type { Ledger, LeftOutCells, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { splitConnection } from '../connection.ts';
import { type ImportChoice, type ImportPolicy, writeChoice } from '../import/import-choice.ts';
import type { ImportExtension, ImportRequest } from '../import/import-request.ts';
import { shortPath } from '../import/next-step.ts';
import { checkImportRequest, runImport } from '../import/run-import.ts';
import { appliesOf, type RunSettings } from '../import/run-record.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { UsageError } from '../usage-error.ts';
import { openChangeContext } from './change-context.ts';
import { changesTags } from './change-extension.ts';
import { isSmall } from './mirror-of-agents.ts';
import { openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';
import { planAgainLine, type RequestedApply } from './plan-commands.ts';
import { planToApply, requirePlanned } from './plan-to-apply.ts';
import { recordMatching } from './record-matching.ts';
import { withUniqueInMirror } from './unique-in-mirror.ts';

/** What `applyPlan` takes. */
export interface ApplyOptions
  extends RunOptions,
    Pick<ImportPolicy, 'maxErrors' | 'out' | 'mask' | 'agreed' | 'local'> {
  /** The plan's workbook, with the edits of its column `_apply`, or its id. */
  readonly plan: string;
  /** Cells of the plan that are not to be applied, besides those of its workbook; with an empty field the whole row. */
  readonly leftOut?: readonly LeftOutCell[];
}

/** A cell of a plan, as `CellChange` names it. */
interface LeftOutCell {
  readonly row: number;
  readonly field: string;
}

/** The summary of an apply: an import's, with the plan. */
export type ApplySummary = ImportSummary & { readonly plan: string };

/**
 * Sends exactly what a plan says, except what its workbook leaves out and records that somebody has changed since.
 * Errors, before anything is sent: `ChangeError` for what is no plan, `UsageError` if the plan's tenant, file or mapping is another, and
 * those of `importFile`.
 *
 * @example
 * const { rows } = await applyPlan({ connection, plan: 'plan.xlsx' });
 */
export async function applyPlan(options: ApplyOptions): Promise<ApplySummary> {
  const { options: connection, env } = splitConnection(options.connection);
  const { maxErrors, out, mask, local } = options;
  const requested = { plan: options.plan, given: writeChoice({ maxErrors, out, mask, local }, connection), env };
  const { run, mapping, edits } = await planToApply(requested);
  const choice: ImportChoice = {
    ...keptChoice(run.settings as RunSettings),
    file: run.input,
    mapping: run.mapping,
    ...{ maxErrors, local, out, mask },
    agreed: options.agreed,
  };
  const request: ImportRequest = {
    command: 'apply',
    options: choice,
    connection,
    mapping,
    inputName: shortPath(run.input),
    about: { appliedPlan: run.id },
    extension: withUniqueInMirror(
      applyExtension(run.id, mapping, {
        ...{ requested, edits, leftOut: options.leftOut ?? [] },
        again: planAgainLine(run, { ...connection, env }),
      }),
      mapping,
    ),
  };
  checkImportRequest(request, options.reporter ?? {});
  return (await withContext(options, (context) => runImport(request, context))) as ApplySummary;
}

/** The options of the plan that decide how its file is read, and which rows count. */
function keptChoice({ limit, onDuplicate, onCollision, acceptDamage, mode, corrections, source }: RunSettings) {
  return { limit, onDuplicate, onCollision, acceptDamage, mode, corrections, ...source };
}

/**
 * What an apply adds to an import. What people have left out of a new apply, in the workbook or otherwise, is stored with the run, and
 * a resumed one has it in the ledger. Errors: `UsageError`, `ChangeError`.
 */
export function applyExtension(
  planId: string,
  mapping: LoadedMapping,
  {
    requested,
    edits,
    leftOut: given = [],
    again,
  }: {
    /** Undefined if the run is resumed. */
    readonly requested?: RequestedApply;
    readonly edits?: PlanEdits | undefined;
    readonly leftOut?: readonly LeftOutCell[];
    /** The command that plans the file again. */
    readonly again: string;
  },
): ImportExtension {
  return async ({ session, input, isResumed, ...from }) => {
    const { ledger } = session;
    const plan = await ledger.runs.find(planId);
    if (plan === undefined)
      throw new UsageError(
        t`The ledger no longer has plan ${planId}, so its rows cannot be sent. Plan the file again; what was sent is then unchanged: ${again}`,
      );
    if (requested !== undefined) requirePlanned(plan, session, input, requested);
    const { mirror } = await openRefreshedMirror(session, from, WITHOUT_TAGS);
    const context = await openChangeContext(session, {
      mirror,
      usesTags: changesTags(mapping),
      listsAgents: isSmall(mirror),
    });
    const { values, reader, displacedBy, cellWords } = context;
    const leftOutCells = edits === undefined ? [] : await cellsLeftOut(ledger.changes(plan), edits, values);
    let leftOut: LeftOutCells | undefined;
    const filter = new ApplyFilter({
      limits: session.settings,
      plan: await storedPlan(ledger, plan, () => leftOut),
      matching: await recordMatching(session, mapping, { mirror }),
      ...{ values, reader, displacedBy },
    });
    return {
      mapper: (mapper) => mapper,
      keepsMapping: true,
      mirror,
      filter,
      cellWords,
      facts: { plan: planId },
      isUndoable: true,
      close: () => mirror.close(),
      async onRecorded(run) {
        leftOut = ledger.leftOut(run);
        if (!isResumed) await leftOut.add([...leftOutCells, ...given, ALL_STORED]);
        else if (!(await leftOut.of([ALL_STORED.row]))(ALL_STORED.row, ALL_STORED.field)) {
          throw new UsageError(
            t`Run ${run.id} ended before it had stored which changes to leave out. Nothing was sent: apply the plan again`,
          );
        }
      },
    };
  };
}

/** A plan of the ledger. `leftOut`: the cells that people chose not to apply. */
async function storedPlan(
  ledger: Ledger,
  plan: StoredRun,
  leftOut: () => LeftOutCells | undefined,
): Promise<StoredPlan> {
  return {
    id: plan.id,
    // The audit trail has the removal before the first row is deleted.
    isRemoved: async () => (await ledger.audit.historyOf(plan.id)).at(-1)?.kind === 'removed',
    async rows(numbers) {
      const [outcomes, changes, isLeftOut] = await Promise.all([
        ledger.outcomes(plan, numbers),
        ledger.changes(plan).of(numbers),
        leftOut()?.of(numbers),
      ]);
      const rows = [...outcomes].map(([row, outcome]) => {
        const isCellLeftOut = (field: string) => isLeftOut?.(row, field) ?? false;
        return [row, { outcome, change: changes.get(row), isLeftOut: isCellLeftOut }] as const;
      });
      return new Map(rows);
    },
    createdId: await createdBefore(ledger, plan.id),
  };
}

/** Finds the record that an earlier apply of a plan created for a row. */
async function createdBefore(ledger: Ledger, planId: string): Promise<StoredPlan['createdId']> {
  const applies = await appliesOf(ledger, planId);
  return async (row) => {
    for (const run of applies) {
      const outcome = (await ledger.outcomes(run, [row])).get(row);
      if (outcome?.state === 'created') return outcome.remoteId;
    }
    return undefined;
  };
}

/** Shows that all cells which an apply leaves out are in the ledger. No row has this number. */
const ALL_STORED = { row: 0, field: 'all-stored' };
