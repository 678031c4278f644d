import { FileError, openTable, type SharableTable, type SourceOptions } from '../files/index.ts';
import { ERROR_COLUMNS } from './error-lines.ts';

/**
 * Opens an input as its mapping's `source` says. A file with the columns of `errors.csv` is opened by what it is: its header
 * stands on top, and its encoding, delimiter and sheet are ours (or those of the program in which it was mended), whatever
 * those of the first input were. Errors: `FileError`.
 */
export async function openRows(path: string, source: SourceOptions): Promise<SharableTable> {
  return (Object.keys(source).length > 0 && (await openErrorFile(path))) || openTable(path, source);
}

async function openErrorFile(path: string): Promise<SharableTable | undefined> {
  const table = await openTable(path).catch((error: unknown) => {
    // Whatever is wrong with it is told by how the mapping has it opened.
    if (error instanceof FileError) return undefined;
    throw error;
  });
  if (table && ERROR_COLUMNS.every((name) => table.header.includes(name))) return table;
  await table?.close();
  return undefined;
}
