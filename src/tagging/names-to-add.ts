import { mappedRows, type RowSource } from '../import/source/mapped-rows.ts';
import { compileMapping, type LoadedMapping, type Lookups } from '../mapping/index.ts';
import { lookupPartOf } from '../mapping/part-with-lookup.ts';
import type { RowMapper } from '../mapping/row-mapper.ts';
import { TaggingError } from './tagging-error.ts';

/** More different tags in one file are a sign that it is another column that was meant. */
const MAX_NAMES_PER_FILE = 2000;

/** A file whose rows name tags. */
export interface NamingFile extends Pick<RowSource, 'concurrency' | 'maxRows' | 'stop'> {
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
