import type { Endpoint } from '../../sobot/endpoint.ts';
import { ApiError } from '../../sobot/errors/api-error.ts';
import type { StreamRow } from '../../streams/stream.ts';
import type { ListCall } from '../reading/list-call.ts';
import type { ReadTally } from '../reading/read-tally.ts';

/** So many records do not all go at once: if all are refused, the call itself is. */
const NO_COINCIDENCE = 10;

/** Adds to each row what the call for one record tells of it. Members that the call leaves blank stay as the list had them. */
export async function addDetails(
  rows: readonly StreamRow[],
  endpoint: Endpoint,
  call: ListCall,
  tally: ReadTally,
): Promise<StreamRow[]> {
  const refused: ApiError[] = [];
  const detailed = await Promise.all(
    rows.map(async (row) => {
      try {
        const { item } = (await call(endpoint, { id: row['id'] })) as { item?: StreamRow | null };
        return item ? { ...row, ...filledMembers(item) } : row;
      } catch (error) {
        if (!(error instanceof ApiError) || error.verdict !== 'reject-row') throw error;
        refused.push(error);
        return row;
      }
    }),
  );
  const [first] = refused;
  if (first && refused.length === rows.length && rows.length >= NO_COINCIDENCE) throw first;
  for (const { message } of refused)
    tally.notice(`Details were refused, perhaps because the record has gone: ${message}`);
  return detailed;
}

function filledMembers(item: StreamRow): StreamRow {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined));
}
