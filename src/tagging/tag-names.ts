import { cellText, type Table } from '../files/index.ts';
import { mappedRows, type RowSource } from '../import/index.ts';
import {
  Columns,
  compileMapping,
  type LoadedMapping,
  type Lookups,
  lookupPartOf,
  type RowMapper,
  type SplitNames,
  ValueError,
  valueErrorSentence,
} from '../mapping/index.ts';
import { TaggingError } from './tagging-request.ts';

/** More different tags in one file are a sign that it is another column that was meant. */
const MAX_NAMES_PER_FILE = 2000;

/** A file whose rows name tags. */
interface NamingFile extends Pick<RowSource, 'concurrency' | 'maxRows' | 'stop'> {
  readonly mapping: LoadedMapping;
  readonly header: readonly string[];
  readonly path: string;
  open(): Promise<RowSource['table'] & { close(): Promise<void> }>;
  /** Rows for which it is false name nothing. */
  readonly maySend: (row: Parameters<RowMapper['map']>[0]) => boolean;
}

/**
 * The tags that a mapping gives to the rows of a file, each name once: after transforms, `split` and `values`. Tags to take
 * off are not among them. `knows`: the names that there are, which say where a cell is cut. Errors: `TaggingError` where they are too many.
 */
export async function namesToAdd(file: NamingFile, knows: (name: string) => boolean): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let isRecording = true;
  const record = (text: string) => {
    if (isRecording) names.add(text);
    return { id: text, name: text };
  };
  const lookups: Lookups = {
    now: Date.now,
    resolver: () => Promise.resolve(Object.assign(record, { knows })),
    customFields: () => Promise.resolve([]),
  };
  const { header, path } = file;
  const options = { header, inputPath: path, lookups };
  const constant = lookupPartOf(file.mapping, 'tag', 'constant');
  if (constant) await compileMapping(constant, options);
  const ofRows = lookupPartOf(file.mapping, 'tag', 'of-rows');
  if (!ofRows) return names;
  // What `values` could give is tried out meanwhile; only what rows have counts.
  isRecording = false;
  const mapper = await compileMapping(ofRows, options);
  isRecording = true;
  const { concurrency, maxRows, stop, maySend } = file;
  const table = await file.open();
  try {
    const named: RowMapper = { map: (row) => (maySend(row) ? mapper.map(row) : { problems: [] }) };
    for await (const _ of mappedRows({ table, mapper: named, concurrency, maxRows, stop }, undefined)) {
      if (names.size <= MAX_NAMES_PER_FILE) continue;
      throw new TaggingError(
        `${path} names more than ${MAX_NAMES_PER_FILE} tags, too many to make; does the mapping read the right column?`,
      );
    }
  } finally {
    await table.close();
  }
  return names;
}

/** Does the mapping give tags to anybody, by their names? */
export function addsTags(mapping: LoadedMapping): boolean {
  return (['constant', 'of-rows'] as const).some((kind) => lookupPartOf(mapping, 'tag', kind) !== undefined);
}

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
  if (place === undefined) throw new TaggingError(`${path} has no column "${column}".${columns.adviceFor(column)}`);
  if (second !== undefined && !column.includes('#')) {
    throw new TaggingError(
      `${path} has several columns named "${column}". Write "${column}#2" for the second, or rename one.`,
    );
  }
  return place;
}
