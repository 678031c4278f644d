import { endpoints } from '../api/endpoints/index.ts';
import type { Dispatcher } from '../resilience/dispatcher.ts';
import type { ReadTags } from './tag-changes.ts';

/** Reads the tags of up to 100 customers in one call. Errors: those of `Dispatcher.send`. */
export function customerTagsReader(dispatcher: Dispatcher): ReadTags {
  return async (ids) => {
    const { answer } = await dispatcher.send(endpoints.listCustomerTags, { ids: [...ids] });
    return new Map(answer.items.map(({ userid, label_set }) => [userid, label_set.map(({ id }) => id)]));
  };
}
