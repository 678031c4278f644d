import type { Dispatcher } from '../../resilience/index.ts';
import { EXPORT_POLICY } from '../policy.ts';
import type { PageStore } from './page.ts';
import { type ListCall, PageSource } from './page-source.ts';
import { PartitionSize, type ReadContext, type ReadCounters } from './partition.ts';

/** Makes what all steps of one reading share. `store`: takes the pages whose rows are written elsewhere. */
export function readContext(reading: {
  readonly dispatcher: Dispatcher;
  readonly concurrency: number;
  readonly pageSize: number;
  readonly counters: ReadCounters;
  readonly store?: PageStore | undefined;
}): ReadContext {
  const { dispatcher, concurrency, pageSize, counters, store } = reading;
  const call: ListCall = async (endpoint, input) => (await dispatcher.send(endpoint, input)).answer;
  return {
    call,
    source: new PageSource({ call, pageSize, store }),
    ahead: concurrency * EXPORT_POLICY.reading.lookahead,
    counters,
    partitionSize: new PartitionSize(),
  };
}
