import type { ExportJob } from '../export-job.ts';
import { inOrder } from '../reading/in-order.ts';
import type { Batch, ReadContext } from '../reading/section.ts';
import { addDetails } from './details.ts';
import { addTags, type TagNames } from './tags.ts';

/** Batches of rows that are enriched at once; each has a call for every row of its own. */
const BATCHES_AHEAD = 2;

/** Adds details and tags to batches as they pass, in order. */
export function enrich(
  { stream, settings }: ExportJob,
  batches: AsyncGenerator<Batch>,
  tagNames: Promise<TagNames>,
  context: ReadContext,
): AsyncGenerator<Batch> {
  const details = settings.details ? stream.details : undefined;
  const tags = settings.tags ? stream.tags : undefined;
  if (!details && !tags) return batches;
  const task = (batch: Batch) => async (): Promise<Batch> => {
    const detailed = details ? await addDetails(batch.rows, details.endpoint, context.call, context.tally) : batch.rows;
    return { ...batch, rows: tags ? await addTags(detailed, tags, await tagNames, context) : detailed };
  };
  return inOrder(tasks(batches, task), details ? BATCHES_AHEAD : context.ahead);
}

async function* tasks(batches: AsyncGenerator<Batch>, task: (batch: Batch) => () => Promise<Batch>) {
  for await (const batch of batches) yield task(batch);
}
