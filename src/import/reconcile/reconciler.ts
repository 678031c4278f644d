import { setImmediate } from 'node:timers/promises';
import { SobotError } from '../../api/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { type Clock, Stopped } from '../../resilience/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { ReconcileStage, RecordStage } from '../import-stages.ts';
import type { PendingRow, SendResult, UnknownOutcome } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { RunFailure } from '../run-guards.ts';
import type { CreatedRecord, CreatedRecords } from './created-records.ts';
import { matchKey, type RecordLookup, type RecordLookupResult } from './customer-lookup.ts';

const POLICY = IMPORT_POLICY.reconcile;

interface ReconcilerOptions {
  /** Absent where the server cannot be asked: then what is unknown stays so. */
  readonly lookup: RecordLookup | undefined;
  readonly created: CreatedRecords;
  /** Sends a row again if it surely was not processed, and makes its follow-up requests if it is saved. */
  readonly sender: {
    sendRow(row: PendingRow): Promise<SendResult>;
    /** Resolves once every row that is under way now has been answered. */
    answered(): Promise<void>;
  };
  readonly recorder: RecordStage;
  readonly failure: RunFailure;
  readonly timing: {
    readonly clock: Clock;
    /** How long after its failure a request may still be carried out by the server. */
    readonly lateMs: number;
    readonly stop?: AbortSignal | undefined;
  };
  /** Send rows that an earlier process left in doubt again even where asking does not help. */
  readonly resendInDoubt: boolean;
}

const NOT_FOUND: RecordLookupResult = {
  kind: 'unsure',
  why: 'the server said that it was saved, but it cannot be found',
};
const NONE_LATER: RecordLookupResult = {
  kind: 'unsure',
  why: 'the list does not show it, but no customer that was saved later shows that the list is up to date',
};
const LIST_LAGS: RecordLookupResult = {
  kind: 'unsure',
  why: 'the list does not show it, but neither does it show customers that were saved later',
};
const LOOK_ALIKE: RecordLookupResult = { kind: 'unsure', why: 'another row in doubt looks the same' };

/**
 * Where rows go of which nobody knows whether the server processed them: it asks for the record, at once and again when no late
 * request can bring it any more. Absence counts only once the same list shows a record that was saved later: then the row is sent
 * again. Meanwhile other rows go on.
 */
