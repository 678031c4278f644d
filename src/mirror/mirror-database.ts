import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPrivateFile, migrateDatabase, schemaVersion, useWriteAheadLog } from '../ledger/index.ts';
import { MIRROR_MESSAGES } from './messages.ts';
import { asMirrorError, MirrorError } from './mirror-error.ts';
import { MIRROR_POLICY } from './policy.ts';
import { MIGRATIONS } from './schema.ts';

const FOLDER = 'mirrors';

/** The file of a tenant's mirror in the home folder: `mirrors/<scope>.db`. */
export function mirrorPath(home: string, scope: string): string {
  return join(home, FOLDER, `${scope}.db`);
}

/** Is there a mirror? Errors: `MirrorError` if that cannot be known, such as for somebody who may not read its folder. */
export function mirrorExists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw asMirrorError(path, error);
  }
}

/** Opens or creates the file, readable by its owner only, and migrates it to this version. Errors: `MirrorError`. */
export function openMirrorDatabase(
  path: string,
  busyTimeoutMs: number = MIRROR_POLICY.locks.busyTimeoutMs,
): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    rejectForeignDatabase(database, path);
    useWriteAheadLog(database);
    // What a power cut takes away is read again, so commits need not wait for the disk.
    database.exec(`PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${MIRROR_POLICY.pages.cacheKib};`);
    migrateDatabase(database, MIGRATIONS);
    return database;
  } catch (error) {
    database?.close();
    throw asMirrorError(path, error);
  }
}

/** The file of another program is left alone, and so is that of a newer sobot-etl, whose tables this one does not know. */
function rejectForeignDatabase(database: DatabaseSync, path: string): void {
  const version = schemaVersion(database);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'mirror_state')) {
    throw new MirrorError('mirror-foreign', MIRROR_MESSAGES['mirror-foreign'].text.otherProgram(path));
  }
  if (version <= MIGRATIONS.length) return;
  const { text } = MIRROR_MESSAGES['mirror-newer'];
  throw new MirrorError('mirror-newer', text.version(path, version, MIGRATIONS.length));
}

/** Runs `work` in one transaction, which is rolled back if it throws. */
export function inTransaction<Result>(
  database: DatabaseSync,
  work: () => Result,
  kind: 'IMMEDIATE' | 'DEFERRED' = 'IMMEDIATE',
): Result {
  database.exec(`BEGIN ${kind}`);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
