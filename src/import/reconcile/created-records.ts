import type { Payload } from '../../targets/index.ts';
import { IMPORT_POLICY } from '../policy.ts';

/** A record that the run created; the list is up to date at least until then if it shows the record. */
export interface CreatedRecord {
  readonly id: string;
  readonly payload: Payload;
  /** The earliest time at which its request was sent, by the monotonic clock. */
  readonly sentAt: number;
}

interface Waiter {
  readonly since: number;
  record: CreatedRecord | undefined;
  wake: () => void;
}

/** Records that the run created, for rows of unknown outcome that wait for a record that was surely saved after them. */
export class CreatedRecords {
  readonly #waiters = new Set<Waiter>();
  /** The latest records. */
  readonly #latest: CreatedRecord[] = [];

  add(record: CreatedRecord): void {
    this.#latest.push(record);
    if (this.#latest.length > IMPORT_POLICY.reconcile.maxCreatedKept) this.#latest.shift();
    for (const one of this.#waiters) {
      if (one.record !== undefined || record.sentAt < one.since) continue;
      one.record = record;
      one.wake();
    }
  }

  /** Something changed that may make waiting futile. */
  recheck(): void {
    for (const { wake } of this.#waiters) wake();
  }

  /**
   * A record whose request was sent after a moment; undefined if none will be. `isFutile` says whether waiting is futile, given the
   * number of waiters. Rejects when the signal aborts.
   */
  async after(
    since: number,
    isFutile: (waiting: number) => boolean,
    signal: AbortSignal,
  ): Promise<CreatedRecord | undefined> {
    const known = this.#latest.find(({ sentAt }) => sentAt >= since);
    if (known) return known;
    const waiting: Waiter = { since, record: undefined, wake: () => {} };
    this.#waiters.add(waiting);
    // One more waiter may make waiting futile for the others.
    this.recheck();
    try {
      while (waiting.record === undefined && !isFutile(this.#waiters.size)) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          waiting.wake = resolve;
        });
      }
      signal.throwIfAborted();
      return waiting.record;
    } finally {
      this.#waiters.delete(waiting);
    }
  }
}
