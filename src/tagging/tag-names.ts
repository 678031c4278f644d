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
import { t } from '../words/index.ts';
import { TaggingError } from './tagging-request.ts';

/** More distinct tags in one file suggest that the mapping reads the wrong column. */
const MAX_NAMES_PER_FILE = 2000;

/** A file whose rows name tags. */
interface NamingFile extends Pick<RowSource, 'concurrency' | 'maxRows' | 'stop'> {
  readonly mapping: LoadedMapping;
  readonly header: readonly string[];
  readonly path: string;
  open(): Promise<RowSource['table'] & { close(): Promise<void> }>;
  /** Rows for which it is false are ignored. */
  readonly maySend: (row: Parameters<RowMapper['map']>[0]) => boolean;
}

/**
 * The names of the tags that a mapping adds to the rows of a file, each once, after transforms, `split` and `values`. `knows` accepts
 * existing names, which decide where a cell is split.
 * Errors: `TaggingError` for too many names.
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
  // Compiling tries all results of `values`, but only those of actual rows count.
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
        t`${path} names more than ${MAX_NAMES_PER_FILE} tags, too many to create. Does the mapping read the right column?`,
      );
    }
  } finally {
    await table.close();
  }
  return names;
}

/** Whether the mapping adds tags by name. */
export function addsTags(mapping: LoadedMapping): boolean {
  return (['constant', 'of-rows'] as const).some((kind) => lookupPartOf(mapping, 'tag', kind) !== undefined);
}

/** More distinct tags in one column suggest that it is the wrong column. */
const MAX_NAMES_PER_COLUMN = 2000;

/**
 * The names of the tags in a column of a file, each once.
 * Errors: `TaggingError` for too many names.
 */
export async function namesInColumn(
  table: Table,
  column: string,
  { split, limit = Number.POSITIVE_INFINITY }: { readonly split: SplitNames; readonly limit?: number | undefined },
): Promise<string[]> {
  const index = columnIndex(table.header, column, table.path);
  const cells = new Set<string>();
  const names = new Set<string>();
  let left = limit;
  for await (const batch of table.batches()) {
    for (const row of batch) {
      if (left-- <= 0) return [...names];
      const text = cellText(row.cells[index]);
      if (cells.has(text)) continue;
      cells.add(text);
      const found = split(text);
      // Rows whose cell can be read in two ways are rejected one by one.
      for (const name of found instanceof ValueError ? [] : found) names.add(name);
      if (names.size > MAX_NAMES_PER_COLUMN) {
        throw new TaggingError(
          t`The column "${column}" names more than ${MAX_NAMES_PER_COLUMN} tags, too many to create. Is it the right column?`,
        );
      }
    }
  }
  return [...names];
}

/**
 * The names in lists of tags for all rows, each once.
 * Errors: `TaggingError` for a list that can be read in two ways.
 */
export function namesInLists(lists: readonly string[], split: SplitNames): string[] {
  const names = lists.flatMap((list) => {
    const found = split(list);
    if (found instanceof ValueError) throw new TaggingError(valueErrorSentence(list, found));
    return found;
  });
  return [...new Set(names)];
}

/**
 * The index of a column.
 * Errors: `TaggingError` that lists the columns of the file.
 */
export function columnIndex(header: readonly string[], column: string, path: string): number {
  const columns = new Columns(header);
  const [index, second] = columns.find(column);
  if (index === undefined) throw new TaggingError(t`${path} has no column "${column}".${columns.adviceFor(column)}`);
  if (second !== undefined && !column.includes('#')) {
    throw new TaggingError(
      t`${path} has several columns named "${column}". Write "${column}#2" for the second, or rename one.`,
    );
  }
  return index;
}
