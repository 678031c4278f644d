import type { Payload } from '../../targets/index.ts';
import { IMPORT_POLICY } from '../policy.ts';

/** A record that the run has made, by which can be seen how far the list is. */
export interface CreatedRecord {
  readonly id: string;
  readonly payload: Payload;
  /** When its request was sent, at the earliest, by the clock that only measures. */
  readonly sentAt: number;
}

interface Waiting {
  readonly since: number;
  record: CreatedRecord | undefined;
  wake: () => void;
}

/** Records that the run has made, for rows of unknown outcome that wait for one that was saved later than they may have been. */
export class CreatedRecords {
  readonly #waiting = new Set<Waiting>();
  /** The latest ones. */
  readonly #latest: CreatedRecord[] = [];

  add(record: CreatedRecord): void {
    this.#latest.push(record);
    if (this.#latest.length > IMPORT_POLICY.reconcile.maxCreatedKept) this.#latest.shift();
    for (const one of this.#waiting) {
      if (one.record !== undefined || record.sentAt < one.since) continue;
      one.record = record;
      one.wake();
    }
  }

  /** Something has changed by which it may be vain to wait. */
  recheck(): void {
    for (const { wake } of this.#waiting) wake();
  }

  /**
   * A record whose request was sent after a moment; undefined where none will come. `isVain` says whether it is vain to wait if so
   * many do. Rejects when the signal aborts.
   */
  async after(
    since: number,
    isVain: (waiting: number) => boolean,
    signal: AbortSignal,
  ): Promise<CreatedRecord | undefined> {
    const known = this.#latest.find(({ sentAt }) => sentAt >= since);
    if (known) return known;
    const waiting: Waiting = { since, record: undefined, wake: () => {} };
    this.#waiting.add(waiting);
    // The others may wait in vain now.
    this.recheck();
    try {
      while (waiting.record === undefined && !isVain(this.#waiting.size)) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          waiting.wake = resolve;
        });
      }
      signal.throwIfAborted();
      return waiting.record;
    } finally {
      this.#waiting.delete(waiting);
    }
  }
}
