import type { CustomFieldDefinition } from '../api/index.ts';
import { agents } from '../streams/index.ts';
import type { TenantMetadata } from './columns/row-shape.ts';
import { exportedMembers } from './columns/stream-columns.ts';
import { readTagNames } from './enrich-rows.ts';
import type { ExportJob } from './export-job.ts';
import type { ReadContext } from './reading/partition.ts';
import { readAllRows } from './reading/read-stream.ts';

/** Reads the tenant's custom fields and its lists of names, in parallel, and only those that the columns need. */
export async function readTenantMetadata(job: ExportJob, context: ReadContext): Promise<TenantMetadata> {
  const { stream, settings } = job;
  const { columns, details, tags, show, forUpdate = false } = settings;
  const isRaw = show === 'raw';
  const members = exportedMembers(stream, { details });
  const isRequested = (name: string) => !columns || columns.some((column) => column.name === name);
  const onlyMembers = columns?.every((column) => members.some(({ name }) => name === column.name)) ?? false;
  const [customFields, names, tagNames, agentNames] = await Promise.all([
    stream.custom && !isRaw && !onlyMembers ? items(context, stream.custom.list) : [],
    Promise.all(
      members.flatMap(({ name, names }) => {
        if (!names || isRaw || !isRequested(name)) return [];
        const { list, value, label } = names;
        return [
          items(context, list).then((rows) => {
            const pairs = (rows as Record<string, unknown>[]).map(
              (row) => [String(row[value]), String(row[label] ?? '')] as const,
            );
            return [name, new Map(pairs.filter(([, text]) => text !== ''))] as const;
          }),
        ];
      }),
    ),
    tags ? readTagNames(context) : new Map<string, string>(),
    forUpdate ? readAgentNames(context) : undefined,
  ]);
  const all = agentNames ? [...names, ['liable_serviceid', agentNames] as const] : names;
  return { customFields: customFields as CustomFieldDefinition[], names: new Map(all), tagNames };
}

async function items({ call }: ReadContext, list: Parameters<ReadContext['call']>[0]): Promise<unknown[]> {
  return ((await call(list, {})) as { items?: unknown[] }).items ?? [];
}

/** The names of agents by which an import finds them: the name, or `Department/Name` if several share it. */
async function readAgentNames(context: ReadContext): Promise<ReadonlyMap<string, string>> {
  const known = await readAllRows(agents, context);
  const byName = Map.groupBy(known, ({ name }) => String(name));
  return new Map(
    known.map(({ id, name, department }) => {
      const isShared = (byName.get(String(name))?.length ?? 0) > 1;
      const own = String(department).split(' / ').at(-1);
      return [String(id), isShared ? `${own}/${name}` : String(name)];
    }),
  );
}
