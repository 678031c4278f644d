import { attemptsBefore, Stopped } from '../dispatch/dispatcher.ts';
import type { Row } from '../files/row.ts';
import type { RowOutcome } from '../ledger/index.ts';
import { SobotError } from '../sobot/errors/sobot-error.ts';
import { isRepeatable, type Payload } from '../targets/target.ts';
import type { ImportJob } from './import-job.ts';
import { cellTexts } from './rejected-row.ts';
import { RunStopped } from './run-stopped.ts';

/** What came of sending a row. `pending`: the run is stopping and the row is as if untouched. */
export type Sent = { readonly outcome: RowOutcome; readonly outage: boolean } | 'pending';

/** A row that is ready to be sent. */
export interface ReadyRow {
  readonly row: Row;
  readonly payload: Payload;
  readonly key?: string | undefined;
  readonly hash: string;
}

/** Sends one row; its intent is on disk first where it may not be repeated. Errors: `RunStopped` and `LedgerError` stop the run. */
export async function sendRow(job: ImportJob, ready: ReadyRow): Promise<Sent> {
  const { dispatcher, target, log, settings } = job;
  if (!dispatcher) throw new TypeError('a job without a dispatcher sends nothing');
  const { row, payload, key, hash } = ready;
  const mayRepeat = isRepeatable(target, payload, settings.identifiedBy);
  if (!mayRepeat) await log.intend({ row: row.number, key, hash });
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, payload, {
      mayRepeat,
      stop: job.stop,
      cancel: job.cancel,
    });
    const { counter, action, id } = target.outcome(answer, payload);
    return { outcome: { row: row.number, state: counter, key, hash, action, remoteId: id, attempts }, outage: false };
  } catch (error) {
    const untouched = async (): Promise<'pending'> => {
      if (!mayRepeat) await log.withdraw(row.number);
      return 'pending';
    };
    if (error instanceof Stopped) return untouched();
    if (!(error instanceof SobotError)) throw error;
    if (error.verdict === 'stop-run') {
      await untouched();
      throw new RunStopped(error.code, error.message, error);
    }
    if (error.code === 'cancelled' && error.verdict === 'retry') return untouched();
    return { outcome: unsuccessful(ready, error), outage: error.outage };
  }
}

function unsuccessful({ row, key, hash }: ReadyRow, error: SobotError): RowOutcome {
  const attempts = attemptsBefore(error);
  const inDoubt = error.verdict === 'in-doubt';
  const tries = attempts > 1 ? ` (after ${attempts} tries)` : '';
  const message = inDoubt
    ? `${error.message}. The server may have saved it or not: look it up before you send it again`
    : `${error.message}${tries}`;
  return {
    row: row.number,
    state: inDoubt ? 'in_doubt' : 'failed',
    key,
    hash,
    attempts,
    code: error.code,
    message,
    cells: cellTexts(row),
  };
}
