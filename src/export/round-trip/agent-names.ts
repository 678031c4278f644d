import { agents } from '../../streams/agents.ts';
import type { StreamRow } from '../../streams/stream.ts';
import { ListLimits } from '../reading/list-limits.ts';
import { readStream } from '../reading/read-stream.ts';
import { ReadTally } from '../reading/read-tally.ts';
import type { ReadContext } from '../reading/section.ts';
import { selectAll } from '../reading/select-all.ts';

/** What agents are called so that an import finds them: by name, or by `Department/Name` where several share it. */
export async function readAgentNames(context: ReadContext): Promise<ReadonlyMap<string, string>> {
  const known: StreamRow[] = [];
  for await (const { rows } of readStream(selectAll(agents), {
    ...context,
    tally: new ReadTally(),
    limits: new ListLimits(),
  }))
    known.push(...rows);
  const sharing = Map.groupBy(known, ({ name }) => String(name));
  return new Map(
    known.map(({ id, name, department }) => {
      const isShared = (sharing.get(String(name))?.length ?? 0) > 1;
      const own = String(department).split(' / ').at(-1);
      return [String(id), isShared ? `${own}/${name}` : String(name)];
    }),
  );
}
