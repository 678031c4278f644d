import pLimit from 'p-limit';
import { IMPORT_POLICY } from '../policy.ts';
import type { RunFailure } from '../run-guards.ts';

/** Runs tasks with bounded concurrency and a bounded queue, so that a file is read no faster than it is sent. */
export interface ConcurrencyLimiter {
  /** Starts the task when there is room; resolves once it is queued. Throws what the run has failed for. */
  add(task: () => Promise<void>): Promise<void>;
  /** Waits for all tasks. Throws what the run has failed for. */
  drain(): Promise<void>;
}

/** `allowed` says at any time how many tasks may run at once; a task that throws makes the run fail. */
export function createConcurrencyLimiter(
  allowed: { readonly concurrency: number },
  failure: RunFailure,
): ConcurrencyLimiter {
  const limit = pLimit(allowed.concurrency);
  let wake: (() => void) | undefined;

  const resize = () => {
    const concurrency = Math.max(1, allowed.concurrency);
    if (concurrency !== limit.concurrency) limit.concurrency = concurrency;
  };
  const settled = () => {
    wake?.();
    wake = undefined;
  };
  const changed = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  return {
    async add(task) {
      const { queuedPerCall } = IMPORT_POLICY.send;
      while (!failure.hasFailed && limit.activeCount + limit.pendingCount >= limit.concurrency * queuedPerCall)
        await changed();
      failure.throwIfFailed();
      // While a task runs, what it has found out decides how many may run beside it.
      limit(() => task().finally(resize))
        .catch((error: unknown) => failure.report(error))
        .finally(settled);
    },
    async drain() {
      while (limit.activeCount + limit.pendingCount > 0) await changed();
      failure.throwIfFailed();
    },
  };
}

/** Work for one key is done in its order, one after the other; work for different keys goes on together. */
export class KeyedMutex {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const turn = before ? before.then(work) : work();
    const over = turn.catch(() => undefined);
    this.#last.set(key, over);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === over) this.#last.delete(key);
    }
  }
}
