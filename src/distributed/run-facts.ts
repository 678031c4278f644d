import { hash } from 'node:crypto';
import {
  canLookUp,
  type DuplicatePolicy,
  type ImportJob,
  nameOfCustomer,
  type OtherRuns,
  type RunColumns,
  runColumnsOf,
} from '../import/index.ts';
import type { Ledger, StoredRun } from '../ledger/index.ts';
import type { Payload, Target } from '../targets/index.ts';

/** What a process that sends rows of a run has to know besides what the ledger stores of every run; as JSON in `distributed_runs.facts`. */
export interface RunFactsForWorkers {
  readonly identifiedBy: readonly string[];
  readonly again: boolean;
  readonly resendInDoubt: boolean;
  readonly duplicates: DuplicatePolicy;
  readonly columns: RunColumns;
  /** How many errors the run may have, by `--max-errors`. */
  readonly maxErrors?: number | undefined;
  readonly lateMs: number;
}

/** The facts of an import. */
export function factsForWorkers({
  rules,
  source,
  limits,
  lateMs,
}: Pick<ImportJob, 'rules' | 'source' | 'limits'> & { readonly lateMs: number }): RunFactsForWorkers {
  const { identifiedBy, again, resendInDoubt, duplicates } = rules;
  return {
    identifiedBy,
    again,
    resendInDoubt,
    duplicates: duplicates.policy,
    columns: runColumnsOf(source),
    ...(limits.maxErrors?.count !== undefined && { maxErrors: limits.maxErrors.count }),
    lateMs,
  };
}

/** What the ledger knows of other runs. */
export function otherRunsOf(ledger: Ledger, { scope, target, keyField }: StoredRun): OtherRuns {
  const keys = ledger.keys(scope);
  return {
    otherKey: (id, key) => keys.other(target, keyField, id, key),
    isLive: (run) => ledger.isLive(run),
    lastSent: (sought) => keys.known(target, keyField, sought),
  };
}

/** A hash of the name of the customer that a payload creates; undefined for other records, which are not looked up by their values. */
export function nameHashOf(target: Target, payload: Payload): string | undefined {
  return canLookUp(target) ? hash('sha256', nameOfCustomer(payload), 'base64url').slice(0, 22) : undefined;
}
