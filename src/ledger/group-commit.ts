/** Somebody who waits until an entry is on disk. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes that wait for one commit at most. */
const GROUP_SIZE = 256;
/** From the end of one commit to the next that somebody waits for. */
const GAP_MS = 5;

/**
 * Joins writes to one durable commit: a commit blocks until the disk has it, so there should be few. Where somebody
 * waits, what has come together in one turn of the event loop is written at its end, and not before some milliseconds
 * after the last commit: a busy process makes large groups, an idle one makes nobody wait. What has failed once stays
 * failed: after that nothing is taken any more.
 */
export class GroupCommit<Entry> {
  readonly #commit: (entries: readonly Entry[]) => void;
  readonly #onFailure: (error: unknown) => void;
  #entries: Entry[] = [];
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #turnEnd: NodeJS.Immediate | undefined;
  #committedAt = Number.NEGATIVE_INFINITY;
  #broken: { readonly error: unknown } | undefined;

  /** `commit` writes all entries or throws; `onFailure` hears of the first that threw. */
  constructor(commit: (entries: readonly Entry[]) => void, onFailure: (error: unknown) => void) {
    this.#commit = commit;
    this.#onFailure = onFailure;
  }

  /** Resolves once the entry is on disk, which is soon. */
  add(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) return reject(this.#broken.error);
      this.#waiting.push({ resolve, reject });
      this.#entries.push(entry);
      if (this.#entries.length >= GROUP_SIZE) this.flush();
      else this.#flushSoon();
    });
  }

  /** Takes an entry for which nobody waits: it is on disk within that time. A failure goes to `onFailure` only. */
  put(entry: Entry, withinMs: number): void {
    if (this.#broken) return;
    this.#entries.push(entry);
    if (this.#entries.length >= GROUP_SIZE) this.flush();
    else this.#flushWithin(withinMs);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turnEnd);
    this.#turnEnd = undefined;
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
    this.#committedAt = performance.now();
    for (const { resolve } of waiting) resolve();
  }

  #flushSoon(): void {
    if (this.#turnEnd) return;
    const restMs = this.#committedAt + GAP_MS - performance.now();
    if (restMs > 0) this.#flushWithin(restMs);
    else this.#turnEnd = setImmediate(() => this.flush());
  }

  #flushWithin(ms: number): void {
    const dueAt = performance.now() + ms;
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.flush(), ms);
  }
}
