import { endpoints } from '../../api/endpoints/index.ts';
import { ApiError } from '../../api/errors/api-error.ts';
import type { ListRequest } from './page-source.ts';
import type { Partition, ReadContext } from './partition.ts';

/** Parents whose lists may be refused, one after another, before the export is held to be wrong as a whole. */
const MAX_REFUSALS_IN_A_ROW = 20;

/**
 * The lists of parents. A parent that went since it was listed is noted and left out, as it would be had it gone before; any
 * other refusal is noted, too, and makes the export incomplete.
 */
export class ParentLists {
  readonly #context: ReadContext;
  #refusedInARow = 0;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Reads the first page of a parent's list; undefined where it is refused. */
  async readFirstPage(request: ListRequest): Promise<Partition | undefined> {
    const { source, counters } = this.#context;
    try {
      const first = await source.readFirstPage(request);
      this.#refusedInARow = 0;
      return { request, first, onlyShrinks: false };
    } catch (error) {
      if (!(error instanceof ApiError) || error.disposition !== 'reject-row') throw error;
      if (await isGone(request, this.#context)) {
        counters.notice('A customer went while the export was under way and is left out.');
        return undefined;
      }
      this.#refusedInARow += 1;
      if (this.#refusedInARow >= MAX_REFUSALS_IN_A_ROW) throw error;
      const { stream, input } = request;
      const parameter = stream.parents?.parameter ?? '';
      counters.noteShortfall(
        `${stream.endpoint.name} refused ${parameter} ${String(input[parameter])}: ${error.message}`,
      );
      return undefined;
    }
  }
}

/** Only customers come and go all the time. */
async function isGone({ stream, parent }: ListRequest, { call }: ReadContext): Promise<boolean> {
  if (stream.parents?.stream.endpoint !== endpoints.listCustomers || !parent) return false;
  try {
    const { item } = (await call(endpoints.getCustomer, { id: parent['id'] })) as { item?: unknown };
    return item === undefined || item === null;
  } catch (error) {
    if (error instanceof ApiError && error.disposition === 'reject-row') return true;
    throw error;
  }
}
