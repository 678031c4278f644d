import { replaceFile } from '../../files/index.ts';
import type { RunningImport } from '../../import/import-pipeline.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import type { ReportInput } from '../../report/report-input.ts';

const MAX_REPORTED_ERRORS = 500;

/** What a report tells besides what the run itself knows. */
type ReportFacts = Pick<
  ReportInput,
  'input' | 'mapping' | 'startedAt' | 'endedAt' | 'timeline' | 'settings' | 'next' | 'tagging'
>;

/** Writes `report.html` and `summary.json`, each whole or not at all. */
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
export async function writeRunReport(report: ReportInput): Promise<void> {
  // Loaded at the end, since it is needed only there.
  const { renderReport } = await import('../../report/render-report.ts');
  await replaceFile(report.summary.files.report, renderReport(report));
}
