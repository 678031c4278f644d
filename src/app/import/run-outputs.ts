import { dirname } from 'node:path';
import { replaceFile } from '../../files/index.ts';
import {
  createErrorsWorkbook,
  errorCount,
  errorsWorkbookPath,
  type ImportJob,
  type ImportSummary,
  type RunningImport,
} from '../../import/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { columnsOfField, type LoadedMapping } from '../../mapping/index.ts';
import type { ReportInput } from '../../report/index.ts';
import type { InputFile } from './open-input.ts';

const MAX_REPORTED_ERRORS = 500;

/** The facts of a report that are not in the summary. */
type ReportFacts = Pick<
  ReportInput,
  'input' | 'mapping' | 'startedAt' | 'endedAt' | 'timeline' | 'settings' | 'next' | 'tagging'
>;

/** Writes `report.html` and `summary.json`, each completely or not at all. */
export async function writeRunSummary(
  summary: ImportSummary,
  { log, samples }: RunningImport,
  header: readonly string[],
  facts: ReportFacts,
): Promise<void> {
  const errors: RowOutcome[] = [];
  for (const outcome of log.outcomes('unsuccessful')) {
    if (errors.push(outcome) === MAX_REPORTED_ERRORS) break;
  }
  await writeRunReport({ summary, errors, header, samples, ...facts });
  await replaceFile(summary.files.summary, `${JSON.stringify(summary, null, 2)}\n`);
}

/** Writes `report.html`. */
export async function writeRunReport(report: Omit<ReportInput, 'remediationFor'>): Promise<void> {
  // Loaded at the end, since it is needed only there.
  const [{ renderReport }, { remediationFor }] = await Promise.all([
    import('../../report/render-report.ts'),
    import('../message-catalogue.ts'),
  ]);
  await replaceFile(report.summary.files.report, renderReport({ ...report, remediationFor }));
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
