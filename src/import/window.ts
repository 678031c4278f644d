import pLimit from 'p-limit';

/** Runs tasks with bounded concurrency and a bounded queue, so that a file is read no faster than it is sent. */
export interface Window {
  /** Starts the task when there is room; resolves once it is queued. Throws what an earlier task threw. */
  add(task: () => Promise<void>): Promise<void>;
  /** Waits for all tasks. Throws what one of them threw. */
  drain(): Promise<void>;
  /** Something outside the tasks went wrong: it is thrown to whoever adds or drains. */
  fail(error: unknown): void;
  /** How many tasks may run at once from now on. */
  resize(concurrency: number): void;
}

/** Tasks that wait, for each that runs: enough that a worker never waits for the reader. */
const QUEUE_FACTOR = 2;

/** `onFailure` is called once, when the first task fails. */
export function createWindow(concurrency: number, onFailure: () => void): Window {
  const limit = pLimit(concurrency);
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;

  const fail = (error: unknown) => {
    if (failure) return;
    failure = { error };
    onFailure();
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
      while (!failure && limit.activeCount + limit.pendingCount >= limit.concurrency * QUEUE_FACTOR) await changed();
      if (failure) throw failure.error;
      limit(task).catch(fail).finally(settled);
    },
    async drain() {
      while (limit.activeCount + limit.pendingCount > 0) await changed();
      if (failure) throw failure.error;
    },
    fail,
    resize(size) {
      limit.concurrency = Math.max(1, size);
    },
  };
}
