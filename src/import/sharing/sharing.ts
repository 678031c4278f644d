import type { Lookups } from '../../mapping/lookups/lookups.ts';
import type { HelperOrder } from './helper-messages.ts';

/** How several threads read and map a file whose rows are not sent. */
export interface Sharing {
  /** Threads besides this one. */
  readonly helpers: number;
  readonly order: Omit<HelperOrder, 'form'>;
  readonly lookups: Lookups;
}
