import { rename, rm, writeFile } from 'node:fs/promises';
import { renderReport } from '../../import/report-html.ts';
import type { RunningImport } from '../../import/run-import.ts';
import type { ImportSummary } from '../../import/summary.ts';
import type { RowOutcome } from '../../ledger/index.ts';

const REPORTED_ERRORS = 500;

/** Writes `report.html` and `summary.json`, each whole or not at all. */
export async function leaveSummary(
  summary: ImportSummary,
  { log, samples }: RunningImport,
  from: { readonly input: string; readonly mapping: string },
): Promise<void> {
  const errors: RowOutcome[] = [];
  for (const outcome of log.outcomes('unsuccessful')) {
    if (errors.push(outcome) === REPORTED_ERRORS) break;
  }
  await replaceFile(summary.files.report, renderReport({ summary, ...from, errors, samples }));
  await replaceFile(summary.files.summary, `${JSON.stringify(summary, null, 2)}\n`);
}

/** Writes a file, whole or not at all. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
