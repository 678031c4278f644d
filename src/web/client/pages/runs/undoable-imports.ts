import type { RunDetails } from '../../../schemas/runs.ts';

/** The imports among some runs that can be undone and have not been: an undo that is done is no reason to offer it again. */
export function undoableImports(runs: readonly RunDetails[]): readonly RunDetails[] {
  const undone = new Set(
    runs.flatMap(({ summary, offers }) => (offers.includes('resume') ? [] : [summary?.['undoes']])),
  );
  return runs.filter(({ run, command, offers }) => command !== 'undo' && offers.includes('undo') && !undone.has(run));
}
