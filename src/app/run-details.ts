import type { FailureCause } from '../import/index.ts';
import type { Ledger, StoredRun } from '../ledger/index.ts';
import { remediationFor } from './message-catalogue.ts';
import { type LedgerLocation, ledgerSettings, withLedger } from './open-ledger.ts';
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
export async function listOfferedRuns(location: LedgerLocation, limit: number): Promise<OfferedRun[]> {
  const views = await listRuns(location, limit);
  return withLedger(ledgerSettings(location), async (ledger) => {
    const offered: OfferedRun[] = [];
    for (const view of views) {
      const run = await ledger.runs.find(view.run);
      offered.push({ ...view, offers: run === undefined ? [] : await offersOf(ledger, run) });
    }
    return offered;
  });
}

/** Everything about a run. Errors: `UsageError` if the ledger has no run of this id. */
export async function runDetails(location: LedgerLocation, id: string): Promise<RunDetails> {
  const [view] = await showRun(location, id);
  return withLedger(ledgerSettings(location), async (ledger) => {
    const run = await storedRun(ledger, id);
    const causes = ((view?.summary as { causes?: readonly FailureCause[] } | undefined)?.causes ?? []).map(explained);
    const offers = await offersOf(ledger, run);
    return { ...(view as NonNullable<typeof view>), offers, causes, paths: filesOf(run) };
  });
}

/** The run with exactly this id. Errors: `UsageError`. */
export async function storedRun(ledger: Ledger, id: string): Promise<StoredRun> {
  const run = await ledger.runs.find(id);
  if (run?.id === id) return run;
  throw new UsageError(`There is no run "${id}"`);
}

/** The cause with what to do about it. */
export function explained(cause: FailureCause): ExplainedCause {
  const { code, field, count, message } = cause;
  return { code, field: field || null, count, message, remediation: remediationFor(cause) };
}
