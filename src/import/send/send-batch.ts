import { SobotError } from '../../api/errors/sobot-error.ts';
import { hasUnknownOutcome, Stopped } from '../../resilience/dispatcher.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import { failedRow, unknownOutcome } from '../row-outcomes.ts';
import { RunStopped } from '../run-stopped.ts';
import type { SendContext } from './send-context.ts';

/**
 * Sends several rows in one call, which may be repeated. Answers what came of each; `refused` where the server refused
 * the call for something that one of the rows may be to blame for. Errors: `RunStopped` stops the run.
 */
export async function sendBatch(
  { dispatcher, run: { target }, control: { clock } }: SendContext,
  rows: readonly PendingRow[],
): Promise<readonly SendResult[] | 'refused'> {
  const parameter = target.endpoint.batch?.parameter ?? '';
  const joined = rows.map(({ payload }) => String(payload[parameter])).join(',');
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, { ...rows[0]?.payload, [parameter]: joined });
    return rows.map(({ row, key, hash, payload }): SendResult => {
      const { counter, action, id } = target.outcome(answer, payload);
      const outcome = { row: row.number, key, hash, action, remoteId: id, attempts, state: counter };
      return { kind: 'settled', outcome, isOutage: false };
    });
  } catch (error) {
    if (error instanceof Stopped) return rows.map(() => ({ kind: 'pending' }));
    if (!(error instanceof SobotError)) throw error;
    if (error.disposition === 'stop-run') throw new RunStopped(error.code, error.message, error);
    if (error.code === 'cancelled') return rows.map(() => ({ kind: 'pending' }));
    if (error.disposition === 'reject-row') return 'refused';
    if (hasUnknownOutcome(error)) return rows.map((row) => unknownOutcome(row, error, clock.elapsed()));
    return rows.map((row) => ({ kind: 'settled', outcome: failedRow(row, error), isOutage: error.outage }));
  }
}
