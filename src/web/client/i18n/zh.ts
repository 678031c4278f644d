import type { en } from './en.ts';
import type { TextTable } from './table.ts';
import { zhCauses } from './zh/causes.ts';
import { zhImport } from './zh/import.ts';
import { zhOther } from './zh/other.ts';
import { zhShell } from './zh/shell.ts';

/** The page's texts in simplified Chinese. */
export const zh = { ...zhShell, ...zhOther, import: zhImport, causes: zhCauses } satisfies TextTable<typeof en>;
