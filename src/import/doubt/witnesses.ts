import type { Witness } from './find-customer.ts';

interface Waiting {
  readonly since: number;
  witness: Witness | undefined;
  wake: () => void;
}

/** Records that were saved after doubtful requests, for rows that wait for one. */
export class Witnesses {
  /** Is it vain to wait, if so many do? */
  readonly #isVain: (waiting: number) => boolean;
  readonly #waiting = new Set<Waiting>();
  /** The first of the run and the latest ones. */
  readonly #latest: Witness[] = [];

  constructor(isVain: (waiting: number) => boolean) {
    this.#isVain = isVain;
  }

  add(witness: Witness): void {
    this.#latest.push(witness);
    if (this.#latest.length > MOST_KEPT) this.#latest.shift();
    for (const one of this.#waiting) {
      if (one.witness !== undefined || witness.sentAt < one.since) continue;
      one.witness = witness;
      one.wake();
    }
  }

  /** Something has changed by which it may be vain to wait. */
  changed(): void {
    for (const { wake } of this.#waiting) wake();
  }

  /** A record whose request was sent after a moment; undefined where none will come. Rejects when the signal aborts. */
  async after(since: number, signal: AbortSignal): Promise<Witness | undefined> {
    const known = this.#latest.find(({ sentAt }) => sentAt >= since);
    if (known) return known;
    const waiting: Waiting = { since, witness: undefined, wake: () => {} };
    this.#waiting.add(waiting);
    // The others may wait in vain now.
    this.changed();
    try {
      while (waiting.witness === undefined && !this.#isVain(this.#waiting.size)) {
        signal.throwIfAborted();
        await new Promise<void>((resolve) => {
          waiting.wake = resolve;
        });
      }
      signal.throwIfAborted();
      return waiting.witness;
    } finally {
      this.#waiting.delete(waiting);
    }
  }
}

/** More are never asked for: a row waits about as long as so many take. */
const MOST_KEPT = 2_000;
