import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { MIGRATIONS } from './schema.ts';

const BUSY_MS = 15_000;

/** Opens (or makes) the ledger file, readable by its owner only, and brings it to this version. Errors: `LedgerError`. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makePrivate(path);
    database = new DatabaseSync(path, { timeout: BUSY_MS });
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000;',
    );
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw asLedgerError(path, error);
  }
}

/** Makes the file with mode 0600 before SQLite does, so that its journal files inherit the mode. */
export function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function migrate(database: DatabaseSync, path: string): void {
  const version = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version() > MIGRATIONS.length) {
    const message = `the ledger ${path} was written by a newer sobot-etl (version ${version()}, this one knows ${MIGRATIONS.length}); update sobot-etl, or choose another folder with --home`;
    throw new LedgerError('ledger-newer', message);
  }
  if (version() === MIGRATIONS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of MIGRATIONS.slice(version())) database.exec(step);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
