import type { RowOutcome, StateCounts } from '../ledger/index.ts';
import type { FateLog } from './import-job.ts';

const BATCH = 256;

/** The fates of a check: nothing is sent, so nothing has to be remembered but the counts. */
export function createDryLog(onOutcomes: (outcomes: readonly RowOutcome[]) => void): FateLog {
  const counts: Record<string, number> = {};
  let waiting: RowOutcome[] = [];
  const flush = () => {
    if (waiting.length > 0) onOutcomes(waiting);
    waiting = [];
  };
  return {
    async intend() {},
    async withdraw() {},
    async settle(outcome) {
      counts[outcome.state] = (counts[outcome.state] ?? 0) + 1;
      waiting.push(outcome);
      if (waiting.length >= BATCH) flush();
    },
    flush,
    known: () => new Map(),
    count: () => counts as StateCounts,
    outcomes: () => [],
  };
}
