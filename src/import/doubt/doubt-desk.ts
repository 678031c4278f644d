import type { Clock } from '../../dispatch/clock.ts';
import { Stopped } from '../../dispatch/dispatcher.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { SobotError } from '../../sobot/errors/sobot-error.ts';
import type { Doubt, ReadyRow, Sent } from '../ready-row.ts';
import type { Finding } from './find-customer.ts';

export interface DoubtDeskOptions {
  /** Was the row's record made? Absent where the server cannot be asked: then no row comes. */
  readonly find: ((row: ReadyRow) => Promise<Finding>) | undefined;
  /** Goes on with a row: sends it if it surely was not processed, makes its further calls if it is saved. */
  readonly proceed: (row: ReadyRow) => Promise<Sent>;
  readonly settle: (outcome: RowOutcome, outage: boolean) => void;
  /** Something happened that the run cannot go on with. */
  readonly fail: (error: unknown) => void;
  readonly clock: Clock;
  /** How long after its failure a request may still be carried out by the server. */
  readonly lateMs: number;
  /** Send rows that an earlier process left in doubt again even where asking does not help. */
  readonly resendInDoubt: boolean;
  readonly stop?: AbortSignal | undefined;
}

/** Rows that wait here at once; more make the others wait. */
const MOST_ROWS = 500;
/** How often a row is sent again, each time after it was surely not processed. */
const MOST_RESENDS = 3;

const NOT_FOUND: Finding = { kind: 'unsure', why: 'the server said that it was saved, but it cannot be found' };

/**
 * Where rows go of which nobody knows whether the server processed them: it asks for the record, at once and again
 * when no late request can bring it any more, and then sends the row again. Meanwhile other rows go on.
 */
export class DoubtDesk {
  readonly #options: DoubtDeskOptions;
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #left = 0;

  constructor(options: DoubtDeskOptions) {
    this.#options = options;
    options.stop?.addEventListener('abort', () => this.giveUp(), { once: true });
    if (options.stop?.aborted) this.giveUp();
  }

  /** Takes a row over; resolves once there is room for another. */
  async take(doubt: Doubt): Promise<void> {
    const work = this.#solve(doubt)
      .catch((error: unknown) => this.#options.fail(error))
      .finally(() => this.#work.delete(work));
    this.#work.add(work);
    while (this.#work.size >= MOST_ROWS) await Promise.race(this.#work);
  }

  /** Have rows been left as the ledger has them, because the run stopped before the server could tell? */
  get hasLeft(): boolean {
    return this.#left > 0;
  }

  /** Leaves the rows that wait as they are; a resumed run asks again. */
  giveUp(): void {
    this.#closing.abort();
  }

  /** Resolves once no row is left. */
  async drain(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async #solve(doubt: Doubt): Promise<void> {
    const { settle, proceed, resendInDoubt } = this.#options;
    let dares = resendInDoubt && doubt.row.isAnnounced;
    let current = doubt;
    for (let resends = 0; ; resends += 1) {
      const finding = await this.#ask(current);
      if (finding.kind === 'absent' && current.ifAbsent) return settle(current.ifAbsent, current.outage);
      if (finding.kind !== 'there' && this.#closing.signal.aborted) return this.#leave();
      if ((finding.kind === 'unsure' && !dares) || resends === MOST_RESENDS) {
        return settle(current.outcome(finding.kind === 'unsure' ? finding.why : undefined), current.outage);
      }
      dares = false;
      const saved = finding.kind === 'there' ? { remoteId: finding.id, action: 'add', step: 1 } : undefined;
      const sent = await proceed({ ...current.row, isAnnounced: true, saved });
      if (sent.kind === 'settled') return settle(sent.outcome, sent.outage);
      if (sent.kind === 'pending') return this.#leave();
      current = sent;
    }
  }

  #leave(): void {
    this.#left += 1;
  }

  /** Asks at once, and again when what is not there yet cannot come any more. */
  async #ask({ row, since, wasAccepted }: Doubt): Promise<Finding> {
    const { find, clock, lateMs, fail } = this.#options;
    const { signal } = this.#closing;
    if (!find) return { kind: 'unsure', why: 'the server cannot be asked' };
    try {
      signal.throwIfAborted();
      const first = await find(row);
      const leftMs = since + lateMs - clock.now();
      if (first.kind !== 'absent' || leftMs <= 0) return first;
      await clock.sleep(leftMs, signal);
      const last = await find(row);
      return last.kind === 'absent' && wasAccepted ? NOT_FOUND : last;
    } catch (error) {
      if (signal.aborted || error instanceof Stopped)
        return { kind: 'unsure', why: 'the run stopped before it was known' };
      if (!(error instanceof SobotError)) throw error;
      if (error.verdict === 'stop-run') fail(error);
      return { kind: 'unsure', why: `it could not be looked up: ${error.message}` };
    }
  }
}
