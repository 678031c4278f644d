import { LEDGER_POLICY } from './policy.ts';

const POLICY = LEDGER_POLICY.groupCommit;

/** A caller that waits until its entry is on disk. */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Groups writes into durable commits: a commit blocks until it is on disk, so there should be few. Entries that callers wait for are
 * committed at the end of the turn of the event loop in which they came, but not sooner than some milliseconds after the last commit:
 * a busy process makes large groups, and an idle one does not wait. After a failure no entry is accepted any more.
 */
export class GroupCommit<Entry> {
  readonly #commit: (entries: readonly Entry[]) => void;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #immediate: NodeJS.Immediate | undefined;
  #lastCommitAt = Number.NEGATIVE_INFINITY;
  #failure: { readonly error: unknown } | undefined;

  /** `commit` writes all entries or throws; `onFailure` is called with the first error. */
  constructor(commit: (entries: readonly Entry[]) => void, onFailure: (error: unknown) => void) {
    this.#commit = commit;
    this.#onFailure = onFailure;
  }

  /** Resolves once the entry is on disk, which is soon. */
  add(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure.error);
      this.#waiters.push({ resolve, reject });
      this.#entries.push(entry);
      if (this.#entries.length >= POLICY.maxSize) this.flush();
      else this.#flushSoon();
    });
  }

  /** Adds an entry without waiting: it is on disk within that time. A failure goes to `onFailure` only. */
  put(entry: Entry, withinMs: number): void {
    if (this.#failure) return;
    this.#entries.push(entry);
    if (this.#entries.length >= POLICY.maxSize) this.flush();
    else this.#flushWithin(withinMs);
  }

  /** Commits the pending entries. */
  flush(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
    const entries = this.#entries;
    const waiters = this.#waiters;
    if (entries.length === 0) return;
    this.#entries = [];
    this.#waiters = [];
    try {
      this.#commit(entries);
    } catch (error) {
      this.#failure = { error };
      for (const { reject } of waiters) reject(error);
      this.#onFailure(error);
      return;
    }
    this.#lastCommitAt = performance.now();
    for (const { resolve } of waiters) resolve();
  }

  #flushSoon(): void {
    if (this.#immediate) return;
    const remainingMs = this.#lastCommitAt + POLICY.minIntervalMs - performance.now();
    if (remainingMs > 0) this.#flushWithin(remainingMs);
    else this.#immediate = setImmediate(() => this.flush());
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.flush(), ms);
  }
}
