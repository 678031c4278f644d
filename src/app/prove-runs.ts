import type { AuditEvent, AuditProblem } from '../ledger/index.ts';
import { t } from '../words/index.ts';
import { type LedgerLocation, ledgerSettings, withLedger } from './open-ledger.ts';

/** What the audit trail proves, as `runs verify --json` prints it. Times are ISO texts. */
export interface ProvenRuns {
  readonly command: 'runs verify';
  /** `altered`: something is not as it was recorded. */
  readonly status: 'proven' | 'altered';
  /** The hash of the last event, to be noted elsewhere; null before the first. */
  readonly head: string | null;
  readonly events: number;
  /** When the trail began; null if it has not. */
  readonly since: string | null;
  readonly runs: {
    readonly proven: number;
    /** From before the trail began. */
    readonly not_covered: number;
    /** Removed by `runs prune`; what they did is still in the trail. */
    readonly removed: number;
  };
  /** The event of the hash that was asked for, if it is in the trail. */
  readonly noted?: { readonly event: number; readonly at: string };
  readonly problems: readonly AuditProblem[];
}

/**
 * Proves that no run in the ledger was altered after it was recorded. `head`: a hash that an earlier proof printed, which must still be in
 * the trail.
 */
export function proveRuns({
  head,
  ...location
}: LedgerLocation & { readonly head?: string | undefined }): Promise<ProvenRuns> {
  return withLedger(ledgerSettings(location), async (ledger) => {
    const { runs, since, noted, problems, events, ...report } = await ledger.verifyAudit(head?.toLowerCase());
    return {
      command: 'runs verify',
      status: problems.length === 0 ? 'proven' : 'altered',
      head: report.head ?? null,
      events,
      since: since === undefined ? null : new Date(since).toISOString(),
      runs: { proven: runs.proven, not_covered: runs.notCovered, removed: runs.removed },
      ...(noted && { noted: { event: noted.event, at: new Date(noted.at).toISOString() } }),
      problems,
    };
  });
}

/** Who started a run, and who resumed it: `maria on laptop-7, resumed by li on laptop-8`; undefined if that was not recorded. */
export function operatorsText(history: readonly AuditEvent[]): string | undefined {
  const begun = history.filter(({ kind }) => kind === 'started' || kind === 'resumed');
  const texts = begun.map(({ kind, user, host }) =>
    kind === 'resumed' ? t`resumed by ${user} on ${host}` : t`${user} on ${host}`,
  );
  // Of the same person once.
  return texts.length === 0 ? undefined : [...new Set(texts)].join(', ');
}
