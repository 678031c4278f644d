import type { RowLog } from '../../ledger/index.ts';

/** Where it is kept what becomes of each row: in the ledger, or in memory for a check. */
export type ImportRowLog = Pick<
  RowLog,
  | 'counts'
  | 'ids'
  | 'begin'
  | 'rollback'
  | 'markSaved'
  | 'complete'
  | 'flush'
  | 'known'
  | 'count'
  | 'causes'
  | 'outcomes'
>;
