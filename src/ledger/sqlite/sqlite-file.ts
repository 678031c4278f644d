import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import { LEDGER_POLICY } from '../policy.ts';

const POLICY = LEDGER_POLICY.locks;

/**
 * Switches a database to write-ahead logging. SQLite does not wait for another process that is just doing the same to a new file,
 * whatever its timeout, so this does.
 */
export function useWriteAheadLog(database: DatabaseSync): void {
  for (let waited = 0; ; waited += POLICY.pollMs) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= POLICY.busyTimeoutMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLICY.pollMs);
    }
  }
}

/** Did SQLite fail because another process holds the file? */
export function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
}

/** Creates the file with mode 0600 before SQLite does, so that its journal files inherit the mode. */
export function createPrivateFile(path: string): void {
  createFolder(dirname(path), 0o700);
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/**
 * Remembers which file is open at a path. The returned function throws `LedgerError` once the path has another file, or none:
 * SQLite keeps writing into a removed file, and nothing of that could be found again.
 */
export function createFileGuard(path: string): () => void {
  const inode = inodeAt(path);
  return () => {
    if (inodeAt(path) === inode) return;
    throw new LedgerError('ledger-gone', LEDGER_MESSAGES['ledger-gone'].text.removed(path));
  };
}

function inodeAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** Brings the tables of a database to the version that all migrations lead to: version N is reached by running the first N. */
export function migrateDatabase(database: DatabaseSync, migrations: readonly string[]): void {
  if (schemaVersion(database) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated it meanwhile.
    for (const step of migrations.slice(schemaVersion(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** How many migrations a database has been through. */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/**
 * Creates a folder and the missing ones above it. Node's own `recursive` never returns on systems with folders in which none
 * can be created, such as `/proc`; this one fails at once.
 */
export function createFolder(path: string, mode = 0o777): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) createFolder(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
