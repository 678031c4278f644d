import type { StoredPush } from '../push-store.ts';
import type { FeedLine } from './decode-push.ts';

/** Where the listener writes pushes. */
export interface FeedOutput {
  /** Can pushes that arrive now be written? Errors: `PushError` for a file of something else, `FileError` for one that cannot be used. */
  check(nowMs: number): Promise<void>;
  /** Writes pushes in their order. Returns the number of the last push that is safely in the output; undefined if none is yet. */
  write(pushes: readonly StoredPush[]): Promise<number | undefined>;
  /** Called when there is nothing to write. Returns as `write` does. */
  idle(nowMs: number): Promise<number | undefined>;
  /** Completes the output. Returns as `write` does. */
  close(): Promise<number | undefined>;
}

/** A push as an output identifies it. */
export interface WrittenPush {
  readonly seq: number;
  /** In epoch seconds; NaN if somebody has changed it. */
  readonly receivedAt: number;
}

/** What an output is made with. */
export interface OutputOptions {
  /** The file for pushes that were received at a time, in epoch milliseconds: one for each day where its name has a date. */
  readonly pathAt: (receivedAtMs: number) => string;
  readonly decode: (push: StoredPush) => FeedLine;
  /** The names of the tenant's custom fields: the columns of a table. */
  readonly customFields: () => readonly string[];
  /** Is it a push of the store? Two stores give the same numbers. */
  readonly isOwn: (push: WrittenPush) => boolean;
  /** Pushes from the store, for workbooks, which cannot grow. */
  readonly receivedBetween: (fromMs: number, toMs: number) => Iterable<StoredPush>;
}

/** The formats of the output. */
export type FeedFormat = 'jsonl' | 'csv' | 'xlsx';