export class Reconciler implements ReconcileStage {
  readonly #options: ReconcilerOptions;
  readonly #closing = new AbortController();
  readonly #work = new Set<Promise<void>>();
  /** How many rows in doubt look the same; one that stays in doubt counts until the end. */
  readonly #looks = new Map<string, number>();
  /** Rows that will come, and count already. */
  readonly #expected = new Set<number>();
  #isLast = false;
  #left = 0;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const { stop } = options.timing;
    stop?.addEventListener('abort', () => this.giveUp(), { once: true });
    if (stop?.aborted) this.giveUp();
  }

  /** An earlier process left the row in doubt: until it comes, no other that looks the same can be told from it. */
  expect(row: number, payload: Payload): void {
    this.#count(matchKey(payload), 1);
    this.#expected.add(row);
  }

  /** Takes a row over; resolves once there is room for another. */
  async reconcile(unknown: UnknownOutcome): Promise<void> {
    const { lookup, recorder, failure } = this.#options;
    if (lookup === undefined || unknown.isFollowUp) return recorder.completeSent(unknown.outcome(), unknown.isOutage);
    recorder.markUnknown(unknown);
    const work = this.#solve(unknown, lookup)
      .catch((error: unknown) => failure.report(error))
      .finally(() => {
        this.#work.delete(work);
        this.#options.created.recheck();
      });
    this.#work.add(work);
    this.#options.created.recheck();
    while (this.#work.size >= POLICY.maxRows) await Promise.race(this.#work);
  }

  /** Can the server be asked? */
  get canAsk(): boolean {
    return this.#options.lookup !== undefined;
  }

  /** Have rows been left as the ledger has them, because the run stopped before the server could tell? */
  get hasUnresolved(): boolean {
    return this.#left > 0;
  }

  /** Leaves the rows that wait as they are; a resumed run asks again. */
  giveUp(): void {
    this.#closing.abort();
    this.#options.created.recheck();
  }

  /** Resolves once no row is left. */
  async drain(): Promise<void> {
    this.#isLast = true;
    this.#options.created.recheck();
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async #solve(unknown: UnknownOutcome, lookup: RecordLookup): Promise<void> {
    const { sender, recorder, resendInDoubt } = this.#options;
    const looks = matchKey(unknown.row.payload);
    if (!this.#expected.delete(unknown.row.row.number)) this.#count(looks, 1);
    const settle = (outcome: RowOutcome, isOutage: boolean): void => {
      if (outcome.state !== 'in_doubt') this.#count(looks, -1);
      recorder.completeSent(outcome, isOutage);
    };
    let dares = resendInDoubt && unknown.row.hasIntent;
    let current = unknown;
    for (let resends = 0; ; resends += 1) {
      const match = await this.#ask(current, lookup, looks, dares || current.ifAbsent !== undefined);
      if (match.kind === 'absent' && current.ifAbsent) return settle(current.ifAbsent, current.isOutage);
      if (match.kind !== 'there' && this.#closing.signal.aborted) return this.#leave();
      if ((match.kind === 'unsure' && !dares) || resends === POLICY.maxResends) {
        return settle(current.outcome(match.kind === 'unsure' ? match.why : undefined), current.isOutage);
      }
      dares = false;
      const saved = match.kind === 'there' ? { remoteId: match.id, action: 'add', step: 1 } : undefined;
      const sent = await sender.sendRow({ ...current.row, hasIntent: true, saved });
      if (sent.kind === 'settled') return settle(sent.outcome, sent.isOutage);
      if (sent.kind === 'pending') return this.#leave();
      if (sent.isFollowUp) return settle(sent.outcome(), sent.isOutage);
      current = sent;
    }
  }

  #count(looks: string, change: 1 | -1): void {
    this.#looks.set(looks, (this.#looks.get(looks) ?? 0) + change);
  }

  #leave(): void {
    this.#left += 1;
  }

  /** Asks at once, and again when what is not there yet cannot come any more. Who dares to send again does not wait for a later record. */
  async #ask(
    { row, since, wasAccepted }: UnknownOutcome,
    lookup: RecordLookup,
    looks: string,
    dares: boolean,
  ): Promise<RecordLookupResult> {
    const { clock, lateMs } = this.#options.timing;
    const { signal } = this.#closing;
    try {
      signal.throwIfAborted();
      const first = await this.#find(row, lookup, looks);
      if (first.kind !== 'absent') return first;
      const leftMs = since + lateMs - clock.elapsed();
      if (leftMs > 0) await clock.sleep(leftMs, signal);
      const later = dares ? undefined : await this.#laterRecord(since);
      let pollMs: number = POLICY.firstPollMs;
      const end = clock.elapsed() + POLICY.listLateFactor * lateMs;
      for (; later; pollMs = Math.min(pollMs * 2, POLICY.maxPollMs)) {
        if (await lookup.isListed(later, row)) break;
        if (clock.elapsed() >= end) return this.#orElse(await this.#find(row, lookup, looks), LIST_LAGS);
        await clock.sleep(pollMs, signal);
      }
      const last = await this.#find(row, lookup, looks);
      if (last.kind !== 'absent') return last;
      if (wasAccepted) return NOT_FOUND;
      return later || dares ? last : NONE_LATER;
    } catch (error) {
      if (signal.aborted || error instanceof Stopped)
        return { kind: 'unsure', why: 'the run stopped before it was known' };
      if (!(error instanceof SobotError)) throw error;
      if (error.disposition === 'stop-run') this.#options.failure.report(error);
      return { kind: 'unsure', why: `it could not be looked up: ${error.message}` };
    }
  }

  /** Looks for the record. What is found is the row's own only if no row that is being answered gets it, and none that looks the same waits. */
  async #find(row: PendingRow, lookup: RecordLookup, looks: string): Promise<RecordLookupResult> {
    for (let mixups = 0; mixups < POLICY.maxMixups; mixups += 1) {
      const match = await lookup.find(row);
      if (match.kind !== 'there') return match;
      if ((this.#looks.get(looks) ?? 0) > 1) return LOOK_ALIKE;
      await this.#options.sender.answered();
      // Until what came of them has been taken in.
      await setImmediate();
      // One of those may have been answered by nothing.
      if ((this.#looks.get(looks) ?? 0) > 1) return LOOK_ALIKE;
      if (!lookup.isOfOther(match.id, row)) return match;
    }
    return LOOK_ALIKE;
  }

  #orElse(match: RecordLookupResult, absent: RecordLookupResult): RecordLookupResult {
    return match.kind === 'absent' ? absent : match;
  }

  /** A record that was saved after a moment; undefined where none will come, since all rows that could be sent still wait for one. */
  #laterRecord(since: number): Promise<CreatedRecord | undefined> {
    const isVain = (waiting: number) =>
      (this.#isLast || this.#work.size >= POLICY.maxRows) && waiting >= this.#work.size;
    return this.#options.created.after(since, isVain, this.#closing.signal);
  }
}
