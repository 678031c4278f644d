import { cellText, type Table } from '../files/index.ts';
import { Columns } from '../mapping/columns.ts';
import { ValueError, valueErrorSentence } from '../mapping/refusal.ts';
import type { SplitNames } from '../mapping/split-names.ts';
import { TaggingError } from './tagging-error.ts';

/** More different tags in one column are a sign that it is another column that was meant. */
const MAX_NAMES_PER_COLUMN = 2000;

/** The tags that a file names in a column, each once. Errors: `TaggingError` where they are too many. */
export async function namesInColumn(
  table: Table,
  column: string,
  { split, limit = Number.POSITIVE_INFINITY }: { readonly split: SplitNames; readonly limit?: number | undefined },
): Promise<string[]> {
  const place = columnIndex(table.header, column, table.path);
  const cells = new Set<string>();
  const names = new Set<string>();
  let left = limit;
  for await (const batch of table.batches()) {
    for (const row of batch) {
      if (left-- <= 0) return [...names];
      const text = cellText(row.cells[place]);
      if (cells.has(text)) continue;
      cells.add(text);
      const found = split(text);
      // The rows of a cell that may be read in two ways are refused one by one.
      for (const name of found instanceof ValueError ? [] : found) names.add(name);
      if (names.size > MAX_NAMES_PER_COLUMN) {
        throw new TaggingError(
          `The column "${column}" names more than ${MAX_NAMES_PER_COLUMN} tags, too many to make; is it the right one?`,
        );
      }
    }
  }
  return [...names];
}

/** The tags in lists that are given for all rows, each once. Errors: `TaggingError` for one that may be read in two ways. */
export function namesInLists(lists: readonly string[], split: SplitNames): string[] {
  const names = lists.flatMap((list) => {
    const found = split(list);
    if (found instanceof ValueError) throw new TaggingError(valueErrorSentence(list, found));
    return found;
  });
  return [...new Set(names)];
}

/** Where a column is. Errors: `TaggingError` that says which columns there are. */
export function columnIndex(header: readonly string[], column: string, path: string): number {
  const columns = new Columns(header);
  const [place, second] = columns.find(column);
  if (place === undefined) throw new TaggingError(`${path} has no column "${column}".${columns.instead(column)}`);
  if (second !== undefined && !column.includes('#')) {
    throw new TaggingError(
      `${path} has several columns named "${column}". Write "${column}#2" for the second, or rename one.`,
    );
  }
  return place;
}
