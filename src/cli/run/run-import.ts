import { loadMapping } from '../../mapping/index.ts';
import { createTerminal } from '../terminal.ts';
import { importFile } from './import-file.ts';
import type { ImportFlags } from './import-flags.ts';
import { roundTripExtension } from './round-trip-extension.ts';

/** `import` and `check`. */
export async function runImport(command: 'import' | 'check', flags: ImportFlags): Promise<number> {
  const mapping = await loadMapping(flags.mapping);
  const extension = await roundTripExtension(flags, mapping);
  return importFile({ command, flags, mapping, ...(extension && { extension }) }, createTerminal(flags));
}
