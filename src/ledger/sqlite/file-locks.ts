import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError } from '../ledger-error.ts';
import type { Lock, LockTable } from '../sql.ts';
import { createPrivateFile, isBusy } from './sqlite-file.ts';

/**
 * Takes a lock that other processes respect; returns undefined if it is held. It is SQLite's own file lock, so it ends with the process
 * that holds it, however that process ends. Errors: `LedgerError`.
 */
export async function tryLock(path: string): Promise<Lock | undefined> {
  let holder: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    holder = new DatabaseSync(path, { timeout: 0 });
    holder.exec('BEGIN EXCLUSIVE');
    const lock = holder;
    return { release: async () => lock.close() };
  } catch (error) {
    holder?.close();
    if (isBusy(error)) return undefined;
    throw asLedgerError(path, error);
  }
}

/** The locks of a home folder, for the processes of this machine. */
export class FileLocks implements LockTable {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'locks');
  }

  tryLock(name: string): Promise<Lock | undefined> {
    return tryLock(join(this.#folder, `${name}.lock`));
  }
}
