import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerError, LedgerError } from './ledger-error.ts';

/** What can be seen of a ledger without changing it. */
export interface LedgerFacts {
  readonly path: string;
  /** The version of its tables. */
  readonly version: number;
  readonly bytes: number;
  readonly runs: number;
  /** May others than its owner read it? */
  readonly isOpenToOthers: boolean;
}

/** Looks into the ledger of a home folder: is it whole, and may it be written? Undefined where there is none yet. Errors: `LedgerError`. */
export function inspectLedger(home: string): LedgerFacts | undefined {
  const path = join(home, 'ledger.db');
  if (!existsSync(path)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 2_000 });
    const value = (sql: string): unknown => Object.values(database?.prepare(sql).get() ?? {})[0];
    const health = String(value('PRAGMA quick_check(1)'));
    if (health !== 'ok') throw new LedgerError('ledger-corrupt', `the ledger ${path} is damaged: ${health}`);
    // Takes the right to write and gives it back.
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
