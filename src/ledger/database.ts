import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { durationText } from '../words/index.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import { LEDGER_POLICY } from './policy.ts';
import { MIGRATIONS } from './schema.ts';

const POLICY = LEDGER_POLICY.locks;

/** Opens or creates the ledger file, readable by its owner only, and migrates it to this version. Errors: `LedgerError`. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    database = new DatabaseSync(path, { timeout: POLICY.busyTimeoutMs });
    rejectForeignDatabase(database, path);
    useWriteAheadLog(database);
    database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;');
    migrateDatabase(database, MIGRATIONS);
    return database;
  } catch (error) {
    database?.close();
    throw asLedgerError(path, error);
  }
}

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
function isBusy(error: unknown): boolean {
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

/** The file of another program is left alone, and so is that of a newer sobot-etl, whose tables this one does not know. */
function rejectForeignDatabase(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'runs')) {
    throw new LedgerError('ledger-foreign', LEDGER_MESSAGES['ledger-foreign'].text.otherProgram(path));
  }
  if (version <= MIGRATIONS.length) return;
  throw new LedgerError('ledger-newer', LEDGER_MESSAGES['ledger-newer'].text.version(path, version, MIGRATIONS.length));
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

/** A lock that this process holds. */
export interface Lock {
  release(): void;
}

/**
 * Takes a lock that other processes respect; returns undefined if another process holds it. It is SQLite's own file
 * lock, so it ends with the process that holds it, however that process ends.
 */
export function tryLock(path: string): Lock | undefined {
  let holder: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    holder = new DatabaseSync(path, { timeout: 0 });
    holder.exec('BEGIN EXCLUSIVE');
    const lock = holder;
    return { release: () => lock.close() };
  } catch (error) {
    holder?.close();
    if (isBusy(error)) return undefined;
    throw asLedgerError(path, error);
  }
}

/** Runs `work` under the lock; throws `LedgerError` if the lock is not free within `waitMs`. */
export async function withLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  let lock = tryLock(path);
  for (let waited = 0; !lock; waited += POLICY.pollMs) {
    if (waited >= waitMs) {
      throw new LedgerError('lock-timeout', LEDGER_MESSAGES['lock-timeout'].text.held(path, durationText(waitMs)));
    }
    await sleep(POLICY.pollMs);
    lock = tryLock(path);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
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
