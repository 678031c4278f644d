import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Lock } from './database.ts';
import { asLedgerError, LedgerError } from './ledger-error.ts';

/** Rows that one transaction forgets: more would make other processes wait. */
const ROWS_PER_TRANSACTION = 20_000;

/** A run that is about to be forgotten. */
export interface OldRun {
  readonly id: string;
  readonly outDir: string;
  /** Had it come to its end? Otherwise it can never be resumed now. */
  readonly ended: boolean;
}

/**
 * Forgets runs whose last sign of life is before a time, with their rows; what their keys taught stays. Each is deleted
 * under the locks that `take` answers; a run for which it answers none is in another process's hands, and stays. `also`
 * removes what is kept of a run elsewhere, under the same locks. Answers what was forgotten, oldest first.
 */
export function deleteOldRuns(
  database: DatabaseSync,
  before: number,
  { take, also }: { take(run: OldRun): readonly Lock[] | undefined; also(run: OldRun): void },
): OldRun[] {
  const isOld = 'coalesce(ended_at, started_at) < ?';
  const old = database
    .prepare(`SELECT seq, id, stage, out_dir FROM runs WHERE ${isOld} ORDER BY seq`)
    .all(before)
    .map(({ seq, id, stage, out_dir }) => ({
      seq: Number(seq),
      id: String(id),
      outDir: String(out_dir),
      ended: stage === 'completed' || stage === 'completed_with_errors',
    }));
  const isStillOld = database.prepare(`SELECT 1 FROM runs WHERE seq = ? AND ${isOld}`);
  const forget = database.prepare(
    `DELETE FROM rows WHERE run = :run AND row <= (
       SELECT max(row) FROM (SELECT row FROM rows WHERE run = :run ORDER BY row LIMIT ${ROWS_PER_TRANSACTION}))`,
  );
  const forgetCounts = database.prepare('DELETE FROM row_counts WHERE run = ?');
  const forgetRun = database.prepare('DELETE FROM runs WHERE seq = ?');
  const keepNumber = database.prepare('UPDATE last_forgotten SET seq = max(seq, ?)');
  const forgotten: OldRun[] = [];
  for (const run of old) {
    const locks = take(run);
    if (!locks) continue;
    try {
      // Somebody may have gone on with it, and ended, since it was looked up.
      if (!isStillOld.get(run.seq, before)) continue;
      // The run goes last: what is cut short here can be done again.
      while (Number(forget.run({ run: run.seq }).changes) > 0);
      forgetCounts.run(run.seq);
      keepNumber.run(run.seq);
      forgetRun.run(run.seq);
      also(run);
      forgotten.push(run);
    } finally {
      for (const lock of locks) lock.release();
    }
  }
  if (forgotten.length > 0) {
    // They are asked for only together with their run.
    database.exec('DELETE FROM identities WHERE key IS NULL AND run NOT IN (SELECT seq FROM runs)');
    vacuum(database);
  }
  return forgotten;
}

/** Makes the file smaller. Where others are at it, or there is no room to do it in, the space is used again later. */
function vacuum(database: DatabaseSync): void {
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Only space is at stake.
  }
}

/** What can be seen of a ledger without changing it. */
interface LedgerFacts {
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
