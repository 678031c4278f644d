import type { FailureCause } from '../import/index.ts';
import { Ledger, type StoredRun } from '../ledger/index.ts';
import { remediationFor } from './message-catalogue.ts';
import { filesOf, offersOf, type RunOffer } from './run-offers.ts';
import { listRuns, type RunView, showRun } from './runs.ts';
import { UsageError } from './usage-error.ts';

/** A run as it is listed, with what can be done with it now. */
export interface OfferedRun extends RunView {
  readonly offers: readonly RunOffer[];
}

/** Why rows did not succeed, with what to do about it. */
export interface ExplainedCause extends Pick<FailureCause, 'code' | 'count' | 'message'> {
  readonly field: string | null;
  readonly remediation: string;
}

/** Everything about one run. */
export interface RunDetails extends OfferedRun {
  readonly summary: StoredRun['summary'];
  readonly causes: readonly ExplainedCause[];
  /** The paths of its files by their names. */
  readonly paths: ReadonlyMap<string, string>;
}

/** The newest runs, as many as `limit`, each with what can be done with it. */
export function listOfferedRuns(home: string, limit: number): OfferedRun[] {
  const views = listRuns({ home, env: {} }, limit);
  return withRuns(home, (ledger) =>
    views.map((view) => {
      const run = ledger.runs.find(view.run);
      return { ...view, offers: run === undefined ? [] : offersOf(ledger, run) };
    }),
  );
}

/** Everything about a run. Errors: `UsageError` if the ledger has no run of this id. */
export function runDetails(home: string, id: string): RunDetails {
  const [view] = showRun({ home, env: {} }, id);
  return withRuns(home, (ledger) => {
    const run = storedRun(ledger, id);
    const causes = ((view?.summary as { causes?: readonly FailureCause[] } | undefined)?.causes ?? []).map(explained);
    return { ...(view as NonNullable<typeof view>), offers: offersOf(ledger, run), causes, paths: filesOf(run) };
  });
}

/** The run with exactly this id. Errors: `UsageError`. */
export function storedRun(ledger: Ledger, id: string): StoredRun {
  const run = ledger.runs.find(id);
  if (run?.id === id) return run;
  throw new UsageError(`There is no run "${id}"`);
}

/** The cause with what to do about it. */
export function explained(cause: FailureCause): ExplainedCause {
  const { code, field, count, message } = cause;
  return { code, field: field || null, count, message, remediation: remediationFor(cause) };
}

/** Opens the ledger of a home folder for a moment. */
export function withRuns<Answer>(home: string, use: (ledger: Ledger) => Answer): Answer {
  const ledger = new Ledger(home);
  try {
    return use(ledger);
  } finally {
    ledger.close();
  }
}
