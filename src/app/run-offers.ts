import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PLANNED } from '../change/index.ts';
import { errorsWorkbookPath, runFilePaths } from '../import/index.ts';
import { type Ledger, RUN_STATUSES, type StateCounts, type StoredRun } from '../ledger/index.ts';
import type { ChangePlanSummary } from './change/change-summary.ts';
import { requireVerifiable } from './change/sent-records.ts';
import { undoableRun } from './change/undoable-run.ts';
import type { ExportSettings } from './export/export-record.ts';
import { planOf } from './import/run-record.ts';

/** What can be done with a run now. `retry`: its corrected rows can be imported. `errors`: it left rows to review. */
export type RunOffer = 'resume' | 'apply' | 'retry' | 'errors' | 'undo' | 'verify' | 'report' | 'download';

/** The commands whose rejected rows can be corrected and sent again with the same mapping. */
const RETRIED_COMMANDS = ['import', 'apply', 'tag'];
const READING_COMMANDS = ['plan', 'verify'];

/** What can be done with a run now. */
export async function offersOf(ledger: Ledger, run: StoredRun): Promise<RunOffer[]> {
  const { command, status, outDir } = run;
  if (await ledger.isLive(run.id)) return [];
  const isCutShort = RUN_STATUSES[status].resumable;
  const offers: RunOffer[] = [];
  if (isCutShort && !READING_COMMANDS.includes(command)) offers.push('resume');
  if (command === 'export') return isWhole(run) ? [...offers, 'download'] : offers;
  const files = runFilePaths(outDir);
  if (command === 'plan' && !isCutShort && changesSomething(run)) offers.push('apply');
  const counts = await ledger.runs.counts(run);
  if (hasErrors(counts) && existsSync(files.errors)) {
    offers.push('errors');
    if (RETRIED_COMMANDS.includes(command) && planOf(run) === undefined) offers.push('retry');
  }
  if (await holds(() => undoableRun(ledger, run.id))) offers.push('undo');
  if (!isCutShort && hasSent(counts) && (await holds(() => requireVerifiable(run)))) offers.push('verify');
  if (existsSync(files.report)) offers.push('report');
  return offers;
}

/** The names of the files of a run that are there. */
export function filesOf(run: StoredRun): ReadonlyMap<string, string> {
  const { outDir, command } = run;
  if (command === 'export') {
    return new Map(outputsOf(run).flatMap((path) => (existsSync(path) ? [[basename(path), path]] : [])));
  }
  const { errors, results, report } = runFilePaths(outDir);
  const { plan } = ((run.summary as Partial<ChangePlanSummary> | undefined)?.files ?? {}) as { plan?: string };
  const files = {
    'errors.xlsx': errorsWorkbookPath(outDir),
    'errors.csv': errors,
    'results.csv': results,
    'report.html': report,
    'plan.xlsx': plan ?? join(outDir, 'plan.xlsx'),
    'verify.xlsx': join(outDir, 'verify.xlsx'),
  };
  return new Map(Object.entries(files).filter(([, path]) => existsSync(path)));
}

/** The files that an export has written, or would write. */
function outputsOf({ summary, settings }: StoredRun): readonly string[] {
  const { files } = (summary ?? {}) as { files?: { output?: unknown } };
  if (Array.isArray(files?.output)) return files.output.map(String);
  const { output, mergeInto } = settings as Partial<ExportSettings>;
  return [mergeInto ?? output ?? ''].filter((path) => path !== '');
}

function isWhole(run: StoredRun): boolean {
  return RUN_STATUSES[run.status].ended && outputsOf(run).some((path) => existsSync(path));
}

function changesSomething({ summary }: StoredRun): boolean {
  const { skipped_for: skipped = {} } = (summary ?? {}) as { skipped_for?: Record<string, number> };
  return (skipped[PLANNED.create] ?? 0) + (skipped[PLANNED.update] ?? 0) > 0;
}

function hasErrors({ rejected = 0, failed = 0, in_doubt = 0 }: StateCounts): boolean {
  return rejected + failed + in_doubt > 0;
}

function hasSent({ created = 0, updated = 0, done = 0 }: StateCounts): boolean {
  return created + updated + done > 0;
}

async function holds(check: () => unknown): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}
