import { createTerminal } from '../../cli/terminal.ts';
import { importPlan } from '../plan/import-plan.ts';
import { isPlan, pairSteps, readPlan } from '../plan/plan-file.ts';
import { createMissingExtension } from './create-missing.ts';
import { joined } from './import-extension.ts';
import { importFile } from './import-file.ts';
import type { ImportFlags } from './import-flags.ts';
import { loadMappingFor } from './load-mapping-for.ts';
import { roundTripExtension } from './round-trip-extension.ts';

/** Files and mappings as the command line has them. */
export interface SeveralFiles extends Omit<ImportFlags, 'file' | 'mapping'> {
  readonly file: string | readonly string[];
  readonly mapping?: string | readonly string[] | undefined;
}

/** `import` and `check`: of a file, or of several files (or a plan) in their order. */
export async function runImport(command: 'import' | 'check', given: SeveralFiles): Promise<number> {
  const [files, mappings] = [[given.file].flat(), [given.mapping ?? []].flat()];
  const [first = ''] = files;
  const isOfPlan = files.length === 1 && mappings.length === 0 && isPlan(first);
  const steps = isOfPlan ? await readPlan(first) : pairSteps(files, mappings);
  if (isOfPlan || steps.length > 1) return importPlan(command, steps, given, createTerminal(given));
  const flags: ImportFlags = { ...given, file: first, mapping: mappings[0] ?? '' };
  const mapping = await loadMappingFor(flags.file, flags.mapping, flags);
  const extension = joined(await roundTripExtension(flags, mapping), createMissingExtension(flags, mapping));
  return importFile({ command, flags, mapping, ...(extension && { extension }) }, createTerminal(flags));
}
