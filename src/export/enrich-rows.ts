import { ApiError, type Endpoint } from '../api/index.ts';
import { listedName } from '../mapping/index.ts';
import { type Stream, type StreamRow, tags } from '../streams/index.ts';
import { t } from '../words/index.ts';
import { TAGS_COLUMN } from './columns/stream-columns.ts';
import type { ExportJob } from './export-job.ts';
import { EXPORT_POLICY } from './policy.ts';
import type { ReadContext, ReadRows } from './reading/partition.ts';
import { readAllRows } from './reading/read-stream.ts';
import { runInOrder } from './reading/run-in-order.ts';

const POLICY = EXPORT_POLICY.details;

/** Adds details and tags to the batches, and keeps their order. */
export function enrichRows(
  { stream, settings }: ExportJob,
  batches: AsyncGenerator<ReadRows>,
  tagNames: Promise<TagNames>,
  context: ReadContext,
): AsyncGenerator<ReadRows> {
  const details = settings.details ? stream.details : undefined;
  const tags = settings.tags ? stream.tags : undefined;
  if (!details && !tags) return batches;
  const task = (batch: ReadRows) => async (): Promise<ReadRows> => {
    const detailed = details ? await addDetails(batch.rows, details.endpoint, context) : batch.rows;
    return { ...batch, rows: tags ? await addTags(detailed, tags, await tagNames, context) : detailed };
  };
  return runInOrder(tasks(batches, task), details ? POLICY.batchesAhead : context.ahead);
}

async function* tasks(batches: AsyncGenerator<ReadRows>, task: (batch: ReadRows) => () => Promise<ReadRows>) {
  for await (const batch of batches) yield task(batch);
}

/** Adds to each row the details of its record. Members that are blank in the details keep the value of the list. */
async function addDetails(
  rows: readonly StreamRow[],
  endpoint: Endpoint,
  { call, counters }: ReadContext,
): Promise<StreamRow[]> {
  const refused: ApiError[] = [];
  const detailed = await Promise.all(
    rows.map(async (row) => {
      try {
        const { item } = (await call(endpoint, { id: row['id'] })) as { item?: StreamRow | null };
        return item ? { ...row, ...filledMembers(item) } : row;
      } catch (error) {
        if (!(error instanceof ApiError) || error.disposition !== 'reject-row') throw error;
        refused.push(error);
        return row;
      }
    }),
  );
  const [first] = refused;
  if (first && refused.length === rows.length && rows.length >= POLICY.minRefusalsToFail) throw first;
  for (const { message } of refused)
    counters.notice(t`Details could not be read, perhaps because the record was deleted: ${message}`);
  return detailed;
}

function filledMembers(item: StreamRow): StreamRow {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined));
}

const TAG_SEPARATOR = '; ';

/** The name of each tag by its id: its own, or `Group/Tag` if several groups have a tag of that name. */
type TagNames = ReadonlyMap<string, string>;

/** Reads the names of the tenant's tags. */
export async function readTagNames(context: ReadContext): Promise<TagNames> {
  const known = await readAllRows(tags, context);
  const groups = Map.groupBy(known, ({ name }) => String(name));
  return new Map(
    known.map(({ id, name, group_name }) => {
      const isShared = (groups.get(String(name))?.length ?? 0) > 1;
      return [String(id), isShared ? `${group_name}/${name}` : String(name)];
    }),
  );
}

/** Adds to each row the names of its tags, with as many rows per call as the API allows. */
async function addTags(
  rows: readonly StreamRow[],
  { endpoint, batch }: NonNullable<Stream['tags']>,
  names: TagNames,
  { call }: ReadContext,
): Promise<StreamRow[]> {
  const parts = Array.from({ length: Math.ceil(rows.length / batch) }, (_, index) =>
    rows.slice(index * batch, (index + 1) * batch),
  );
  const answers = await Promise.all(parts.map((part) => call(endpoint, { ids: part.map(({ id }) => id) })));
  const tagsOf = new Map(
    answers.flatMap((answer) =>
      (answer as { items: { userid: string; label_set: Tag[] }[] }).items.map(
        ({ userid, label_set }) => [userid, label_set] as const,
      ),
    ),
  );
  return rows.map((row) => {
    const tags = tagsOf.get(String(row['id'])) ?? [];
    return {
      ...row,
      [TAGS_COLUMN]: tags.map(({ id, name }) => listedName(names.get(id) ?? name ?? id)).join(TAG_SEPARATOR),
    };
  });
}

interface Tag {
  readonly id: string;
  readonly name?: string | null;
}
