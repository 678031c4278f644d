import { setImmediate } from 'node:timers/promises';
import { SobotError } from '../../api/index.ts';
import type { RowOutcome } from '../../ledger/index.ts';
import { type Clock, Stopped } from '../../resilience/index.ts';
import type { Payload } from '../../targets/index.ts';
import { t } from '../../words/index.ts';
import type { ReconcileStage, RecordStage } from '../import-stages.ts';
import type { PendingRow, SendResult, UnknownOutcome } from '../pending-row.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { RunFailure } from '../run-guards.ts';
import type { CreatedRecord, CreatedRecords } from './created-records.ts';
import { canLookUp, matchKey, type RecordLookup, type RecordLookupResult } from './customer-lookup.ts';

const POLICY = IMPORT_POLICY.reconcile;

interface ReconcilerOptions {
  /** Absent if the server cannot be asked: then rows of unknown outcome stay in doubt. */
  readonly lookup: RecordLookup | undefined;
  readonly created: CreatedRecords;
  /** Sends a row again if it was surely not processed, and its follow-up requests if it is saved. */
  readonly sender: {
    sendRow(row: PendingRow): Promise<SendResult>;
    /** Resolves once every row that is in flight now has been answered. */
    answered(): Promise<void>;
  };
  readonly recorder: RecordStage;
  readonly failure: Pick<RunFailure, 'report'>;
  readonly timing: {
    readonly clock: Clock;
    /** How long after a request failed the server may still carry it out. */
    readonly lateMs: number;
    readonly stop?: AbortSignal | undefined;
  };
  /** Resend rows that an earlier process left in doubt even if the lookup does not settle them. */
  readonly resendInDoubt: boolean;
}

const NOT_FOUND: RecordLookupResult = {
  kind: 'unsure',
  get why() {
    return t`the server reported it as saved, but it cannot be found`;
  },
};
const NO_LATER_RECORD: RecordLookupResult = {
  kind: 'unsure',
  get why() {
    return t`the list does not show it, but no customer saved later shows that the list is up to date`;
  },
};
const LIST_LAGS: RecordLookupResult = {
  kind: 'unsure',
  get why() {
    return t`the list shows neither it nor customers that were saved later`;
  },
};
const AMBIGUOUS: RecordLookupResult = {
  kind: 'unsure',
  get why() {
    return t`another row in doubt looks the same`;
  },
};

/**
 * Settles rows of unknown outcome: it looks for the record at once, and again when a late request can no longer create it. The record
 * counts as absent only once the same list shows a record that was saved later: then the row is sent again. What cannot be settled
 * becomes `in_doubt`. A row whose request may be repeated is sent again unless it is found at once. Other rows are sent meanwhile.
 */
export class Reconciler implements ReconcileStage {
  readonly #options: ReconcilerOptions;
  readonly #givingUp = new AbortController();
  readonly #pending = new Set<Promise<void>>();
  /** How many unresolved rows share a match key; a row that stays in doubt counts until the end. */
  readonly #unresolvedByMatchKey = new Map<string, number>();
  /** Rows that will follow, and count already, with their match keys. */
  readonly #expected = new Map<number, string>();
  #isDraining = false;
  #unresolvedCount = 0;
  readonly #onStop = () => this.giveUp();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const { stop } = options.timing;
    stop?.addEventListener('abort', this.#onStop, { once: true });
    if (stop?.aborted) this.giveUp();
  }

  /** No more rows follow. Without this the signal keeps everything that was used to send them as long as its run lasts. */
  close(): void {
    this.#options.timing.stop?.removeEventListener('abort', this.#onStop);
  }

  /** An earlier process left the row in doubt: until it is read, other rows with its match key cannot be distinguished from it. */
  expect(row: number, payload: Payload): void {
    const key = matchKey(payload);
    this.#count(key, 1);
    this.#expected.set(row, key);
  }

