import { listedName } from '../../mapping/split-names.ts';
import type { Stream, StreamRow } from '../../streams/stream.ts';
import { tags } from '../../streams/tags.ts';
import type { ReadContext } from '../reading/partition.ts';
import { readAllRows } from '../reading/read-stream.ts';
import { TAGS_COLUMN } from '../stream-columns.ts';

const TAG_SEPARATOR = '; ';

/** What a tag is called: by its name, or by `Group/Tag` where several groups have the name. */
export type TagNames = ReadonlyMap<string, string>;

/** Reads what the tenant's tags are called. */
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

/** Adds to each row the names of its tags, asking for as many rows at once as a call may take. */
export async function addTags(
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
