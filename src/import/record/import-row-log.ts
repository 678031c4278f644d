import type { RowLog, RowLogListener, RowOutcome, RowState, StateCounts } from '../../ledger/index.ts';
import { isError } from './counters.ts';

/** Where the outcome of each row is stored: in the ledger, or in memory for a check. */
export type ImportRowLog = Pick<
  RowLog,
  | 'counts'
  | 'ids'
  | 'begin'
  | 'rollback'
  | 'markSaved'
  | 'complete'
  | 'flush'
  | 'refresh'
  | 'known'
  | 'knownOf'
  | 'count'
  | 'causes'
  | 'skipReasons'
  | 'outcomes'
>;

const BATCH_ROWS = 256;
/** Outcomes that are kept in memory for the report. */
const MAX_KEPT_OUTCOMES = 500;

/** The row log of a check: nothing is sent, so little has to be stored. */
export function createInMemoryRowLog({ onDurable }: Pick<RowLogListener, 'onDurable'>): ImportRowLog {
  const counts: Partial<Record<RowState, number>> = {};
  const kept: RowOutcome[] = [];
  let waiting: RowOutcome[] = [];

  const flush = () => {
    if (waiting.length === 0) return;
    const changes = new Map<RowState, number>();
    for (const { state } of waiting) changes.set(state, (changes.get(state) ?? 0) + 1);
    for (const [state, change] of changes) counts[state] = (counts[state] ?? 0) + change;
    const outcomes = waiting;
    waiting = [];
    onDurable(outcomes, changes);
  };
  const nothing = async () => {};

  return {
    begin: async () => undefined,
    rollback: nothing,
    markSaved: () => {},
    complete(outcome) {
      waiting.push(outcome);
      if (kept.length < MAX_KEPT_OUTCOMES && isError(outcome)) kept.push(outcome);
      if (waiting.length >= BATCH_ROWS) flush();
    },
    flush: async () => flush(),
    refresh: nothing,
    known: async () => new Map(),
    knownOf: async () => new Map(),
    async *ids() {},
    get counts(): StateCounts {
      return { ...counts };
    },
    count: async (): Promise<StateCounts> => counts,
    causes: async () => [],
    skipReasons: async () => ({}),
    async *outcomes(filter) {
      if (filter === 'unsuccessful') yield* kept;
    },
  };
}