  /** Takes a row over; resolves once another can be taken. */
  async reconcile(unknown: UnknownOutcome): Promise<void> {
    const { lookup, recorder, failure } = this.#options;
    // A row with another target changes a record that exists: it is not looked up by its values.
    const isOther = unknown.row.target !== undefined && !canLookUp(unknown.row.target);
    if (lookup === undefined || isOther || unknown.isFollowUp) {
      return recorder.completeSent(unknown.asInDoubt(), unknown.isOutage);
    }
    recorder.markUnknown(unknown);
    const task = this.#reconcileRow(unknown, lookup)
      .catch((error: unknown) => failure.report(error))
      .finally(() => {
        this.#pending.delete(task);
        this.#options.created.recheck();
      });
    this.#pending.add(task);
    this.#options.created.recheck();
    while (this.#pending.size >= POLICY.maxRows) await Promise.race(this.#pending);
  }

  /** Can the server be asked? */
  get canAsk(): boolean {
    return this.#options.lookup !== undefined;
  }

  /** Were rows left as the ledger has them, because the run stopped before they were settled? */
  get hasUnresolved(): boolean {
    return this.#unresolvedCount > 0;
  }

  /** Leaves the waiting rows as they are; a resumed run looks them up again. */
  giveUp(): void {
    this.#givingUp.abort();
    this.#options.created.recheck();
  }

  /** How many rows are not settled yet. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Resolves once no row is left. No more rows will follow. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#options.created.recheck();
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #reconcileRow(unknown: UnknownOutcome, lookup: RecordLookup): Promise<void> {
    const { sender, recorder, resendInDoubt } = this.#options;
    const key = matchKey(unknown.row.payload);
    this.#arrived(unknown.row.row.number, key);
    const complete = (outcome: RowOutcome, isOutage: boolean): void => {
      if (outcome.state !== 'in_doubt') this.#count(key, -1);
      recorder.completeSent(outcome, isOutage);
    };
    let mayResendAnyway = (resendInDoubt && unknown.row.hasIntent) || unknown.mayRepeat === true;
    let current = unknown;
    for (let resends = 0; ; resends += 1) {
      const match = await this.#lookUp(current, lookup, key, mayResendAnyway || current.ifAbsent !== undefined);
      if (match.kind === 'absent' && current.ifAbsent) return complete(current.ifAbsent, current.isOutage);
      if (match.kind !== 'found' && this.#givingUp.signal.aborted) return this.#leaveUnresolved();
      if ((match.kind === 'unsure' && !mayResendAnyway) || resends === POLICY.maxResends) {
        return complete(current.asInDoubt(match.kind === 'unsure' ? match.why : undefined), current.isOutage);
      }
      mayResendAnyway = false;
      const saved = match.kind === 'found' ? { remoteId: match.id, action: 'add', step: 1 } : undefined;
      const sent = await sender.sendRow({ ...current.row, hasIntent: true, unresolvedSince: undefined, saved });
      if (sent.kind === 'completed') return complete(sent.outcome, sent.isOutage);
      if (sent.kind === 'pending') return this.#leaveUnresolved();
      if (sent.isFollowUp) return complete(sent.asInDoubt(), sent.isOutage);
      current = sent;
    }
  }

  /** Counts the row, under the match key that it now has. */
  #arrived(row: number, key: string): void {
    const expectedAs = this.#expected.get(row);
    this.#expected.delete(row);
    if (expectedAs === key) return;
    if (expectedAs !== undefined) this.#count(expectedAs, -1);
    this.#count(key, 1);
  }

  #count(key: string, change: 1 | -1): void {
    this.#unresolvedByMatchKey.set(key, (this.#unresolvedByMatchKey.get(key) ?? 0) + change);
  }

  #leaveUnresolved(): void {
    this.#unresolvedCount += 1;
  }

  /** Looks at once, and again when a missing record can no longer appear. A row that may be resent anyway does not wait for a later record. */
  async #lookUp(
    { row, since, wasAccepted, mayRepeat = false }: UnknownOutcome,
    lookup: RecordLookup,
    key: string,
    mayResendAnyway: boolean,
  ): Promise<RecordLookupResult> {
    const { clock, lateMs } = this.#options.timing;
    const { signal } = this.#givingUp;
    try {
      signal.throwIfAborted();
      const first = await this.#find(row, lookup, key);
      if (first.kind !== 'absent' || mayRepeat) return first;
      const leftMs = since + lateMs - clock.elapsed();
      if (leftMs > 0) await clock.sleep(leftMs, signal);
      const laterRecord = mayResendAnyway ? undefined : await this.#laterRecord(since);
      let pollMs: number = POLICY.firstPollMs;
      const end = clock.elapsed() + POLICY.listLateFactor * lateMs;
      for (; laterRecord; pollMs = Math.min(pollMs * 2, POLICY.maxPollMs)) {
        if (await lookup.isListed(laterRecord, row)) break;
        if (clock.elapsed() >= end) return this.#unlessFound(await this.#find(row, lookup, key), LIST_LAGS);
        await clock.sleep(pollMs, signal);
      }
      const last = await this.#find(row, lookup, key);
      if (last.kind !== 'absent') return last;
      if (wasAccepted) return NOT_FOUND;
      return laterRecord || mayResendAnyway ? last : NO_LATER_RECORD;
    } catch (error) {
      if (signal.aborted || error instanceof Stopped)
        return { kind: 'unsure', why: t`the run stopped before the lookup finished` };
      if (!(error instanceof SobotError)) throw error;
      if (error.disposition === 'stop-run') this.#options.failure.report(error);
      return { kind: 'unsure', why: t`it could not be looked up: ${error.message}` };
    }
  }

  /** Looks for the record. A match is the row's own only if no row in flight turns out to own it, and no unresolved row has the same match key. */
  async #find(row: PendingRow, lookup: RecordLookup, key: string): Promise<RecordLookupResult> {
    for (let mismatches = 0; mismatches < POLICY.maxMismatches; mismatches += 1) {
      const match = await lookup.find(row);
      if (match.kind !== 'found') return match;
      if ((this.#unresolvedByMatchKey.get(key) ?? 0) > 1) return AMBIGUOUS;
      await this.#options.sender.answered();
      // Lets their results be recorded.
      await setImmediate();
      // One of them may have ended without an answer.
      if ((this.#unresolvedByMatchKey.get(key) ?? 0) > 1) return AMBIGUOUS;
      if (await lookup.mayBeOfRival(match, row)) return AMBIGUOUS;
      if (!(await lookup.isOfOther(match.id, row))) return match;
    }
    return AMBIGUOUS;
  }

  #unlessFound(match: RecordLookupResult, absent: RecordLookupResult): RecordLookupResult {
    return match.kind === 'absent' ? absent : match;
  }

  /** A record that was saved after a moment; undefined if none will be, because all unresolved rows are waiting for one. */
  #laterRecord(since: number): Promise<CreatedRecord | undefined> {
    const isFutile = (waiting: number) =>
      (this.#isDraining || this.#pending.size >= POLICY.maxRows) && waiting >= this.#pending.size;
    return this.#options.created.after(since, isFutile, this.#givingUp.signal);
  }
}
