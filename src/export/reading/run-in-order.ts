/**
 * Runs tasks side by side, at most `ahead` of them begun and not yet handed out, and gives their results in the order of
 * the tasks. The next task is asked for only when there is room, so a source may be as long as it likes.
 */
export async function* runInOrder<Result>(
  tasks: AsyncIterable<() => Promise<Result>>,
  ahead: number,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  const line = new ChangeSignal();
  let ended = false;
  let abandoned = false;
  let failure: { readonly error: unknown } | undefined;

  const pump = async (): Promise<void> => {
    try {
      for await (const task of tasks) {
        if (abandoned) return;
        const result = task();
        // It is met when its turn comes, not before.
        result.catch(() => {});
        begun.push(result);
        line.changed();
        while (begun.length >= ahead && !abandoned) await line.next();
      }
    } catch (error) {
      failure = { error };
    } finally {
      ended = true;
      line.changed();
    }
  };

  const pumping = pump();
  try {
    for (;;) {
      const result = begun[0];
      if (result) {
        const value = await result;
        begun.shift();
        line.changed();
        yield value;
      } else if (ended) break;
      else await line.next();
    }
    if (failure) throw failure.error;
  } finally {
    abandoned = true;
    line.changed();
    void pumping;
  }
}

/** Wakes all who wait for a change. */
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
