import type { DatabaseSync } from 'node:sqlite';
import { outcomeFrom, ROW_COLUMNS, type RowOutcome } from './row-record.ts';
import { ERROR_STATES, MERGED_CODE } from './row-states.ts';

/** Finds single rows of a run that did not succeed, by their numbers. */
export type FailedRows = (row: number) => RowOutcome | undefined;

export function failedRows(database: DatabaseSync, run: { readonly seq: number }): FailedRows {
  const statement = database.prepare(`SELECT ${ROW_COLUMNS} FROM rows WHERE run = ? AND row = ?`);
  return (row) => {
    const record = statement.get(run.seq, row);
    const outcome = record && outcomeFrom(record);
    const isKept =
      outcome && ((ERROR_STATES as readonly string[]).includes(outcome.state) || outcome.code === MERGED_CODE);
    return isKept ? outcome : undefined;
  };
}
