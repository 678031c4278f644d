import { afterEach, describe, expect, test } from 'vitest';
import { FileError } from '../../src/files/index.ts';
import { type ThreadOptions, threadEntry, WorkerThread } from '../../src/threads/worker-thread.ts';
import { until } from '../support/until.ts';
import type { KnownRequests, SumRequests } from './sums-thread.ts';

class Ended extends Error {
  override name = 'Ended';
}

let thread: WorkerThread<SumRequests, KnownRequests> | undefined;
afterEach(() => thread?.terminate());

/** Starts the thread. It knows that `two` is 2. */
function start(options: Partial<ThreadOptions<KnownRequests>> = {}): WorkerThread<SumRequests, KnownRequests> {
  thread = WorkerThread.start<SumRequests, KnownRequests>({
    entry: threadEntry(import.meta.url, 'sums-thread'),
    data: { given: 1 },
    errors: [FileError],
    handlers: {
      known: ({ name }) => {
        if (name !== 'two') throw new RangeError(`${name} is not known`);
        return 2;
      },
    },
    exitError: (cause) => new Ended(typeof cause === 'number' ? `exit code ${cause}` : cause.message),
    ...options,
  });
  if (!thread) throw new Error('no thread was started');
  return thread;
}

/** What a promise is rejected with. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a worker thread', () => {
  test('answers requests that were sent before it was ready, each with its own result', async () => {
    const sums = start();
    expect(sums.isReady).toBe(false);
    const all = [1, 2, 3].map((one) => sums.request('add', { one, other: 10 }));
    expect(sums.pendingCount).toBe(3);
    expect(await Promise.all(all)).toEqual([11, 12, 13]);
    expect(sums.pendingCount).toBe(0);
    await until(() => sums.isReady);
    expect(await sums.request('given', undefined)).toEqual({ given: 1 });
  });

  test('sends requests to the thread that started it', async () => {
    const sums = start();
    expect(await sums.request('addKnown', { name: 'two', other: 5 })).toBe(7);
    const failure = await failureOf(sums.request('addKnown', { name: 'three', other: 5 }));
    expect(failure).toMatchObject({ name: 'RangeError', message: 'three is not known' });
  });

  test('receives transferred bytes without a copy, so that the sender loses them', async () => {
    const bytes = new Uint8Array(1000);
    expect(await start().request('weigh', { bytes }, [bytes.buffer])).toEqual({ bytes: 1000 });
    expect(bytes.byteLength).toBe(0);
  });

  test('restores errors of known classes with their properties', async () => {
    const there = await failureOf(start().request('fail', { how: 'file' }));
    const here = new FileError('disk-full', 'a.csv', 'cannot be written', { line: 7 });
    expect(there).toBeInstanceOf(FileError);
    expect({ ...(there as FileError) }).toEqual({ ...here });
    expect((there as FileError).message).toBe(here.message);
    expect((there as FileError).at(9).message).toBe('a.csv line 9: cannot be written');
    expect((there as FileError).cause).toMatchObject({ message: 'no space', code: 'ENOSPC' });
    expect((there as FileError).stack).toContain('sums-thread');
  });

  test('restores errors of unknown classes, and other thrown values, as plain errors', async () => {
    const sums = start();
    const wrong = await failureOf(sums.request('fail', { how: 'type' }));
    expect(wrong).toMatchObject({ name: 'TypeError', message: 'wrong' });
    expect(await failureOf(sums.request('fail', { how: 'text' }))).toMatchObject({ message: 'a mere text' });
    const odd = await failureOf(sums.request('fail', { how: 'unclonable' }));
    expect(odd).toMatchObject({ message: 'odd', code: 'odd' });
    expect(odd).not.toHaveProperty('retry');
    expect(await sums.request('add', { one: 1, other: 1 })).toBe(2);
  });

  test.each([
    ['exit', 'exit code 7'],
    ['throw', 'out of order'],
  ] as const)('that ends by %s fails all that is asked and all that will be', async (how, message) => {
    const sums = start();
    const ended = failureOf(sums.request('end', { how }));
    // What throws later has answered before.
    const pending = how === 'exit' ? failureOf(sums.request('wait', { until: new SharedArrayBuffer(4) })) : undefined;
    if (how === 'throw') await ended;
    await until(() => sums.failure !== undefined);
    expect(sums.failure).toBeInstanceOf(Ended);
    if (pending) for (const each of [ended, pending]) expect(await each).toMatchObject({ name: 'Ended', message });
    expect(await failureOf(sums.request('add', { one: 1, other: 1 }))).toMatchObject({ name: 'Ended', message });
  });

  test('that is terminated rejects all requests, even while it is busy', async () => {
    const sums = start();
    const pending = failureOf(sums.request('wait', { until: new SharedArrayBuffer(4) }));
    await until(() => sums.isReady);
    await sums.terminate();
    expect(await pending).toMatchObject({ message: 'the worker thread was terminated' });
    expect(await failureOf(sums.request('add', { one: 1, other: 1 }))).toMatchObject({
      message: 'the worker thread was terminated',
    });
  });

  test('that is idle ends by itself, and is interrupted only while it is busy', async () => {
    const codes: (Error | number)[] = [];
    const exitError = (cause: Error | number) => {
      codes.push(cause);
      return new Ended();
    };
    const idle = start({ exitError });
    await idle.request('add', { one: 1, other: 1 });
    await idle.terminate();
    const busy = start({ exitError });
    const pending = failureOf(busy.request('wait', { until: new SharedArrayBuffer(4) }));
    await until(() => busy.isReady);
    await busy.terminate();
    await pending;
    expect(codes).toEqual([0, 1]);
  });

  test('limits enqueued requests, and throws the error of an earlier one', async () => {
    const sums = start({ maxEnqueued: 2 });
    const gate = new Int32Array(new SharedArrayBuffer(4));
    await sums.enqueue('wait', { until: gate.buffer });
    await sums.enqueue('add', { one: 1, other: 1 });
    let isTaken = false;
    const third = sums.enqueue('fail', { how: 'file' }).then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isTaken).toBe(false);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await third;
    await expect(sums.drain()).rejects.toBeInstanceOf(FileError);
    await sums.drain();
  });

  test('rejects only the request whose input cannot be sent', async () => {
    const sums = start();
    const unsendable = { one: (() => 1) as unknown as number, other: 1 };
    await expect(sums.request('add', unsendable)).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(sums.pendingCount).toBe(0);
    expect(await sums.request('add', { one: 1, other: 1 })).toBe(2);
  });
});
