/** A thread for the tests of the protocol. */
import { workerData } from 'node:worker_threads';
import { FileError } from '../../src/files/index.ts';
import type { RequestChannel } from '../../src/threads/request-channel.ts';
import { parentChannel } from '../../src/threads/worker-thread.ts';

/** What it does. */
export interface SumRequests {
  add(input: { readonly one: number; readonly other: number }): number;
  /** Adds a number that the thread which started it knows. */
  addKnown(input: { readonly name: string; readonly other: number }): number;
  /** The size of what came, and whether it came whole. */
  weigh(input: { readonly bytes: Uint8Array }): { readonly bytes: number };
  fail(input: { readonly how: 'file' | 'type' | 'text' | 'unclonable' }): void;
  /** Waits until it is let go on. */
  wait(input: { readonly until: SharedArrayBuffer }): void;
  end(input: { readonly how: 'exit' | 'throw' }): void;
  given(input: undefined): unknown;
}

/** What it asks. */
export interface KnownRequests {
  known(input: { readonly name: string }): number;
}

const channel: RequestChannel<KnownRequests, SumRequests> = parentChannel<KnownRequests, SumRequests>({
  errors: [RangeError],
  handlers: {
    add: ({ one, other }) => one + other,
    addKnown: async ({ name, other }) => (await channel.request('known', { name })) + other,
    weigh: ({ bytes }) => ({ bytes: bytes.byteLength }),
    fail: ({ how }) => {
      if (how === 'file') {
        const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
        throw new FileError('disk-full', 'a.csv', 'cannot be written', { line: 7, cause });
      }
      if (how === 'type') throw new TypeError('wrong');
      if (how === 'unclonable') throw Object.assign(new Error('odd'), { code: 'odd', retry: () => {} });
      throw 'a mere text';
    },
    wait: ({ until }) => void Atomics.wait(new Int32Array(until), 0, 0),
    end: ({ how }) => {
      if (how === 'exit') process.exit(7);
      setImmediate(() => {
        throw new Error('out of order');
      });
    },
    given: () => workerData,
  },
});
channel.announceReady();
