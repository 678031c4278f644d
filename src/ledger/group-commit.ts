import { LEDGER_POLICY } from './policy.ts';

const POLICY = LEDGER_POLICY.groupCommit;

/** A caller that waits until its entry is on disk. */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups writes into durable commits: a commit takes long, so there should be few. Entries that callers wait for are committed at the
 * end of the turn of the event loop in which they came, but not sooner than some milliseconds after the last commit: a busy process
 * makes large groups, and an idle one does not wait. Commits follow one another. After a failure no entry is accepted any more.
 */
export class GroupCommit<Entry> {
  readonly #commit: (entries: readonly Entry[]) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  /** The callers that wait, with the entries. */
  #waiters = new Map<Entry, Waiter>();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #lastCommitAt = Number.NEGATIVE_INFINITY;
  #last: Promise<void> = Promise.resolve();
  /** Is a commit of what is pending going to follow the present one? */
  #isNext = false;
  #failure: { readonly error: unknown } | undefined;

  /** `commit` writes all entries or rejects; `onFailure` is called with the first error. */
  constructor(commit: (entries: readonly Entry[]) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#commit = commit;
    this.#onFailure = onFailure;
  }

  /** Resolves once the entry is on disk, which is soon. */
  add(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure.error);
      this.#waiters.set(entry, { resolve, reject });
      this.#entries.push(entry);
      if (this.#entries.length >= POLICY.size) void this.flush();
      else this.#flushSoon();
    });
  }

  /** Adds an entry without waiting: it is on disk within that time. A failure goes to `onFailure` only. */
  put(entry: Entry, withinMs: number): void {
    if (this.#failure) return;
    this.#entries.push(entry);
    if (this.#entries.length >= POLICY.size) void this.flush();
    else this.#flushWithin(withinMs);
  }

  /** Commits the pending entries; resolves when they are on disk, or that has failed. Never rejects. */
  flush(): Promise<void> {
    this.#cancelTimers();
    if (this.#isNext) return this.#last;
    this.#isNext = true;
    this.#last = this.#last.then(() => {
      this.#isNext = false;
      return this.#commitPending();
    });
    return this.#last;
  }

  async #commitPending(): Promise<void> {
    this.#cancelTimers();
    while (this.#entries.length > 0 && !this.#failure) {
      const entries = this.#entries.splice(0, POLICY.maxSize);
      try {
        await this.#commit(entries);
        this.#lastCommitAt = performance.now();
        this.#settle(entries, ({ resolve }) => resolve());
      } catch (error) {
        this.#failure = { error };
        this.#settle([...entries, ...this.#entries.splice(0)], ({ reject }) => reject(error));
        this.#onFailure(error);
      }
    }
  }

  #settle(entries: readonly Entry[], how: (waiter: Waiter) => void): void {
    for (const entry of entries) {
      const waiter = this.#waiters.get(entry);
      if (waiter === undefined) continue;
      this.#waiters.delete(entry);
      how(waiter);
    }
  }

  #flushSoon(): void {
    if (this.#immediate || this.#isNext) return;
    const remainingMs = this.#lastCommitAt + POLICY.minIntervalMs - performance.now();
    if (remainingMs > 0) this.#flushWithin(remainingMs);
    else this.#immediate = setImmediate(() => void this.flush());
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.#isNext || dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #cancelTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }
}
