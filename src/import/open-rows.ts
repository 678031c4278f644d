import { ERROR_COLUMNS, FileError, openTable, type SourceOptions, type SplittableTable } from '../files/index.ts';

/**
 * Opens an input as its mapping's `source` says. A file with the columns of `errors.csv` is opened by what it is: its header
 * stands on top, and its encoding, delimiter and sheet are ours (or those of the program in which it was mended), whatever
 * those of the first input were. Errors: `FileError`.
 */
export async function openRows(path: string, source: SourceOptions): Promise<SplittableTable> {
  return (Object.keys(source).length > 0 && (await openErrorFile(path, source))) || openTable(path, source);
}

/** Has the input the columns of `errors.csv`? */
export function isErrorFile(header: readonly string[]): boolean {
  return ERROR_COLUMNS.every((name) => header.includes(name));
}

async function openErrorFile(path: string, { delimiter }: SourceOptions): Promise<SplittableTable | undefined> {
  const found = await openAsErrorFile(path, {});
  // A delimiter that has to be told of the first input has to be told of its errors.
  return found ?? (delimiter === undefined ? undefined : openAsErrorFile(path, { delimiter }));
}

async function openAsErrorFile(path: string, source: SourceOptions): Promise<SplittableTable | undefined> {
  const table = await openTable(path, source).catch((error: unknown) => {
    // Whatever is wrong with it is told by how the mapping has it opened.
    if (error instanceof FileError) return undefined;
    throw error;
  });
  if (table && isErrorFile(table.header)) return table;
  await table?.close();
  return undefined;
}
