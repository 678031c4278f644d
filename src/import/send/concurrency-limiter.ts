import pLimit from 'p-limit';
import { IMPORT_POLICY } from '../policy.ts';
import type { RunFailure } from '../run-guards.ts';

/** Runs tasks with bounded concurrency and a bounded queue, so that a file is read no faster than it is sent. */
export interface ConcurrencyLimiter {
  /** Starts the task when the limit allows; resolves once it is queued. Throws the failure of the run. */
  add(task: () => Promise<void>): Promise<void>;
  /** Waits for all tasks. Throws the failure of the run. */
  drain(): Promise<void>;
}

/** `allowed` says at any time how many tasks may run at once; a task that throws fails the run. */
export function createConcurrencyLimiter(
  allowed: { readonly concurrency: number },
  failure: RunFailure,
): ConcurrencyLimiter {
  const limit = pLimit(allowed.concurrency);
  let waiting: (() => void)[] = [];

  const resize = () => {
    const concurrency = Math.max(1, allowed.concurrency);
    if (concurrency !== limit.concurrency) limit.concurrency = concurrency;
  };
  const wakeWaiting = () => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const changed = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
    });

  return {
    async add(task) {
      const { queuedPerCall } = IMPORT_POLICY.send;
      while (!failure.hasFailed && limit.activeCount + limit.pendingCount >= limit.concurrency * queuedPerCall)
        await changed();
      failure.throwIfFailed();
      // The outcome of a task decides how many may run after it.
      limit(() => task().finally(resize))
        .catch((error: unknown) => failure.report(error))
        .finally(wakeWaiting);
    },
    async drain() {
      while (limit.activeCount + limit.pendingCount > 0) await changed();
      failure.throwIfFailed();
    },
  };
}

/** Runs work for the same key in order, one after the other; work for different keys runs concurrently. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const previous = this.#last.get(key);
    const turn = previous ? previous.then(work) : work();
    const settled = turn.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }
}
