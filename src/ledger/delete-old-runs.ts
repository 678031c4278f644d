import { LEDGER_POLICY } from './policy.ts';
import type { Lock, SqlDatabase } from './sql.ts';

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
 * under the locks that `lock` returns; a run for which it returns none is in use by another process, and stays. So does one that
 * `isNeeded`: the newest are asked about first, so that a run is deleted before those that it needs. `record` notes that it is removed,
 * and `cleanUp` removes what is stored elsewhere for it, under the same locks. Returns what was deleted, oldest first.
 */
export async function deleteOldRuns(
  database: SqlDatabase,
  before: number,
  {
    isNeeded,
    lock,
    record,
    cleanUp,
  }: {
    isNeeded(run: OldRun): boolean;
    lock(run: OldRun): Promise<readonly Lock[] | undefined>;
    record(run: OldRun): Promise<void>;
    cleanUp(run: OldRun): void;
  },
): Promise<OldRun[]> {
  const isOld = 'coalesce(ended_at, started_at) < ?';
  const records = await database.all(`SELECT seq, id, stage, out_dir FROM runs WHERE ${isOld} ORDER BY seq DESC`, [
    before,
  ]);
  const old = records.map(({ seq, id, stage, out_dir }) => ({
    id: String(id),
    number: Number(seq),
    status: String(stage),
    outDir: String(out_dir),
    ended: stage === 'completed' || stage === 'completed_with_errors',
  }));
  const deleted: OldRun[] = [];
  for (const run of old) {
    if (isNeeded(run)) continue;
    const locks = await lock(run);
    if (!locks) continue;
    try {
      // It may have been resumed, and have ended, since it was looked up.
      if (!(await database.get(`SELECT 1 FROM runs WHERE seq = ? AND ${isOld}`, [run.number, before]))) continue;
      await record(run);
      await deleteRun(database, run.number);
      cleanUp(run);
      deleted.push(run);
    } finally {
      for (const lock of locks) await lock.release();
    }
  }
  if (deleted.length > 0) {
    // Values without a key are looked up only together with their run.
    await database.run('DELETE FROM identities WHERE key IS NULL AND run NOT IN (SELECT seq FROM runs)');
    await database.compact();
  }
  return deleted.reverse();
}

/** Deletes a run with its rows. The run itself is deleted last, so that an interrupted deletion is repeated. */
async function deleteRun(database: SqlDatabase, run: number): Promise<void> {
  for (const table of ['changes', 'left_out', 'rows']) {
    const some = `DELETE FROM ${table} WHERE run = ? AND row <= (
      SELECT max(row) FROM (SELECT row FROM ${table} WHERE run = ? ORDER BY row LIMIT ${POLICY.rowsPerTransaction}) AS part)`;
    while ((await database.run(some, [run, run])) > 0);
  }
  await database.run('DELETE FROM row_counts WHERE run = ?', [run]);
  await database.run(`UPDATE last_forgotten SET seq = ${database.dialect.greatest}(seq, ?)`, [run]);
  await database.run('DELETE FROM runs WHERE seq = ?', [run]);
}
