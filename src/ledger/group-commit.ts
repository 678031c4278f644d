/** Somebody who waits until an entry is on disk. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes that wait for one commit at most. */
const GROUP_SIZE = 256;

/**
 * Joins writes to one durable commit: a commit blocks until the disk has it, so there should be few. What has failed
 * once stays failed: after that nothing is taken any more.
 */
export class GroupCommit<Entry> {
  readonly #commit: (entries: readonly Entry[]) => void;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #broken: { readonly error: unknown } | undefined;

  /** `commit` writes all entries or throws; `onFailure` hears of the first that threw. */
  constructor(commit: (entries: readonly Entry[]) => void, onFailure: (error: unknown) => void) {
    this.#commit = commit;
    this.#onFailure = onFailure;
  }

  /** Resolves once the entry is on disk, which is within that time or when the group is full. */
  add(entry: Entry, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken.error);
      this.#waiting.push({ resolve, reject });
      this.put(entry, withinMs);
    });
  }

  /** The same for those who need not wait: a failure goes to `onFailure` only. */
  put(entry: Entry, withinMs: number): void {
    if (this.#broken) return;
    this.#entries.push(entry);
    if (this.#entries.length >= GROUP_SIZE) this.flush();
    else this.#flushWithin(withinMs);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#dueAt = Number.POSITIVE_INFINITY;
    const entries = this.#entries;
    const waiting = this.#waiting;
    if (entries.length === 0) return;
    this.#entries = [];
    this.#waiting = [];
    try {
      this.#commit(entries);
    } catch (error) {
      this.#broken = { error };
      for (const { reject } of waiting) reject(error);
      this.#onFailure(error);
      return;
    }
    for (const { resolve } of waiting) resolve();
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.flush(), ms);
  }
}
