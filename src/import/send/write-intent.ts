import type { Claim } from '../../ledger/index.ts';
import { importedOutcome } from '../admit/already-imported.ts';
import { IMPORT_MESSAGES } from '../messages.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import { storedCells } from '../row-outcomes.ts';
import type { SendContext } from './send-context.ts';

const SEND_POLICY = IMPORT_POLICY.send;

/**
 * Writes a row's intent to disk, and claims its key if the server would create another record for it: of two runs that have the
 * key, only one sends it. Returns the row's result if it must not be sent.
 */
export async function writeIntent(context: SendContext, pending: PendingRow): Promise<SendResult | undefined> {
  const { log, rules, ledger } = context;
  const target = pending.target ?? context.run.target;
  const { clock, stop } = context.control;
  const { row, key, hash, change } = pending;
  const facts = { row: row.number, key, hash, change };
  if (target.keyed !== true || key === undefined) {
    await log.begin(facts);
    return undefined;
  }
  for (let waitedMs = 0; ; waitedMs += SEND_POLICY.keyPollMs) {
    const claim: Claim = { again: rules.again || pending.again === true };
    const conflict = await log.begin(facts, claim);
    if (conflict === undefined) return undefined;
    if (conflict.kind === 'known') {
      return { kind: 'completed', outcome: importedOutcome(target, { row, key, hash }, conflict), isOutage: false };
    }
    if ((await ledger.isLive?.(conflict.run)) && waitedMs < SEND_POLICY.maxKeyWaitMs) {
      try {
        await clock.sleep(SEND_POLICY.keyPollMs, stop);
        continue;
      } catch {
        return { kind: 'pending' };
      }
    }
    const message = IMPORT_MESSAGES['key-in-doubt'].text.sentByRun(key, conflict.run);
    const unsent = { row: row.number, key, hash, cells: storedCells(row) };
    const outcome = { ...unsent, state: 'rejected', code: 'key-in-doubt', message } as const;
    return { kind: 'completed', outcome, isOutage: false };
  }
}
