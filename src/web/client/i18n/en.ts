import { enCauses } from './en/causes.ts';
import { enImport } from './en/import.ts';
import { enOther } from './en/other.ts';
import { enShell } from './en/shell.ts';

/** The page's texts in English. A section's texts have its name. */
export const en = { ...enShell, ...enOther, import: enImport, causes: enCauses };
