import { setTimeout as sleep } from 'node:timers/promises';
import { durationText } from '../../words/index.ts';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import type { PostgresAddress } from './address.ts';
import type { PostgresPolicy } from './connections.ts';
import { asPostgresError, kindOfFailure } from './failure.ts';

/** An error of the work itself, which passes `repeatWhileLost` as it is. */
export class WorkFailure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

export interface RepeatOptions {
  readonly address: PostgresAddress;
  readonly policy: PostgresPolicy;
  /** Aborted when the database is closed: then nothing is repeated. */
  readonly signal: AbortSignal;
  readonly outage: Outage;
}

/** Since when the database cannot be reached, by the monotonic clock. Work that begins later does not wait for as long once more. */
export interface Outage {
  since?: number | undefined;
}

/**
 * Repeats work whose connection was lost, or that was in conflict with other transactions, with growing waits. Errors: `LedgerError`:
 * `ledger-lost` when that takes too long.
 */
export async function repeatWhileLost<Result>(
  work: () => Promise<Result>,
  { address, policy, signal, outage }: RepeatOptions,
): Promise<Result> {
  let since: number | undefined;
  const reached = () => {
    outage.since = undefined;
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await work();
      reached();
      return result;
    } catch (error) {
      const kind = error instanceof WorkFailure ? 'final' : kindOfFailure(error);
      if (kind === 'lost') outage.since ??= performance.now();
      else reached();
      if (error instanceof WorkFailure) throw error.error;
      if (kind === 'final') throw asPostgresError(address, error);
      since ??= outage.since ?? performance.now();
      const isOver = performance.now() - since >= policy.maxLostMs;
      if (isOver && kind === 'conflict') throw conflictError(address, policy);
      if (isOver || signal.aborted) throw lostError(address, error, signal.aborted ? undefined : policy.maxLostMs);
      await pause(kind === 'conflict' ? Math.random() * waitMs(policy, attempt) : waitMs(policy, attempt), signal);
    }
  }
}

function waitMs({ minRetryMs, maxRetryMs }: PostgresPolicy, attempt: number): number {
  // So that not all processes come at the same time to a server that has just started.
  const growing = minRetryMs * 2 ** Math.min(attempt, 20) * (0.75 + Math.random() / 2);
  return Math.min(growing, maxRetryMs);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** The connection is lost for good. `waitedMs`: how long; undefined if the database was closed. */
function lostError(address: PostgresAddress, error: unknown, waitedMs: number | undefined): LedgerError {
  const { closed, waited } = LEDGER_MESSAGES['ledger-lost'].text;
  const { location } = address;
  const text = waitedMs === undefined ? closed(location) : waited(location, durationText(waitedMs), reasonOf(error));
  return new LedgerError('ledger-lost', text, asPostgresError(address, error));
}

function conflictError({ location }: PostgresAddress, { maxLostMs }: PostgresPolicy): LedgerError {
  const { conflicts } = LEDGER_MESSAGES['ledger-busy'].text;
  return new LedgerError('ledger-busy', conflicts(location, durationText(maxLostMs)));
}

/** A failure in a few words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return message || code || String(error);
}
