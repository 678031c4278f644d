import type { ImportSummary } from '../../import/summary.ts';
import { importPlan, type PlanEnd } from '../plan/import-plan.ts';
import { isPlan, pairSteps, readPlan } from '../plan/plan-file.ts';
import type { RunOptions } from '../run-context.ts';
import type { ImportPolicy } from './import-choice.ts';
import { checkFile, importFile } from './import-file.ts';

/** What `importFiles` takes. */
export interface ImportFilesOptions extends RunOptions, ImportPolicy {
  readonly command: 'import' | 'check';
  /** Spreadsheets in their order; or one plan, which lists them. */
  readonly files: readonly string[];
  /** One for each; none for a plan. */
  readonly mappings: readonly string[];
}

/** How it ended: of one file, or of several. */
export type ImportFilesEnd = { readonly kind: 'import'; readonly summary: ImportSummary } | PlanEnd;

/**
 * Imports or checks a file, or several files (or a plan) in their order as one.
 * Errors, before anything is sent: `MappingError`, `FileError`, `LedgerError`, `UsageError`, `TaggingError`.
 */
export async function importFiles(options: ImportFilesOptions): Promise<ImportFilesEnd> {
  const { command, files, mappings } = options;
  const [first = ''] = files;
  const isOfPlan = files.length === 1 && mappings.length === 0 && isPlan(first);
  const steps = isOfPlan ? await readPlan(first) : pairSteps(files, mappings);
  if (isOfPlan || steps.length > 1) return importPlan({ ...options, steps });
  const run = command === 'check' ? checkFile : importFile;
  return { kind: 'import', summary: await run({ ...options, file: first, mapping: mappings[0] ?? '' }) };
}
