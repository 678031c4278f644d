import type { RowLog } from '../ledger/index.ts';

/** Where the fate of each row is kept: the ledger's row log, or nothing but the run's files for a check. */
export type FateLog = Pick<
  RowLog,
  'counts' | 'ids' | 'intend' | 'withdraw' | 'save' | 'settle' | 'flush' | 'known' | 'count' | 'causes' | 'outcomes'
>;
