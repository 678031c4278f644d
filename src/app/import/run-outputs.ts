import { dirname } from 'node:path';
import type { CellWords } from '../../change/index.ts';
import { replaceFile } from '../../files/index.ts';
import {
  createErrorsWorkbook,
  errorCount,
  errorsWorkbookPath,
  type ImportJob,
  type ImportSummary,
  type RunningImport,
} from '../../import/index.ts';
import type { Ledger, RowOutcome, StoredRun } from '../../ledger/index.ts';
import { columnsOfField, type LoadedMapping } from '../../mapping/index.ts';
import type { ReportInput } from '../../report/index.ts';
import { t } from '../../words/index.ts';
import type { InputFile } from './open-input.ts';

const MAX_REPORTED_ERRORS = 500;

/** The facts of a report that are not in the summary. */
type ReportFacts = Pick<
  ReportInput,
  'input' | 'mapping' | 'startedAt' | 'endedAt' | 'timeline' | 'settings' | 'next' | 'tagging' | 'changes'
>;

/** Writes `report.html` and `summary.json`, each completely or not at all. */
export async function writeRunSummary(
  summary: ImportSummary,
  { log, samples }: RunningImport,
  header: readonly string[],
  { mask, ...facts }: ReportFacts & { readonly mask: boolean | undefined },
): Promise<void> {
  const errors: RowOutcome[] = [];
  for await (const outcome of log.outcomes('unsuccessful')) {
    if (errors.push(outcome) === MAX_REPORTED_ERRORS) break;
  }
  // The rows of a plan would not be sent as they are, but only what changes.
  const shownSamples = summary.command === 'plan' ? [] : samples;
  await writeRunReport({ summary, errors, header, samples: shownSamples, ...facts }, { mask });
  await replaceFile(summary.files.summary, `${JSON.stringify(summary, null, 2)}\n`);
}

const MAX_REPORTED_CELLS = 500;

/** The first cells that a run changed, or that a plan would change, and how many there are; undefined if there are none. */
export async function reportedChanges(
  ledger: Ledger,
  run: StoredRun,
  { label, shown }: CellWords,
): Promise<ReportInput['changes'] | undefined> {
  const changes = ledger.changes(run);
  const isPlan = run.command === 'plan';
  const total = isPlan ? await changes.plannedCellCount() : await changes.cellCount();
  if (total === 0) return undefined;
  const cells: NonNullable<ReportInput['changes']>['cells'][number][] = [];
  for await (const { row, state, key, change } of changes.all()) {
    // The workbook of a plan has its new records.
    const isShown = isPlan ? change.id !== undefined : state === 'created' || state === 'updated' || state === 'done';
    if (!isShown) continue;
    for (const { field, before = null, after } of change.cells) {
      const who = { row, key: run.command === 'undo' ? t`row ${key} of that run` : key, name: change.name };
      cells.push({ ...who, field: label(field), before: shown(field, before), after: shown(field, after) });
      if (cells.length === MAX_REPORTED_CELLS) return { cells, total };
    }
  }
  return { cells, total };
}

/** Writes `report.html`; `mask`: without anything that comes from cells or records. */
export async function writeRunReport(
  given: Omit<ReportInput, 'remediationFor'>,
  {
    mask = false,
    path = given.summary.files.report,
  }: { readonly mask?: boolean | undefined; readonly path?: string } = {},
): Promise<void> {
  // Loaded at the end, since it is needed only there.
  const [{ renderReport, maskReport }, { remediationFor, meaningOf }] = await Promise.all([
    import('../../report/render-report.ts'),
    import('../message-catalogue.ts'),
  ]);
  const report = { ...given, remediationFor };
  await replaceFile(path, renderReport(mask ? maskReport(report, meaningOf) : report));
}

/** Writes `errors.xlsx` beside `errors.csv` if the run has ended; returns the summary that names it. */
export async function withErrorsWorkbook(
  summary: ImportSummary,
  run: { readonly job: ImportJob; readonly mapping: LoadedMapping; readonly input: InputFile },
): Promise<ImportSummary> {
  const { job, mapping, input } = run;
  const { table } = job.source;
  const isWanted = summary.status !== 'interrupted' && errorCount(summary.rows) > 0;
  if (!isWanted || job.control.cancel?.aborted) return summary;
  const path = errorsWorkbookPath(dirname(summary.files.errors));
  const notices = await createErrorsWorkbook({
    path,
    errorsCsv: summary.files.errors,
    input: table,
    open: () => input.open(),
    columnsOf: columnsOfField(mapping.content, table.header),
  });
  return {
    ...summary,
    notices: [...summary.notices, ...notices],
    files: { ...summary.files, errors_xlsx: path },
  };
}
