/**
 * Runs tasks concurrently, at most `ahead` of them started and not yet yielded, and yields their results in the order of the
 * tasks. The next task is requested only when it can start, so the source may be arbitrarily long.
 */
export async function* runInOrder<Result>(
  tasks: AsyncIterable<() => Promise<Result>>,
  ahead: number,
): AsyncGenerator<Result> {
  const started: Promise<Result>[] = [];
  const signal = new ChangeSignal();
  let ended = false;
  let abandoned = false;
  let failure: { readonly error: unknown } | undefined;

  const pump = async (): Promise<void> => {
    try {
      for await (const task of tasks) {
        if (abandoned) return;
        const result = task();
        // Its failure is reported when its turn comes.
        result.catch(() => {});
        started.push(result);
        signal.changed();
        while (started.length >= ahead && !abandoned) await signal.next();
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      signal.changed();
    }
  };

  const pumping = pump();
  try {
    for (;;) {
      const result = started[0];
      if (result) {
        const value = await result;
        started.shift();
        signal.changed();
        yield value;
      } else if (ended) break;
      else await signal.next();
    }
    if (failure) throw failure.error;
  } finally {
    abandoned = true;
    signal.changed();
    void pumping;
  }
}

/** Wakes everything that waits for a change. */
class ChangeSignal {
  #waiting: (() => void)[] = [];

  changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
