import type { Clock } from '../../dispatch/clock.ts';
import { Stopped } from '../../dispatch/dispatcher.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { SobotError } from '../../sobot/errors/sobot-error.ts';
import type { Payload } from '../../targets/target.ts';
import type { Doubt, ReadyRow, Sent } from '../ready-row.ts';
import type { Finding, Witness } from './find-customer.ts';
import { looksOf } from './same-customer.ts';
import { Witnesses } from './witnesses.ts';

export interface DoubtDeskOptions {
  /** Was the row's record made? Absent where the server cannot be asked: then no row comes. */
  readonly find: ((row: ReadyRow) => Promise<Finding>) | undefined;
  /** Does the list in which the row was looked for show that record? */
  readonly isListed: (witness: Witness, row: ReadyRow) => Promise<boolean>;
  /** Gives the id to the row; answers whether another row of the run has it. */
  readonly isOfOther: (id: string, row: ReadyRow) => boolean;
  /** Resolves once every call that is under way now has been answered. */
  readonly answered: () => Promise<void>;
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
/** How often a row's place in the list was given to another row before it is left in doubt. */
const MOST_MIXUPS = 5;
/** How often the list is asked for a later record, and for how many times `lateMs`. */
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 5_000;
const LIST_LATE = 4;

const NOT_FOUND: Finding = { kind: 'unsure', why: 'the server said that it was saved, but it cannot be found' };
const NO_WITNESS: Finding = {
  kind: 'unsure',
  why: 'the list does not show it, but no customer that was saved later shows that the list is up to date',
};
const LIST_LAGS: Finding = {
  kind: 'unsure',
  why: 'the list does not show it, but neither does it show customers that were saved later',
};
const LOOK_ALIKE: Finding = { kind: 'unsure', why: 'another row in doubt looks the same' };

/**
 * Where rows go of which nobody knows whether the server processed them: it asks for the record, at once and again when no late
 * request can bring it any more. Absence counts only once the same list shows a record that was saved later: then the row is sent
 * again. Meanwhile other rows go on.
 */
export class DoubtDesk {
  readonly #options: DoubtDeskOptions;
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  readonly #witnesses: Witnesses;
  /** How many rows in doubt look the same; one that stays in doubt counts until the end. */
  readonly #looks = new Map<string, number>();
  /** Rows that will come, and count already. */
  readonly #expected = new Set<number>();
  #isLast = false;
  #left = 0;

  constructor(options: DoubtDeskOptions) {
    this.#options = options;
    this.#witnesses = new Witnesses(
      (waiting) => (this.#isLast || this.#work.size >= MOST_ROWS) && waiting >= this.#work.size,
    );
    options.stop?.addEventListener('abort', () => this.giveUp(), { once: true });
    if (options.stop?.aborted) this.giveUp();
  }

  /** An earlier process left the row in doubt: until it comes, no other that looks the same can be told from it. */
  expect(row: number, payload: Payload): void {
    this.#count(looksOf(payload), 1);
    this.#expected.add(row);
  }

  /** Takes a row over; resolves once there is room for another. */
  async take(doubt: Doubt): Promise<void> {
    const work = this.#solve(doubt)
      .catch((error: unknown) => this.#options.fail(error))
      .finally(() => {
        this.#work.delete(work);
        this.#witnesses.changed();
      });
    this.#work.add(work);
    this.#witnesses.changed();
    while (this.#work.size >= MOST_ROWS) await Promise.race(this.#work);
  }

  /** The run has made a record. */
  made(witness: Witness): void {
    this.#witnesses.add(witness);
  }

  /** Have rows been left as the ledger has them, because the run stopped before the server could tell? */
  get hasLeft(): boolean {
    return this.#left > 0;
  }

  /** Leaves the rows that wait as they are; a resumed run asks again. */
  giveUp(): void {
    this.#closing.abort();
    this.#witnesses.changed();
  }

  /** Resolves once no row is left. */
  async drain(): Promise<void> {
    this.#isLast = true;
    this.#witnesses.changed();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async #solve(doubt: Doubt): Promise<void> {
    const { proceed, resendInDoubt } = this.#options;
    const looks = looksOf(doubt.row.payload);
    if (!this.#expected.delete(doubt.row.row.number)) this.#count(looks, 1);
    const settle = (outcome: RowOutcome, outage: boolean): void => {
      if (outcome.state !== 'in_doubt') this.#count(looks, -1);
      this.#options.settle(outcome, outage);
    };
    let dares = resendInDoubt && doubt.row.isAnnounced;
    let current = doubt;
    for (let resends = 0; ; resends += 1) {
      const finding = await this.#ask(current, looks, dares || current.ifAbsent !== undefined);
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

  #count(looks: string, change: 1 | -1): void {
    this.#looks.set(looks, (this.#looks.get(looks) ?? 0) + change);
  }

  #leave(): void {
    this.#left += 1;
  }

  /** Asks at once, and again when what is not there yet cannot come any more. Who dares to send again does not wait for a witness. */
  async #ask(doubt: Doubt, looks: string, dares: boolean): Promise<Finding> {
    const { clock, lateMs, fail, isListed } = this.#options;
    const { row, since, wasAccepted } = doubt;
    const { signal } = this.#closing;
    try {
      signal.throwIfAborted();
      const first = await this.#find(row, looks);
      if (first.kind !== 'absent') return first;
      const leftMs = since + lateMs - clock.elapsed();
      if (leftMs > 0) await clock.sleep(leftMs, signal);
      const witness = dares ? undefined : await this.#witnesses.after(since, signal);
      let pollMs = FIRST_POLL_MS;
      for (const end = clock.elapsed() + LIST_LATE * lateMs; witness; pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)) {
        if (await isListed(witness, row)) break;
        if (clock.elapsed() >= end) return this.#orElse(await this.#find(row, looks), LIST_LAGS);
        await clock.sleep(pollMs, signal);
      }
      const last = await this.#find(row, looks);
      if (last.kind !== 'absent') return last;
      if (wasAccepted) return NOT_FOUND;
      return witness || dares ? last : NO_WITNESS;
    } catch (error) {
      if (signal.aborted || error instanceof Stopped)
        return { kind: 'unsure', why: 'the run stopped before it was known' };
      if (!(error instanceof SobotError)) throw error;
      if (error.verdict === 'stop-run') fail(error);
      return { kind: 'unsure', why: `it could not be looked up: ${error.message}` };
    }
  }

  /** Looks for the record. What is found is the row's own only if no row that is being answered gets it, and none that looks the same waits. */
  async #find(row: ReadyRow, looks: string): Promise<Finding> {
    const { find, answered, isOfOther } = this.#options;
    if (!find) return { kind: 'unsure', why: 'the server cannot be asked' };
    for (let mixups = 0; mixups < MOST_MIXUPS; mixups += 1) {
      const finding = await find(row);
      if (finding.kind !== 'there') return finding;
      if ((this.#looks.get(looks) ?? 0) > 1) return LOOK_ALIKE;
      await answered();
      // One of those may have been answered by nothing.
      if ((this.#looks.get(looks) ?? 0) > 1) return LOOK_ALIKE;
      if (!isOfOther(finding.id, row)) return finding;
    }
    return LOOK_ALIKE;
  }

  #orElse(finding: Finding, absent: Finding): Finding {
    return finding.kind === 'absent' ? absent : finding;
  }
}
