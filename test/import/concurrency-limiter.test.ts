import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { RunFailure } from '../../src/import/run-guards.ts';
import { createConcurrencyLimiter } from '../../src/import/send/concurrency-limiter.ts';

/** Tasks that end when the test says so. */
function heldTasks() {
  const ends: (() => void)[] = [];
  const task = () =>
    new Promise<void>((resolve) => {
      ends.push(resolve);
    });
  return { task, ends };
}

describe('the concurrency limiter', () => {
  test('starts as many tasks as allowed, and follows the limit as tasks end', async () => {
    const allowed = { concurrency: 2 };
    const limiter = createConcurrencyLimiter(allowed, new RunFailure(undefined));
    const { task, ends } = heldTasks();
    for (let added = 0; added < 4; added += 1) await limiter.add(task);
    await nextTurn();
    expect(ends).toHaveLength(2);
    allowed.concurrency = 1;
    ends[0]?.();
    await nextTurn();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await nextTurn();
    expect(ends).toHaveLength(3);
  });

  test('makes callers wait while the queue is full', async () => {
    const limiter = createConcurrencyLimiter({ concurrency: 1 }, new RunFailure(undefined));
    const { task, ends } = heldTasks();
    await limiter.add(task);
    await limiter.add(task);
    let isAdded = false;
    const third = limiter.add(task).then(() => {
      isAdded = true;
    });
    await nextTurn();
    expect(isAdded).toBe(false);
    ends[0]?.();
    await third;
  });

  test('accepts no task after the run has failed, and throws the first failure', async () => {
    let halted = 0;
    const failure = new RunFailure(() => {
      halted += 1;
    });
    const limiter = createConcurrencyLimiter({ concurrency: 1 }, failure);
    await limiter.add(() => Promise.reject(new Error('the ledger is full')));
    await nextTurn();
    failure.report(new Error('an echo'));
    await expect(limiter.add(() => Promise.resolve())).rejects.toThrow('the ledger is full');
    await expect(limiter.drain()).rejects.toThrow('the ledger is full');
    expect(halted).toBe(1);
  });
});
