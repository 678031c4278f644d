import type { DatabaseSync } from 'node:sqlite';

/** Rows that one transaction forgets: more would make other processes wait. */
const CHUNK = 20_000;

/** A run that is about to be forgotten. */
export interface OldRun {
  readonly id: string;
  readonly outDir: string;
  /** Had it come to its end? Otherwise it can never be resumed now. */
  readonly ended: boolean;
}

/**
 * Forgets runs whose last sign of life is before a time, with their rows; what their keys taught stays. `spare` says
 * which runs to keep all the same. Answers what was forgotten, oldest first.
 */
export function pruneRuns(database: DatabaseSync, before: number, spare: (id: string) => boolean): OldRun[] {
  const old = database
    .prepare('SELECT seq, id, stage, out_dir FROM runs WHERE coalesce(ended_at, started_at) < ? ORDER BY seq')
    .all(before)
    .map(({ seq, id, stage, out_dir }) => ({
      seq: Number(seq),
      id: String(id),
      outDir: String(out_dir),
      ended: stage === 'completed' || stage === 'completed_with_errors',
    }))
    .filter(({ id }) => !spare(id));
  const forget = database.prepare(
    `DELETE FROM rows WHERE run = :run AND row <= (
       SELECT max(row) FROM (SELECT row FROM rows WHERE run = :run ORDER BY row LIMIT ${CHUNK}))`,
  );
  const forgetCounts = database.prepare('DELETE FROM row_counts WHERE run = ?');
  const forgetRun = database.prepare('DELETE FROM runs WHERE seq = ?');
  for (const { seq } of old) {
    // The run goes last: what is cut short here can be done again.
    while (Number(forget.run({ run: seq }).changes) > 0);
    forgetCounts.run(seq);
    forgetRun.run(seq);
  }
  if (old.length > 0) giveBackSpace(database);
  return old;
}

/** Makes the file smaller. Where others are at it, or there is no room to do it in, the space is used again later. */
function giveBackSpace(database: DatabaseSync): void {
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Only space is at stake.
  }
}
