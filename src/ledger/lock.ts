import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { durationText } from '../words/time-text.ts';
import { createPrivateFile } from './database.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';

const POLL_MS = 20;

/** A lock that is held. */
export interface Lock {
  release(): void;
}

/**
 * Takes a lock that other processes respect, or answers undefined where another holds it. It is SQLite's own file
 * lock, so it ends with the process that holds it, however that ends.
 */
export function tryLock(path: string): Lock | undefined {
  let holder: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    holder = new DatabaseSync(path, { timeout: 0 });
    holder.exec('BEGIN EXCLUSIVE');
    const held = holder;
    return { release: () => held.close() };
  } catch (error) {
    holder?.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5) return undefined;
    throw asLedgerError(path, error);
  }
}

/** Runs `work` under the lock; waits for it at most `waitMs`, then throws `LedgerError`. */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  let lock = tryLock(path);
  for (let waited = 0; !lock; waited += POLL_MS) {
    if (waited >= waitMs)
      throw new LedgerError(
        'lock-timeout',
        `another process has held ${path} for ${durationText(waitMs)}; end it, then try again`,
      );
    await sleep(POLL_MS);
    lock = tryLock(path);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
