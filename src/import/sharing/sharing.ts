import type { Lookups } from '../../mapping/lookups/lookups.ts';
import type { MappingThreadData } from './mapping-requests.ts';

/** How several threads read and map a file whose rows are not sent. */
export interface ParallelReading {
  /** Threads besides this one. */
  readonly threads: number;
  readonly threadData: Omit<MappingThreadData, 'form'>;
  readonly lookups: Lookups;
}
