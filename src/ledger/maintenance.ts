import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Lock } from './database.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';
import { LEDGER_MESSAGES } from './messages.ts';
import { LEDGER_POLICY } from './policy.ts';

const POLICY = LEDGER_POLICY.pruning;

/** A run that is about to be deleted. */
export interface OldRun {
  readonly id: string;
  /** Its number in the ledger. */
  readonly number: number;
  readonly status: string;
  readonly outDir: string;
  /** Had the run ended? Otherwise it can never be resumed. */
  readonly ended: boolean;
}

/**
 * Deletes runs whose last activity is before a time, with their rows; what the ledger learned about their keys stays. Each is deleted
 * under the locks that `lock` returns; a run for which it returns none is in use by another process, and stays. `record` notes that it
 * is removed, and `cleanUp` removes what is stored elsewhere for it, under the same locks. Returns what was deleted, oldest first.
 */
export function deleteOldRuns(
  database: DatabaseSync,
  before: number,
  {
    lock,
    record,
    cleanUp,
  }: { lock(run: OldRun): readonly Lock[] | undefined; record(run: OldRun): void; cleanUp(run: OldRun): void },
): OldRun[] {
  const isOld = 'coalesce(ended_at, started_at) < ?';
  const old = database
    .prepare(`SELECT seq, id, stage, out_dir FROM runs WHERE ${isOld} ORDER BY seq`)
    .all(before)
    .map(({ seq, id, stage, out_dir }) => ({
      id: String(id),
      number: Number(seq),
      status: String(stage),
      outDir: String(out_dir),
      ended: stage === 'completed' || stage === 'completed_with_errors',
    }));
  const isStillOld = database.prepare(`SELECT 1 FROM runs WHERE seq = ? AND ${isOld}`);
  const deleteSome = ['changes', 'left_out', 'rows'].map((table) =>
    database.prepare(
      `DELETE FROM ${table} WHERE run = :run AND row <= (
       SELECT max(row) FROM (SELECT row FROM ${table} WHERE run = :run ORDER BY row LIMIT ${POLICY.rowsPerTransaction}))`,
    ),
  );
  const deleteCounts = database.prepare('DELETE FROM row_counts WHERE run = ?');
  const deleteRun = database.prepare('DELETE FROM runs WHERE seq = ?');
  const keepSequence = database.prepare('UPDATE last_forgotten SET seq = max(seq, ?)');
  const deleted: OldRun[] = [];
  for (const run of old) {
    const locks = lock(run);
    if (!locks) continue;
    try {
      // It may have been resumed, and have ended, since it was looked up.
      if (!isStillOld.get(run.number, before)) continue;
      record(run);
      // The run is deleted last, so that an interrupted deletion is repeated.
      for (const statement of deleteSome) while (Number(statement.run({ run: run.number }).changes) > 0);
      deleteCounts.run(run.number);
      keepSequence.run(run.number);
      deleteRun.run(run.number);
      cleanUp(run);
      deleted.push(run);
    } finally {
      for (const lock of locks) lock.release();
    }
  }
  if (deleted.length > 0) {
    // Values without a key are looked up only together with their run.
    database.exec('DELETE FROM identities WHERE key IS NULL AND run NOT IN (SELECT seq FROM runs)');
    vacuum(database);
  }
  return deleted;
}

/** Shrinks the file. If other processes use it, or the disk has no space for a copy, the free pages are reused later. */
function vacuum(database: DatabaseSync): void {
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Nothing but disk space is lost.
  }
}

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
