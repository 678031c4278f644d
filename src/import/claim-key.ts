import type { Claim } from '../ledger/index.ts';
import { importedOutcome } from './already-imported.ts';
import type { RunningJob } from './import-job.ts';
import type { ReadyRow, Sent } from './ready-row.ts';
import { keptCells } from './rejected-row.ts';

/** How often it is looked whether another run has done with a key. */
const POLL_MS = 200;
/** A run that has one row at hand for longer does not know what became of it. */
const MOST_WAIT_MS = 180_000;

/**
 * Writes a row's intent, and claims its key where the server would make another record of it: of two runs that have the key,
 * one sends it. Answers what became of the row where it must not be sent.
 */
export async function claimAndIntend(job: RunningJob, ready: ReadyRow): Promise<Sent | undefined> {
  const { log, target, settings, clock, stop, isLive } = job;
  const { row, key, hash } = ready;
  const facts = { row: row.number, key, hash };
  if (target.keyed !== true || key === undefined) {
    await log.intend(facts);
    return undefined;
  }
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const claim: Claim = { again: settings.again };
    const conflict = await log.intend(facts, claim);
    if (conflict === undefined) return undefined;
    if (conflict.kind === 'known') {
      return { kind: 'settled', outcome: importedOutcome(target, { row, key, hash }, conflict), outage: false };
    }
    if (isLive?.(conflict.run) && waitedMs < MOST_WAIT_MS) {
      try {
        await clock.sleep(POLL_MS, stop);
        continue;
      } catch {
        return { kind: 'pending' };
      }
    }
    const message = `run ${conflict.run} has sent "${key}", and nobody knows whether it was saved. Look it up in the CRM. If it is not there: sobot-etl resume ${conflict.run} --resend-in-doubt; to send this row all the same: --again`;
    const outcome = { ...facts, state: 'rejected', code: 'key-in-doubt', message, cells: keptCells(row) } as const;
    return { kind: 'settled', outcome, outage: false };
  }
}
