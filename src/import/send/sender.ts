import { SobotError } from '../../api/index.ts';
import { type CircuitBreaker, hasUnknownOutcome, mayHaveArrived, Stopped } from '../../resilience/index.ts';
import type { SendStage } from '../import-stages.ts';
import { unknownOutcome } from '../in-doubt.ts';
import type { PendingRow, SendResult } from '../pending-row.ts';
import type { CreatedRecords } from '../reconcile/created-records.ts';
import { failedRow } from '../row-outcomes.ts';
import { RunStopped } from '../run-guards.ts';
import type { SendContext } from './send-context.ts';
import { sendRow } from './send-row.ts';

/** Sends rows unless the run is stopping; waits while the server fails all rows. */
export class Sender implements SendStage {
  readonly #context: SendContext;
  readonly #breaker: CircuitBreaker;
  readonly #created: Pick<CreatedRecords, 'add'> | undefined;
  readonly #inFlight = new Set<Promise<SendResult>>();
  #firstSentAt: number | undefined;

  /** `created` collects the records that the rows create; it is absent if nothing needs them. */
  constructor(context: SendContext, breaker: CircuitBreaker, created: Pick<CreatedRecords, 'add'> | undefined) {
    this.#context = context;
    this.#breaker = breaker;
    this.#created = created;
  }

  /** When the first request was sent, by the monotonic clock; milliseconds. */
  get firstSentAt(): number | undefined {
    return this.#firstSentAt;
  }

  /** If a request for several rows is refused, the batch is halved until the offending rows are alone. */
  async *send(rows: readonly PendingRow[]): AsyncGenerator<SendResult> {
    const [first] = rows;
    if (first === undefined || !(await this.#maySend())) return;
    if (rows.length === 1) {
      yield await this.sendRow(first);
      return;
    }
    const sent = await sendBatch(this.#context, rows);
    if (sent !== 'refused') {
      yield* sent;
      return;
    }
    const half = Math.ceil(rows.length / 2);
    const remaining = rows.map((row) => (row.change ? { ...row, hasIntent: true } : row));
    yield* this.send(remaining.slice(0, half));
    yield* this.send(remaining.slice(half));
  }

  /** Sends one row at once, even while the circuit breaker is half-open. */
  async sendRow(row: PendingRow): Promise<SendResult> {
    const sentAt = this.#context.control.clock.elapsed();
    const request = sendRow(this.#context, row);
    this.#inFlight.add(request);
    try {
      const sent = await request;
      const { state, action, remoteId: id } = sent.kind === 'completed' ? sent.outcome : {};
      const isCreated = state === 'created' && action === 'add' && row.saved === undefined;
      if (isCreated && id !== undefined) this.#created?.add({ id, payload: row.payload, sentAt });
      return sent;
    } finally {
      this.#inFlight.delete(request);
    }
  }

  /** Resolves once every row that is in flight now has been answered. */
  async answered(): Promise<void> {
    await Promise.allSettled([...this.#inFlight]);
  }

  async #maySend(): Promise<boolean> {
    const { stop, clock } = this.#context.control;
    if (this.#breaker.isHalfOpen) {
      await this.#breaker.waitForTrial(stop).catch((error: unknown) => {
        if (!stop?.aborted) throw error;
      });
    }
    if (stop?.aborted) return false;
    this.#firstSentAt ??= clock.elapsed();
    return true;
  }
}

/**
 * Sends several rows of one target in one request, which may be repeated; the intents of rows that have a change are on disk then.
 * Returns the result of each; `refused` if the server refused the request because of something in one of the rows. Errors:
 * `RunStopped` stops the run.
 */
async function sendBatch(
  { dispatcher, log, run, control: { clock } }: SendContext,
  rows: readonly PendingRow[],
): Promise<readonly SendResult[] | 'refused'> {
  const target = rows[0]?.target ?? run.target;
  const changing = rows.filter(({ change, hasIntent }) => change !== undefined && !hasIntent);
  await Promise.all(changing.map(({ row, key, hash, change }) => log.begin({ row: row.number, key, hash, change })));
  const rollback = (error: unknown) =>
    mayHaveArrived(error) ? undefined : Promise.all(changing.map(({ row }) => log.rollback(row.number)));
  const parameter = target.endpoint.batch?.parameter ?? '';
  const joined = rows.map(({ payload }) => String(payload[parameter])).join(',');
  try {
    const { answer, attempts } = await dispatcher.send(target.endpoint, { ...rows[0]?.payload, [parameter]: joined });
    return rows.map(({ row, key, hash, payload }): SendResult => {
      const { counter, action, id } = target.outcome(answer, payload);
      const outcome = { row: row.number, key, hash, action, remoteId: id, attempts, state: counter };
      return { kind: 'completed', outcome, isOutage: false };
    });
  } catch (error) {
    if (error instanceof Stopped) {
      await rollback(error);
      return rows.map(() => ({ kind: 'pending' }));
    }
    if (!(error instanceof SobotError)) throw error;
    if (error.disposition === 'stop-run') {
      if (error.notProcessed) await rollback(error);
      throw new RunStopped(error.code, error.message, error);
    }
    if (error.code === 'cancelled') {
      await rollback(error);
      return rows.map(() => ({ kind: 'pending' }));
    }
    if (error.disposition === 'reject-row') return 'refused';
    if (hasUnknownOutcome(error)) return rows.map((row) => unknownOutcome(row, error, clock.elapsed()));
    return rows.map((row) => ({ kind: 'completed', outcome: failedRow(row, error), isOutage: error.outage }));
  }
}
