import { endpoints } from '../../sobot/endpoints/index.ts';
import { ApiError } from '../../sobot/errors/api-error.ts';
import type { ListRequest, Page } from './page.ts';
import type { ReadContext, Section } from './section.ts';

/** Parents whose lists may be refused, one after another, before the export is held to be wrong as a whole. */
const MOST_IN_A_ROW = 20;

const refusedInARow = new WeakMap<ReadContext, number>();

/**
 * Reads the first page of a parent's list. A parent that went since it was listed is noted and left out, as it would be
 * had it gone before; any other refusal is noted, too, and makes the export incomplete.
 */
export async function unlessGone(
  request: ListRequest,
  context: ReadContext,
  read: () => Promise<Page>,
): Promise<Section | undefined> {
  try {
    const first = await read();
    refusedInARow.set(context, 0);
    return { request, first, onlyShrinks: false };
  } catch (error) {
    if (!(error instanceof ApiError) || error.verdict !== 'reject-row') throw error;
    if (await isGone(request, context)) {
      context.tally.notice('A customer went while the export was under way and is left out.');
      return undefined;
    }
    const inARow = (refusedInARow.get(context) ?? 0) + 1;
    refusedInARow.set(context, inARow);
    if (inARow >= MOST_IN_A_ROW) throw error;
    const { stream, input } = request;
    const parameter = stream.parents?.parameter ?? '';
    context.tally.cameShort(
      `${stream.endpoint.name} refused ${parameter} ${String(input[parameter])}: ${error.message}`,
    );
    return undefined;
  }
}

/** Only customers come and go all the time. */
async function isGone({ stream, parent }: ListRequest, { call }: ReadContext): Promise<boolean> {
  if (stream.parents?.stream.endpoint !== endpoints.listCustomers || !parent) return false;
  try {
    const { item } = (await call(endpoints.getCustomer, { id: parent['id'] })) as { item?: unknown };
    return item === undefined || item === null;
  } catch (error) {
    if (error instanceof ApiError && error.verdict === 'reject-row') return true;
    throw error;
  }
}
