import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';

/** What an inspection of a ledger shows, which changes nothing. */
interface LedgerFacts {
  readonly path: string;
  /** The version of its tables. */
  readonly version: number;
  readonly bytes: number;
  readonly runs: number;
  /** May users other than its owner read it? */
  readonly isOpenToOthers: boolean;
}

/** Inspects the ledger of a home folder: is it intact and writable? Undefined if there is none yet. Errors: `LedgerError`. */
export function inspectLedger(home: string): LedgerFacts | undefined {
  const path = join(home, 'ledger.db');
  if (!existsSync(path)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 2_000 });
    const value = (sql: string): unknown => Object.values(database?.prepare(sql).get() ?? {})[0];
    const health = String(value('PRAGMA quick_check(1)'));
    if (health !== 'ok') {
      throw new LedgerError('ledger-corrupt', LEDGER_MESSAGES['ledger-corrupt'].text.failedCheck(path, health));
    }
    // Acquires the write lock and releases it.
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    const { size, mode } = statSync(path);
    return {
      path,
      version: Number(value('PRAGMA user_version')),
      bytes: size,
      runs: Number(value('SELECT count(*) FROM runs')),
      isOpenToOthers: (mode & 0o077) !== 0,
    };
  } catch (error) {
    throw asLedgerError(path, error);
  } finally {
    database?.close();
  }
}
