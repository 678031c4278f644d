interface Waiting<Entry> {
  readonly entry: Entry;
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
  #waiting: Waiting<Entry>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #broken: { readonly error: unknown } | undefined;

  /** `commit` writes all entries or throws. */
  constructor(commit: (entries: readonly Entry[]) => void) {
    this.#commit = commit;
  }

  /** Resolves once the entry is on disk, which is within that time or when the group is full. */
  add(entry: Entry, withinMs: number): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken.error);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      if (this.#waiting.length >= GROUP_SIZE) this.flush();
      else this.#flushWithin(withinMs);
    });
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#dueAt = Number.POSITIVE_INFINITY;
    const group = this.#waiting;
    if (group.length === 0) return;
    this.#waiting = [];
    try {
      this.#commit(group.map(({ entry }) => entry));
    } catch (error) {
      this.#broken = { error };
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.flush(), ms);
  }
}
