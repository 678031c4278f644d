import { join, resolve } from 'node:path';
import { PlanFilter, requireMatchable } from '../../change/index.ts';
import { changeRulesOf, hasChangeRules, type LoadedMapping } from '../../mapping/index.ts';
import { shellLine, t } from '../../words/index.ts';
import { type Environment, splitConnection } from '../connection.ts';
import { identifiedBy } from '../import/build-import-job.ts';
import { type ImportChoice, type ImportPolicy, writeChoice } from '../import/import-choice.ts';
import { policyOf } from '../import/import-file.ts';
import type { ExtendedImport, ImportExtension, ImportRequest } from '../import/import-request.ts';
import { loadMappingForFile, requireColumns } from '../import/load-mapping-for-file.ts';
import { connectionWords, isCutShort, type NextStep, planLine, shortPath } from '../import/next-step.ts';
import { isUnrepeatable } from '../import/open-input.ts';
import { checkImportRequest, runImport } from '../import/run-import.ts';
import { newRunId } from '../import/run-record.ts';
import { NIGHT_OPTIONS } from '../options/connection-options.ts';
import type { NightSettings } from '../options/night-values.ts';
import { repeatedWords } from '../options/option.ts';
import { isPlan } from '../plan/plan-file.ts';
import { commandLine } from '../program.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { UsageError } from '../usage-error.ts';
import { openChangeContext } from './change-context.ts';
import { changesTags, comparisonOf } from './change-extension.ts';
import type { ChangePlanSummary } from './change-summary.ts';
import { isSmall } from './mirror-of-agents.ts';
import { openRefreshedMirror, WITHOUT_TAGS } from './open-mirror.ts';
import { recordMatching } from './record-matching.ts';
import { requirePlanWorkbook } from './require-workbook.ts';
import { withUniqueInMirror } from './unique-in-mirror.ts';
import { type PlanParts, planSummary, writePlan } from './write-plan.ts';

/** What `planFile` takes. */
export interface PlanOptions
  extends RunOptions,
    Pick<
      ImportPolicy,
      | 'limit'
      | 'onDuplicate'
      | 'onCollision'
      | 'acceptDamage'
      | 'mode'
      | 'out'
      | 'mask'
      | 'corrections'
      | 'sheet'
      | 'header'
      | 'encoding'
      | 'delimiter'
    > {
  /** Path of the spreadsheet: CSV, XLSX or JSONL. */
  readonly file: string;
  /** Path of the mapping file. */
  readonly mapping: string;
  /** Path of the workbook. Default: `plan.xlsx` in the folder of the plan's other files. */
  readonly output?: string | undefined;
}

/**
 * Finds out what an import of a file would change, row by row and cell by cell, and writes it into a workbook; sends nothing.
 * Errors: those of `importFile`; `MirrorError` if the customers cannot be read whole.
 *
 * @example
 * const { plan, rows, cells_changed } = await planFile({ connection, file: 'customers.csv', mapping: 'customers.yaml' });
 */
export async function planFile(options: PlanOptions): Promise<ChangePlanSummary> {
  const { file, mapping: path } = options;
  await requireFile(options);
  const mapping = await loadMappingForFile(file, path, options);
  requirePlannable(mapping, options);
  const id = newRunId(Date.now(), Math.random);
  const dir = resolve(options.out ?? join('runs', id));
  const output = resolve(options.output ?? join(dir, 'plan.xlsx'));
  await requirePlanWorkbook({ path: output, output: options.output, input: file });
  const { options: connection, env } = splitConnection(options.connection);
  const choice: ImportChoice = { ...policyOf(options), file, mapping: path, out: dir };
  let parts: PlanParts | undefined;
  let summary: ChangePlanSummary | undefined;
  let nights: NightSettings | undefined;
  const plan = () => ({ output, mapping, choice, connection, nights, parts });
  const { out, output: workbook } = options;
  const given = { ...writeChoice(choice, connection), file, mapping: path, out, output: workbook };
  const nextOf = (planned: ChangePlanSummary) => nextStepOf(planned, given, env);
  const request: ImportRequest = {
    command: 'plan',
    id,
    options: choice,
    connection,
    mapping,
    about: { workbook: output },
    extension: withUniqueInMirror(
      planExtension(mapping, { choice, output }, (opened) => {
        parts = opened;
      }),
      mapping,
    ),
    nextStep: async (ended) => nextOf(await planSummary(ended, plan())),
    beforeEnd: async (ended) => {
      summary = await writePlan(ended, plan());
    },
  };
  checkImportRequest(request, options.reporter ?? {});
  return withContext(options, async (context) => {
    const { reporter } = context;
    nights = context.settings.nights;
    const ended = await runImport(request, {
      ...context,
      reporter: { ...reporter, end: async (unfinished) => unfinished },
    });
    if (summary === undefined) throw new UsageError(ended.reason ?? t`The plan could not be written to ${output}.`);
    return (await reporter.end({ kind: 'change-plan', summary, next: nextOf(summary) })).summary;
  });
}

/** Errors: `UsageError` for what is not one file that can be read again. */
async function requireFile({ file, mapping }: PlanOptions): Promise<void> {
  if (isPlan(file))
    throw new UsageError(
      t`${file} lists several files, and plan takes one spreadsheet and its mapping. Plan one after the other: sobot-etl plan <file> -m <mapping>`,
    );
  if (mapping === '')
    throw new UsageError(
      t`No mapping given: name one with -m. To generate one: ${shellLine(['sobot-etl', 'map', file, '-o', 'mapping.yaml'])}`,
    );
  if (await isUnrepeatable(file))
    throw new UsageError(
      t`plan cannot read ${file === '-' ? t`standard input` : file}, since apply needs the same rows again. Save them as a file and plan that; or see which rows would be sent: ${shellLine(['sobot-etl', 'check', file, '-m', mapping])}`,
    );
}

function requirePlannable(mapping: LoadedMapping, { onDuplicate }: PlanOptions): void {
  const { target } = mapping;
  if (!hasChangeRules(target)) {
    throw new UsageError(
      t`plan works for customer and customer-update, not for ${target.name}. To see which rows would be sent: sobot-etl check`,
    );
  }
  if (onDuplicate === 'all')
    throw new UsageError(
      t`--on-duplicate all cannot be planned: each row of a customer would change what the next one finds`,
    );
  requireMatchable(target, identifiedBy(mapping), Object.keys(mapping.content.fields ?? {}));
}

function planExtension(
  mapping: LoadedMapping,
  { choice, output }: { readonly choice: ImportChoice; readonly output: string },
  onOpen: (parts: PlanParts) => void,
): ImportExtension {
  return async ({ session, header, input, ...from }): Promise<ExtendedImport> => {
    await requireColumns(mapping, { header, path: input.path });
    const { mirror } = await openRefreshedMirror(session, from, WITHOUT_TAGS);
    const context = await openChangeContext(session, {
      mirror,
      usesTags: changesTags(mapping),
      listsAgents: isSmall(mirror),
    });
    const matching = await recordMatching(session, mapping, { mirror });
    const rules = changeRulesOf(mapping, choice.mode);
    const filter = new PlanFilter(
      comparisonOf(mapping, rules, { matching, context, extent: 'all', choice }),
      session.settings,
    );
    onOpen({
      ...{ session, context },
      counts: filter.counts,
      refreshedAt: mirror.status().refreshedAt,
      combined: () => mirror.combinationsFound,
    });
    const { cellWords } = context;
    // Kept in the ledger: `runs` shows where the workbook is.
    const facts = { workbook: output, mirror_state: mirror.state };
    return {
      mapper: (mapper) => mapper,
      keepsMapping: true,
      ...{ mirror, filter, cellWords, facts },
      close: () => mirror.close(),
    };
  };
}

function nextStepOf(summary: ChangePlanSummary, given: Parameters<typeof planLine>[1], env: Environment): NextStep {
  const { rows, files } = summary;
  if (isCutShort(summary)) return { text: t`plan again`, command: planLine(given.file, given, env) };
  if (rows.create + rows.update > 0) {
    return {
      text: t`look at the workbook, write no in _apply for what is not to change, then apply it`,
      command: commandLine(
        ['apply', shortPath(files.plan), ...repeatedWords(NIGHT_OPTIONS, given, true), ...connectionWords(given, env)],
        env,
      ),
    };
  }
  if (rows.rejected + rows.ambiguous === 0) {
    const leftOut = rows.skipped > 0 ? t`, or leaves ${rows.skipped} rows out` : '';
    return { text: t`nothing is left to do: the CRM has all of these values${leftOut}` };
  }
  const errors = shortPath(files.errors_xlsx ?? files.errors);
  return { text: t`fix the rows in ${errors}, then plan that file`, command: planLine(errors, given, env) };
}
